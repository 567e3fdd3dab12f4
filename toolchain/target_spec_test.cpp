// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "toolchain/target_spec.hpp"

using namespace plrust;
using namespace plrust::toolchain;
using nlohmann::json;

namespace {

std::vector<OverlayRow> rows(const std::string& text) {
  return parse_overlay(text);
}

std::string row(const std::string& key, const std::string& action, const std::string& rest = {}) {
  return "[[row]]\nkey = \"" + key + "\"\ndo = \"" + action + "\"\nwhy = \"because\"\n" + rest + "\n";
}

const Target& x86_64() {
  return target_of_arch("x86_64");
}

}  // namespace

TEST_SUITE("target_spec") {
  TEST_CASE("rows keep, drop and set") {
    const json base{{"arch", "x86_64"}, {"has-rpath", true}, {"os", "linux"}};
    const auto overlay =
        rows(row("arch", "keep") + row("has-rpath", "drop") + row("os", "set", "value = \"postgres\"") +
             row("extra", "set", "value = [\"kcfi\"]"));
    CHECK(apply_overlay(base, overlay, x86_64()) ==
          json{{"arch", "x86_64"}, {"extra", {"kcfi"}}, {"os", "postgres"}});
  }

  TEST_CASE("a key that rustc added is an error until a row decides about it") {
    CHECK_THROWS_WITH_AS(apply_overlay({{"new-key", 1}}, {}, x86_64()),
                         "rustc's x86_64-unknown-linux-gnu has the key 'new-key' = 1, about which "
                         "targets/overlay.toml says nothing",
                         Error);
  }

  TEST_CASE("a row to keep or drop a key that rustc no longer has is an error") {
    CHECK_THROWS_AS(apply_overlay(json::object(), rows(row("gone", "drop")), x86_64()), Error);
    CHECK_THROWS_AS(apply_overlay(json::object(), rows(row("gone", "keep")), x86_64()), Error);
  }

  TEST_CASE("a row of another architecture does not count") {
    const auto overlay = rows(row("cpu", "set", "arch = \"aarch64\"\nvalue = \"x\""));
    CHECK(apply_overlay(json::object(), overlay, x86_64()).empty());
    CHECK(apply_overlay(json::object(), overlay, target_of_arch("aarch64")) == json{{"cpu", "x"}});
  }

  TEST_CASE("two rows for one key are an error") {
    CHECK_THROWS_AS(apply_overlay({{"a", 1}}, rows(row("a", "keep") + row("a", "drop")), x86_64()), Error);
  }

  TEST_CASE("a malformed row is named") {
    CHECK_THROWS_AS(rows("[[row]]\ndo = \"keep\"\nwhy = \"x\"\n"), Error);
    CHECK_THROWS_AS(rows("[[row]]\nkey = \"a\"\ndo = \"kep\"\nwhy = \"x\"\n"), Error);
    CHECK_THROWS_AS(rows("[[row]]\nkey = \"a\"\ndo = \"set\"\nwhy = \"x\"\n"), Error);
    CHECK_THROWS_AS(rows("[[row]]\nkey = \"a\"\ndo = \"keep\"\n"), Error);
    CHECK_THROWS_AS(rows("row = ["), Error);
  }

  TEST_CASE("differences are reported key by key") {
    const auto found = differences({{"a", 1}, {"b", 2}}, {{"b", 3}, {"c", 4}});
    REQUIRE(found.size() == 3);
    CHECK(found[0].key == "a");
    CHECK(found[0].generated.is_null());
    CHECK(found[1].checked_in == 2);
    CHECK(found[1].generated == 3);
    CHECK(found[2].checked_in.is_null());
    CHECK(differences({{"a", 1}}, {{"a", 1}}).empty());
  }
}
