// SPDX-License-Identifier: PostgreSQL
#include "handler/rust_names.hpp"

#include <doctest/doctest.h>

using plrust::handler::argument_identifier;
using plrust::handler::function_identifier;

TEST_SUITE("rust_names") {
  TEST_CASE("an identifier stays and a keyword becomes raw") {
    CHECK(argument_identifier("n") == "n");
    CHECK(argument_identifier("_n2") == "_n2");
    CHECK(argument_identifier("type") == "r#type");
  }

  TEST_CASE("what no identifier can be is refused as an argument") {
    for (const char* name : {"", "_", "2n", "a b", "a-b", "self", "Self", "crate", "super", "n\"", "größe"}) {
      CHECK_MESSAGE(!argument_identifier(name), name);
    }
  }

  TEST_CASE("any function name gives an identifier") {
    CHECK(function_identifier("f") == "f");
    CHECK(function_identifier("match") == "r#match");
    CHECK(function_identifier("self") == "function_self");
    CHECK(function_identifier("a b;}") == "function_a_b__");
    CHECK(function_identifier("1") == "function_1");
  }
}
