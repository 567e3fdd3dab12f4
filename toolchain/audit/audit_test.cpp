// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "toolchain/audit/difference.hpp"

using namespace plrust::toolchain;
using nlohmann::json;

namespace {

constexpr const char* kStable =
    "#[attr = Stability {stability: Stability {level: Stable {since: Version(RustcVersion { "
    "major: 1, minor: 5, patch: 0 })},\nfeature: \"f\"}}]";
constexpr const char* kLater =
    "#[attr = Stability {stability: Stability {level: Stable {since: Version(RustcVersion { "
    "major: 1, minor: 97, patch: 0 })},\nfeature: \"f\"}}]";
constexpr const char* kUnstable =
    "#[attr = Stability {stability: Stability {level: Unstable {reason: None,\nissue: 1}, "
    "feature: \"f\"}}]";
constexpr const char* kDenied =
    "#[attr = Stability {stability: Stability {level: Unstable {reason: Some(\"no <files>; use "
    "SQL\")},\nfeature: \"postgres_untrusted\"}}]";

json item(const std::string& name, const char* kind, const json& inner, const char* attribute = kStable) {
  json made;
  made["name"] = name;
  made["visibility"] = "public";
  made["attrs"] = json::array();
  made["attrs"].push_back({{"other", attribute}});
  made["docs"] = "text";
  made["inner"][kind] = inner;
  return made;
}

json module(std::vector<int> items) {
  return {{"items", items}};
}

json use(const std::string& name, int id, bool is_glob = false) {
  return {{"name", name}, {"id", id}, {"is_glob", is_glob}};
}

json implementation(std::vector<int> items, const json& of_trait = nullptr) {
  return {{"trait", of_trait}, {"items", items}};
}

json row(std::vector<std::string> path, const char* kind, int crate) {
  return {{"path", path}, {"kind", kind}, {"crate_id", crate}};
}

std::string document(const json& index, const json& paths) {
  return json{{"format_version", kRustdocFormat}, {"root", 0}, {"index", index}, {"paths", paths}}.dump();
}

// std re-exports core's `vec`, and has `fs`, which is denied as a whole, and `odd`, which is unstable.
std::map<std::string, std::string> documents() {
  json core;
  core["1"] = item("vec", "module", module({2, 5}));
  core["2"] = item("Vec", "struct", {{"impls", {3, 6}}});
  core["3"] = item("", "impl", implementation({4, 8}));
  core["4"] = item("push", "function", json::object());
  core["5"] = item("hidden", "function", json::object());
  core["5"]["visibility"] = "crate";
  core["6"] = item("", "impl", implementation({7}, {{"path", "Clone"}}));
  core["7"] = item("clone", "function", json::object());
  core["8"] = item("later", "function", json::object(), kLater);
  json std_index;
  std_index["0"] = item("std", "module", module({10, 11, 13, 14}));
  std_index["10"] = item("", "use", use("vec", 20));
  std_index["11"] = item("fs", "module", module({12}), kDenied);
  std_index["12"] = item("read", "function", json::object());
  std_index["13"] = item("odd", "module", module({}), kUnstable);
  std_index["14"] = item("", "use", use("collections", 20, true));
  return {{"core", document(core, {{"1", row({"core", "vec"}, "module", 0)}})},
          {"std", document(std_index, {{"20", row({"core", "vec"}, "module", 1)}})}};
}

const AuditedItem& find(const Audit& audit, const std::string& path) {
  for (const AuditedItem& one : audit.items)
    if (one.item.path == path)
      return one;
  FAIL("no item " << path);
  return audit.items.front();
}

Audit audited(const std::string& rules) {
  const Policy policy = Policy::parse(
      "[[deny]]\nreason = \"no <files>; use SQL\"\nfile = \"std/src/fs.rs\"\nkeyword = \"file\"\nitems = "
      "[\"std::fs\"]\n",
      "policy.toml");
  return audit(public_api(documents()),
               Review::parse("reviewed = \"1.96.0\"\nunstable = \"unstable\"\n" + rules, "api.toml"), policy);
}

const std::string kVec = "[[allow]]\nreason = \"fine\"\nitems = [\"std::vec\", \"std::Vec\", \"std\"]\n";

}  // namespace

TEST_SUITE("audit") {
  TEST_CASE("names are followed into other crates; private items and methods of traits are not there") {
    const Audit made = audited(kVec);
    CHECK(find(made, "std::Vec::push").item.kind == "method");
    CHECK(find(made, "std::vec::Vec").item.kind == "struct");
    for (const AuditedItem& one : made.items) {
      CHECK(one.item.path.find("hidden") == std::string::npos);
      CHECK(one.item.path.find("clone") == std::string::npos);
    }
  }

  TEST_CASE("what is below a denied module is denied for its reason") {
    const AuditedItem read = find(audited(kVec), "std::fs::read");
    CHECK(read.decision == Decision::denied);
    CHECK(read.reason == "no <files>; use SQL");
    CHECK(find(audited(kVec), "std::odd").reason == "unstable");
  }

  TEST_CASE("a newer item is unreviewed until it is named") {
    CHECK(find(audited(kVec), "std::Vec::later").decision == Decision::unreviewed);
    const Audit named = audited(kVec + "[[allow]]\nreason = \"seen\"\nitems = [\"std::Vec::later\"]\n");
    CHECK(find(named, "std::Vec::later").reason == "seen");
    CHECK(named.count(Decision::unreviewed) == 0);
    CHECK(named.problems.empty());
  }

  TEST_CASE("what no rule covers is unreviewed, and a rule without an item is a problem") {
    const Audit made = audited("[[allow]]\nreason = \"fine\"\nitems = [\"std::gone\"]\n");
    CHECK(find(made, "std::vec").decision == Decision::unreviewed);
    CHECK(made.problems == std::vector<std::string>{"api.toml names 'std::gone', which is not there"});
    CHECK(audit_text(made).find("unreviewed: std::vec::Vec (struct)") != std::string::npos);
  }

  TEST_CASE("the list and the policy must not contradict each other") {
    const Audit made = audited(kVec + "[[allow]]\nreason = \"x\"\nitems = [\"std::fs\"]\n");
    CHECK(made.problems == std::vector<std::string>{"api.toml allows 'std::fs', which policy.toml denies"});
    CHECK(find(made, "std::fs").decision == Decision::denied);
    const Policy other = Policy::parse(
        "[[deny]]\nreason = \"x\"\nfile = \"f\"\nkeyword = \"fn\"\nitems = [\"std::vec::gone\"]\n",
        "policy.toml");
    const Review review = Review::parse("reviewed = \"1.96.0\"\nunstable = \"u\"\n" + kVec, "api.toml");
    CHECK(audit(public_api(documents()), review, other).problems.size() == 1);
  }

  TEST_CASE("another format of rustdoc, and rules that say nothing, are refused") {
    CHECK_THROWS_AS(
        public_api({{"std", "{\"format_version\": 1, \"root\": 0, \"index\": {}, \"paths\": {}}"}}),
        plrust::Error);
    CHECK_THROWS_AS(Review::parse("reviewed = \"1.96.0\"\n", "api.toml"), plrust::Error);
    CHECK_THROWS_AS(audited("[[allow]]\nreason = \"x\"\nitems = [\"core::vec\"]\n"), plrust::Error);
  }

  TEST_CASE("an audit that was printed is read as it was, and differs in nothing from itself") {
    const Audit made = audited(kVec);
    const Audit read = parse_saved_audit(audit_json(made), "saved.json");
    CHECK(read.items.size() == made.items.size());
    CHECK(audit_json(read) == audit_json(made));
    CHECK(compare(made, read).items.empty());
    CHECK_THROWS_AS(parse_saved_audit("{}", "saved.json"), plrust::Error);
    CHECK_THROWS_AS(parse_saved_audit("[", "saved.json"), plrust::Error);
  }

  TEST_CASE("a difference names what was added, removed, decided otherwise, or became stable") {
    const Audit now = audited(kVec);
    Audit before = audited("[[allow]]\nreason = \"fine\"\nitems = [\"std\", \"std::vec\"]\n");
    before.version = "1.95.0";
    std::erase_if(before.items,
                  [](const AuditedItem& one) { return one.item.path == "std::vec::Vec::push"; });
    std::erase_if(before.items, [](const AuditedItem& one) { return one.item.path == "std::Vec::push"; });
    for (AuditedItem& one : before.items) {
      if (one.item.path == "std::odd") {
        one.item.is_unstable = false;
        one.item.since = 5;
      }
    }
    AuditedItem gone = before.items.front();
    gone.item.path = "std::gone";
    before.items.push_back(gone);
    const AuditDifference difference = compare(now, before);
    std::map<std::string, std::string> found;
    for (const DifferentItem& one : difference.items)
      found[one.row.item.path] = std::string(change_name(one.change)) + " " + one.what;
    CHECK(found["std::Vec::push"] == "added ");
    CHECK(found["std::gone"] == "removed was allowed");
    CHECK(found["std::odd"] == "changed unstable, was stable since 1.5");
    CHECK(difference.count(Change::removed) == 1);
    CHECK(difference.version == "1.95.0");
  }

  TEST_CASE(
      "a function that is declared otherwise has changed; numbers and ways to write a path are nothing") {
    const auto signature = [](const json& output) {
      std::map<std::string, std::string> texts = documents();
      json core = json::parse(texts["core"]);
      core["index"]["4"] = item("push", "function", {{"sig", {{"output", output}}}});
      texts["core"] = core.dump();
      for (const ApiItem& one : public_api(texts))
        if (one.path == "std::Vec::push" || one.path == "std::vec::Vec::push")
          return one.signature;
      return std::string();
    };
    const std::string one = signature({{"resolved_path", {{"path", "Vec"}, {"id", 1}}}});
    CHECK(one.size() == 16);
    CHECK(one == signature({{"resolved_path", {{"path", "crate::vec::Vec"}, {"id", 2}}}}));
    CHECK(one != signature({{"resolved_path", {{"path", "Box"}, {"id", 1}}}}));
  }

  TEST_CASE("the page tells what changed, and has what was removed") {
    Audit made = audited(kVec);
    Audit before = made;
    before.items.front().item.path = "std::gone";
    made.against = compare(made, before);
    const std::string page = audit_html(made, "{{ data }}");
    const json data = json::parse(page);
    CHECK(data["rows"].size() == made.items.size() + 1);
    CHECK(data["rows"].back()[0] == "std::gone");
    CHECK(data["changes"]["0"] == "added");
    CHECK(data["changes"].size() == 2);
  }

  TEST_CASE("the page's data cannot end its script") {
    const std::string page = audit_html(audited(kVec), "<script>{{ data }}</script>");
    CHECK(page.find("no \\u003cfiles>; use SQL") != std::string::npos);
    CHECK(page.find('<', 8) == page.size() - 9);
    CHECK_THROWS_AS(audit_html(audited(kVec), "no place"), plrust::Error);
  }
}
