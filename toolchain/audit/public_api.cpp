// SPDX-License-Identifier: PostgreSQL
// rustdoc writes each crate for itself: a re-export of another crate's item is only its path. So all crates
// are read, and names are followed from std's root, breadth first.
#include "toolchain/audit/public_api.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

constexpr std::string_view kUntrusted = "feature: \"postgres_untrusted\"";

struct Stability {
  bool is_unstable = false;
  bool is_untrusted = false;
  std::string reason;
  int since = 0;
};

// The text of "#[attr = Stability {stability: Stability {level: …": no stable form, hence the check of the
// format's number, and the test with a real rustdoc.
Stability stability_of(const json& item) {
  Stability found;
  for (const json& attribute : item.at("attrs")) {
    const auto other = attribute.is_object() ? attribute.find("other") : attribute.end();
    if (!attribute.is_object() || other == attribute.end() || !other->is_string())
      continue;
    const std::string& text = other->get_ref<const std::string&>();
    if (!text.starts_with("#[attr = Stability {"))
      continue;
    found.is_unstable = found.is_unstable || text.find("level: Unstable") != std::string::npos;
    if (text.find(kUntrusted) != std::string::npos) {
      constexpr std::string_view kReason = "reason: Some(\"";
      const std::size_t begin = text.find(kReason);
      found.is_untrusted = true;
      if (begin != std::string::npos)
        found.reason = text.substr(begin + kReason.size(), text.find("\")", begin) - begin - kReason.size());
    }
    constexpr std::string_view kMinor = "minor: ";
    if (const std::size_t minor = text.find(kMinor); minor != std::string::npos)
      found.since = std::max(found.since, std::atoi(text.c_str() + minor + kMinor.size()));
  }
  return found;
}

// What lies below a parent is no more stable than the parent, and no older under its name.
Stability below(const Stability& parent, const Stability& own) {
  Stability both = own;
  both.is_unstable = own.is_unstable || parent.is_unstable;
  both.since = std::max(own.since, parent.since);
  if (parent.is_untrusted && !own.is_untrusted) {
    both.is_untrusted = true;
    both.reason = parent.reason;
  }
  return both;
}

// Without numbers, which each run of rustdoc gives anew, and without the way that a name was written.
json plain_declaration(const json& value) {
  if (!value.is_structured())
    return value;
  json plain = value;
  if (plain.is_object())
    plain.erase("id");
  for (const auto& [key, part] : plain.items()) {
    if (key == "path" && part.is_string()) {
      const std::string path = part.get<std::string>();
      const std::size_t last = path.rfind("::");
      part = last == std::string::npos ? path : path.substr(last + 2);
    } else {
      part = plain_declaration(part);
    }
  }
  return plain;
}

std::string signature_of(const std::string& kind, const json& inner) {
  constexpr std::size_t kDigits = 16;
  return kind == "function" ? sha256(plain_declaration(inner).dump()).substr(0, kDigits) : "";
}

struct CrateDocument {
  json index;
  json paths;
  std::unordered_map<std::string, std::string> ids;  // by kind and path
  std::string root;
};

std::string path_key(const json& row) {
  std::string key = row.at("kind").get<std::string>();
  for (const json& name : row.at("path")) key += "::" + name.get<std::string>();
  return key;
}

CrateDocument read_document(const std::string& name, const std::string& text) {
  json document = json::parse(text);
  const int format = document.at("format_version").get<int>();
  if (format != kRustdocFormat)
    throw Error(fmt::format("rustdoc's JSON of '{}' has format {}; format {} is understood", name, format,
                            kRustdocFormat),
                "this version of Rust needs a change of toolchain/audit/public_api.cpp");
  CrateDocument made;
  made.index = std::move(document["index"]);
  made.paths = std::move(document["paths"]);
  made.root = std::to_string(document.at("root").get<std::uint64_t>());
  for (const auto& [id, row] : made.paths.items())
    if (row.at("crate_id").get<int>() == 0)
      made.ids.emplace(path_key(row), id);
  return made;
}

struct Reference {
  const CrateDocument* crate = nullptr;
  const json* item = nullptr;
  std::string id;
};

class Walk {
 public:
  explicit Walk(const std::map<std::string, std::string>& documents) {
    for (const auto& [name, text] : documents) crates_.emplace(name, read_document(name, text));
  }

  std::vector<ApiItem> run() {
    const CrateDocument& std_crate = crates_.at("std");
    waiting_.push_back({find(std_crate, std_crate.root), "std", {}, ""});
    while (!waiting_.empty()) {
      const Step step = std::move(waiting_.front());
      waiting_.pop_front();
      visit(step);
    }
    std::vector<ApiItem> items;
    for (auto& [key, item] : found_) items.push_back(std::move(item));
    return items;
  }

 private:
  struct Step {
    Reference at;
    std::string path;
    Stability parent;
    std::string kind;  // empty: the item's own
  };

  Reference find(const CrateDocument& crate, const std::string& id) const {
    if (const auto own = crate.index.find(id); own != crate.index.end())
      return {&crate, &*own, id};
    const auto row = crate.paths.find(id);
    if (row == crate.paths.end())
      return {};
    const std::string key = path_key(*row);
    for (const auto& [name, other] : crates_)
      if (const auto known = other.ids.find(key); known != other.ids.end())
        if (const auto item = other.index.find(known->second); item != other.index.end())
          return {&other, &*item, known->second};
    return {};
  }

  static bool is_public(const json& item) { return item.at("visibility") == "public"; }
  static std::string name_of(const json& item) {
    return item.at("name").is_string() ? item.at("name").get<std::string>() : "";
  }

  void visit(const Step& step) {
    if (step.at.item == nullptr)
      return;
    const json& item = *step.at.item;
    const auto inner = item.at("inner").begin();
    const std::string kind = step.kind.empty() ? inner.key() : step.kind;
    const Stability stability = below(step.parent, stability_of(item));
    const bool is_root = step.path == "std";
    const auto [row, is_new] =
        is_root ? std::pair(found_.end(), false) : found_.try_emplace(step.path + " " + kind);
    if (is_new)
      row->second = {step.path,
                     kind,
                     stability.is_unstable,
                     stability.is_untrusted,
                     stability.reason,
                     stability.since,
                     signature_of(inner.key(), inner.value())};
    // Under another name it has been opened before.
    if (opened_.insert(&item).second)
      open(step, inner.key(), inner.value(), stability);
  }

  void open(const Step& step, const std::string& kind, const json& inner, const Stability& stability) {
    if (kind == "module")
      for (const json& id : inner.at("items")) child(step, id, stability);
    if (kind == "enum")
      for (const json& id : inner.at("variants")) member(step.at, step.path, id, stability, "variant");
    if (kind == "trait")
      for (const json& id : inner.at("items")) member(step.at, step.path, id, stability, "trait item");
    if (kind == "struct" || kind == "enum" || kind == "union" || kind == "primitive")
      for (const json& id : inner.at("impls")) methods(step, id, stability);
  }

  // A module's item, or what it re-exports.
  void child(const Step& step, const json& id, const Stability& stability) {
    const Reference at = find(*step.at.crate, std::to_string(id.get<std::uint64_t>()));
    if (at.item == nullptr || !is_public(*at.item))
      return;
    const auto inner = at.item->at("inner").begin();
    if (inner.key() == "impl")
      return;
    if (inner.key() != "use") {
      waiting_.push_back({at, step.path + "::" + name_of(*at.item), stability, ""});
      return;
    }
    const json& use = inner.value();
    if (!use.at("id").is_number())
      return;
    const Reference target = find(*at.crate, std::to_string(use.at("id").get<std::uint64_t>()));
    const Stability own = below(stability, stability_of(*at.item));
    if (!use.at("is_glob").get<bool>()) {
      waiting_.push_back({target, step.path + "::" + use.at("name").get<std::string>(), own, ""});
      return;
    }
    if (target.item == nullptr)
      return;
    const auto of = target.item->at("inner").begin();
    const Step inside{target, step.path, own, ""};
    // Through two globs one comes back to where one was.
    if (of.key() == "module" && globs_.insert({target.item, step.path}).second)
      for (const json& row : of.value().at("items")) child(inside, row, own);
    if (of.key() == "enum")
      for (const json& row : of.value().at("variants")) member(target, step.path, row, own, "variant");
  }

  void member(const Reference& owner, const std::string& path, const json& id, const Stability& stability,
              const char* kind) {
    const Reference at = find(*owner.crate, std::to_string(id.get<std::uint64_t>()));
    if (at.item != nullptr)
      waiting_.push_back({at, path + "::" + name_of(*at.item), stability, kind});
  }

  // Of traits, the trait itself has them.
  void methods(const Step& step, const json& id, const Stability& stability) {
    const Reference at = find(*step.at.crate, std::to_string(id.get<std::uint64_t>()));
    if (at.item == nullptr)
      return;
    const json& implementation = at.item->at("inner").at("impl");
    if (!implementation.at("trait").is_null())
      return;
    const Stability own = below(stability, stability_of(*at.item));
    for (const json& row : implementation.at("items")) {
      const Reference method = find(*at.crate, std::to_string(row.get<std::uint64_t>()));
      if (method.item != nullptr && is_public(*method.item))
        waiting_.push_back({method, step.path + "::" + name_of(*method.item), own, "method"});
    }
  }

  std::map<std::string, CrateDocument> crates_;
  std::deque<Step> waiting_;
  std::map<std::string, ApiItem> found_;
  std::set<const json*> opened_;
  std::set<std::pair<const json*, std::string>> globs_;
};

}  // namespace

std::vector<ApiItem> public_api(const std::map<std::string, std::string>& documents) {
  try {
    return Walk(documents).run();
  } catch (const json::exception& error) {
    throw Error(fmt::format("rustdoc's JSON is not as expected: {}", error.what()),
                "this version of Rust needs a change of toolchain/audit/public_api.cpp");
  } catch (const std::out_of_range&) {
    throw Error("rustdoc's JSON of 'std' is missing");
  }
}

}  // namespace plrust::toolchain
