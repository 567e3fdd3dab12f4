// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/policy.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/error.hpp"
#include "toolchain/patching/rust_items.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::array<std::string_view, 10> kKeywords = {"const",       "enum",   "file",   "fn",    "macro",
                                                        "macro_rules", "static", "struct", "trait", "type"};

class RowReader {
 public:
  RowReader(const toml::table& table, const std::string& file) : table_(table), file_(file) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("policy '{}', line {}: {}", file_, table_.source().begin.line, what),
                "the head of the file says what a row has");
  }

  bool has(std::string_view key) const { return table_.contains(key); }

  void check_keys(const std::set<std::string_view>& known) const {
    for (const auto& [key, value] : table_) {
      if (!known.contains(key.str())) {
        fail(fmt::format("unknown key '{}'", key.str()));
      }
    }
  }

  std::string text(std::string_view key) const {
    auto value = table_[key].value<std::string>();
    if (!value || value->empty()) {
      fail(fmt::format("the row has no '{}'", key));
    }
    return *std::move(value);
  }

  // It becomes a string literal of Rust.
  std::string reason() const {
    std::string reason = text("reason");
    const auto bad = [](char c) { return c < ' ' || c > '~' || c == '"' || c == '\\'; };
    if (std::any_of(reason.begin(), reason.end(), bad)) {
      fail("a reason is ASCII without quotes and backslashes");
    }
    return reason;
  }

  std::string keyword() const {
    std::string keyword = text("keyword");
    if (!std::binary_search(kKeywords.begin(), kKeywords.end(), keyword)) {
      fail(fmt::format("'{}' declares nothing that can be denied", keyword));
    }
    return keyword;
  }

  std::size_t places() const {
    if (!table_.contains("places")) {
      return 1;
    }
    const auto places = table_["places"].value<std::int64_t>();
    if (!places || *places < 1) {
      fail("'places' is a number from 1");
    }
    return static_cast<std::size_t>(*places);
  }

  bool unstable() const {
    const auto value = table_["unstable"].value<bool>();
    if (!value) {
      fail("'unstable' is true or false");
    }
    return *value;
  }

  std::string within() const { return table_.contains("within") ? text("within") : std::string(); }

  std::vector<std::string> items() const {
    std::vector<std::string> items;
    if (const toml::array* array = table_["items"].as_array()) {
      for (const toml::node& node : *array) {
        items.push_back(node.value_or(std::string()));
      }
    }
    if (items.empty() ||
        std::any_of(items.begin(), items.end(), [](const auto& item) { return item.empty(); })) {
      fail("'items' is a list of item paths");
    }
    return items;
  }

 private:
  const toml::table& table_;
  const std::string& file_;
};

std::string last_segment(const std::string& path) {
  const std::size_t colons = path.rfind("::");
  return colons == std::string::npos ? path : path.substr(colons + 2);
}

struct Replacement {
  std::size_t begin, end;
  std::string text;
};

std::string unstable(std::string_view open, const PolicyRow& row) {
  return fmt::format("{}[unstable(feature = \"{}\", issue = \"none\", reason = \"{}\")]", open,
                     kUntrustedFeature, row.reason);
}

std::string replace_all(const std::string& text, std::vector<Replacement> replacements) {
  std::sort(replacements.begin(), replacements.end(),
            [](const Replacement& a, const Replacement& b) { return a.begin < b.begin; });
  std::string result;
  std::size_t at = 0;
  for (const Replacement& replacement : replacements) {
    result.append(text, at, replacement.begin - at).append(replacement.text);
    at = replacement.end;
  }
  return result.append(text, at);
}

class RowApplication {
 public:
  RowApplication(const PolicyRow& row, const std::string& policy) : row_(row), policy_(policy) {}

  std::string apply(const std::string& text) const {
    if (row_.keyword == "file") {
      const auto found = find_inner_attributes(text, "stable");
      check_places(found.size());
      std::vector<Replacement> replacements;
      replacements.reserve(found.size());
      for (const Attribute& attribute : found) {
        replacements.push_back({attribute.begin, attribute.end, unstable("#!", row_)});
      }
      return replace_all(text, std::move(replacements));
    }
    const auto items = find_items(text, {row_.keyword, last_segment(row_.item), row_.within});
    check_places(items.size());
    std::vector<Replacement> replacements;
    for (const RustItem& item : items) {
      if (row_.unstable) {
        check_unstable(item);
      } else {
        mark(item, replacements);
      }
    }
    return replace_all(text, std::move(replacements));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("policy '{}', row '{}': {} in '{}'", policy_, row_.item, what, row_.file),
                "find the item in this version of std and correct the row");
  }

 private:
  void check_places(std::size_t found) const {
    if (found != row_.places) {
      fail(fmt::format("found {} places instead of {}", found, row_.places));
    }
  }

  void check_unstable(const RustItem& item) const {
    const auto is = [](std::string_view name) {
      return [name](const Attribute& attribute) { return attribute.name == name; };
    };
    if (std::ranges::none_of(item.attributes, is("unstable")) ||
        std::ranges::any_of(item.attributes, is("stable"))) {
      fail(fmt::format("the item at line {} is not #[unstable]", item.line));
    }
  }

  void mark(const RustItem& item, std::vector<Replacement>& replacements) const {
    std::size_t stable = 0;
    for (const Attribute& attribute : item.attributes) {
      if (attribute.name == "stable") {
        replacements.push_back({attribute.begin, attribute.end, unstable("#", row_)});
        ++stable;
      } else if (attribute.name == "rustc_const_stable") {
        // A stable const fn may not be unstable otherwise, and stable const code of std calls it.
        replacements.push_back({attribute.begin, attribute.end, "#[rustc_const_stable_indirect]"});
      }
    }
    if (stable != 1) {
      fail(fmt::format("the item at line {} has {} attributes #[stable] instead of one", item.line, stable));
    }
  }

  const PolicyRow& row_;
  const std::string& policy_;
};

// The document, if it consists of tables named `rows` and nothing else.
toml::table parse_rows(std::string_view text, const std::string& name, std::string_view rows) {
  toml::table document;
  try {
    document = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(
        fmt::format("policy '{}', line {}: {}", name, error.source().begin.line, error.description()));
  }
  const toml::array* array = document[rows].as_array();
  if (array == nullptr || document.size() != 1 ||
      !std::ranges::all_of(*array, [](const toml::node& node) { return node.is_table(); })) {
    throw Error(fmt::format("policy '{}': expected rows [[{}]] and nothing else", name, rows));
  }
  return document;
}

}  // namespace

Policy Policy::parse(std::string_view text, const std::string& name) {
  Policy policy;
  policy.name_ = name;
  const toml::table document = parse_rows(text, name, "deny");
  for (const toml::node& node : *document["deny"].as_array()) {
    const RowReader row(*node.as_table(), name);
    row.check_keys({"reason", "file", "keyword", "items", "within", "places"});
    for (std::string& item : row.items()) {
      policy.rows_.push_back(
          {std::move(item), row.keyword(), row.text("file"), row.within(), row.reason(), row.places()});
    }
  }
  return policy;
}

void Policy::adapt(std::string_view text, const std::string& name) {
  const toml::table document = parse_rows(text, name, "differs");
  for (const toml::node& node : *document["differs"].as_array()) {
    const RowReader difference(*node.as_table(), name);
    difference.check_keys({"file", "items", "places", "unstable", "within"});
    for (const std::string& item : difference.items()) {
      const auto row = std::ranges::find(rows_, item, &PolicyRow::item);
      if (row == rows_.end()) {
        difference.fail(fmt::format("'{}' has no row '{}'", name_, item));
      }
      row->file = difference.has("file") ? difference.text("file") : row->file;
      row->within = difference.has("within") ? difference.text("within") : row->within;
      row->places = difference.has("places") ? difference.places() : row->places;
      row->unstable = difference.has("unstable") && difference.unstable();
      if (row->unstable && row->keyword == "file") {
        difference.fail("a module that is a file cannot be unstable");
      }
    }
  }
}

std::vector<std::string> Policy::touched_files() const {
  std::set<std::string> names;
  for (const PolicyRow& row : rows_) {
    names.insert(row.file);
  }
  return {names.begin(), names.end()};
}

void Policy::apply(ChangedFiles& files) const {
  for (const PolicyRow& row : rows_) {
    apply(row, files);
  }
}

void Policy::apply(const PolicyRow& row, ChangedFiles& files) const {
  const RowApplication application(row, name_);
  const auto text = files.read(row.file);
  if (!text) {
    application.fail("there is no such file");
  }
  files.write(row.file, application.apply(*text));
}

}  // namespace plrust::toolchain
