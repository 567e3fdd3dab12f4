// SPDX-License-Identifier: PostgreSQL
#include "handler/dependency_list.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using plrust::handler::parse_allowed_dependencies;

TEST_SUITE("dependency_list") {
  TEST_CASE("a crate is a version, a table or several of them") {
    const auto rows = parse_allowed_dependencies(
        "b = [\"1.0\", {version = \"2\", features = [\"std\"], default-features = false}]\na = \"*\"\n");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].name == "a");
    CHECK(rows[1].version == "1.0");
    CHECK(rows[1].default_features);
    CHECK(rows[2].features == std::vector<std::string>{"std"});
    CHECK_FALSE(rows[2].default_features);
  }

  TEST_CASE("an empty file allows nothing") {
    CHECK(parse_allowed_dependencies("").empty());
  }

  TEST_CASE("a mistake names the crate") {
    CHECK_THROWS_WITH_AS(parse_allowed_dependencies("a = 1"),
                         "allowed dependency 'a' is neither a version nor a table", plrust::Error);
    CHECK_THROWS_WITH_AS(parse_allowed_dependencies("a = {git = \"x\"}"),
                         "allowed dependency 'a' has a field 'git' that is unknown or of the wrong type",
                         plrust::Error);
    CHECK_THROWS_WITH_AS(parse_allowed_dependencies("a = {features = []}"),
                         "allowed dependency 'a' has no version", plrust::Error);
    CHECK_THROWS_AS(parse_allowed_dependencies("a = "), plrust::Error);
  }
}
