// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/wanted.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"

using namespace plrust::toolchain;

namespace {

std::string complaint(const char* text) {
  try {
    parse_wanted(text);
    return "none";
  } catch (const CompileFailure& failure) {
    return std::to_string(failure.line()) + ": " + failure.what();
  }
}

}  // namespace

TEST_SUITE("wanted") {
  TEST_CASE("crates are read with the line of the body that they stand on") {
    const auto wanted = parse_wanted(
        "\n\nrand = \"0.8\"\njs = { package = \"serde_json\", version = \"1\", features = [\"std\", "
        "\"raw_value\"],"
        " default-features = false }\n[serde]\nversion = \"1\"\n");
    REQUIRE(wanted.size() == 3);
    CHECK(wanted[0].alias == "js");
    CHECK(wanted[0].package == "serde_json");
    CHECK(wanted[0].features == std::vector<std::string>{"raw_value", "std"});
    CHECK(wanted[0].default_features == false);
    CHECK(wanted[0].line == 4);
    CHECK(wanted[1].requirement == "0.8");
    CHECK(wanted[1].line == 3);
    CHECK_FALSE(wanted[1].features);
    CHECK(wanted[2].alias == "serde");
    CHECK(wanted_from_json(wanted_to_json(wanted)) == wanted);
  }

  TEST_CASE("a mistake names its line") {
    CHECK(complaint("\n\nrand = \"0.8\n").starts_with("3: [dependencies] is not TOML: "));
    CHECK(complaint("\nrand = 1") ==
          "2: dependency 'rand' is malformed: it is neither a version nor a table");
    CHECK(complaint("\nrand = {}") == "2: dependency 'rand' has no version");
    CHECK(complaint("a = {version = \"1\", path = \"/etc\"}") ==
          "1: dependency 'a' cannot come from a 'path'");
    CHECK(complaint("a = {version = \"1\", x = 1}").ends_with("'x' is unknown or of the wrong type"));
    CHECK(complaint("a = \"latest\"") == "1: dependency 'a': 'latest' is not a version requirement");
    CHECK(complaint("a = {version = \"1\", package = \"../b\"}") == "1: '../b' is not the name of a crate");
    CHECK(complaint("\"a b\" = \"1\"") == "1: 'a b' is not the name of a crate");
    CHECK(complaint("a-b = \"1\"\na_b = \"1\"") == "2: dependency 'a_b' is named twice");
  }

  TEST_CASE("a list that did not come from here is not believed") {
    for (const char* text :
         {"", "{}", "[1]", "[{}]",
          "[{\"alias\":\"a\",\"package\":\"a\",\"requirement\":\"1\\n[patch]\",\"line\":1}]",
          "[{\"alias\":\"a b\",\"package\":\"a\",\"requirement\":\"1\",\"line\":1}]",
          "[{\"alias\":\"a\",\"package\":\"a\",\"requirement\":\"1\",\"line\":1,\"features\":[\"x]\"]}]"})
      CHECK_THROWS_AS_MESSAGE(wanted_from_json(text), plrust::Error, text);
  }
}
