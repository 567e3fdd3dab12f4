// SPDX-License-Identifier: PostgreSQL
#include "handler/rust_names.hpp"

#include <doctest/doctest.h>

using plrust::handler::can_name_argument;
using plrust::handler::function_identifier;

TEST_SUITE("rust_names") {
  TEST_CASE("identifiers and keywords name arguments") {
    for (const char* name : {"n", "_n2", "type", "camelCase"}) {
      CHECK_MESSAGE(can_name_argument(name), name);
    }
  }

  TEST_CASE("what no identifier can be is refused") {
    for (const char* name : {"", "_", "2n", "a b", "a-b", "self", "Self", "crate", "super", "n\"", "größe"}) {
      CHECK_MESSAGE(!can_name_argument(name), name);
    }
  }

  TEST_CASE("any function name gives an identifier") {
    CHECK(function_identifier("f") == "f");
    CHECK(function_identifier("match") == "match");
    CHECK(function_identifier("self") == "function_self");
    CHECK(function_identifier("A b;} __c") == "function_a_b_c");
    CHECK(function_identifier("1") == "function_1");
  }
}
