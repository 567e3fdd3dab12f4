// SPDX-License-Identifier: PostgreSQL
#include "language/rust_names.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using plrust::language::can_name_argument;
using plrust::language::function_identifier;
using plrust::language::type_identifier;
using plrust::language::variant_identifiers;

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

  TEST_CASE("types are named in CamelCase, and not like what is there already") {
    CHECK(type_identifier("mood") == "Mood");
    CHECK(type_identifier("order_state") == "OrderState");
    CHECK(type_identifier("HTTP_METHOD") == "HttpMethod");
    CHECK(type_identifier("webSite") == "WebSite");
    CHECK(type_identifier("3d") == "Enum3d");
    CHECK(type_identifier("\xe6\xb0\xb4") == "Enum");
    CHECK(type_identifier("option") == "OptionEnum");
    CHECK(type_identifier("Date") == "DateEnum");
  }

  TEST_CASE("variants are named by their labels, each differently") {
    using Names = std::vector<std::string>;
    CHECK(variant_identifiers({"sad", "very sad", "OK"}) == Names{"Sad", "VerySad", "Ok"});
    CHECK(variant_identifiers({"a-b", "a b", "A_B"}) == Names{"AB", "ABN2", "ABN3"});
    CHECK(variant_identifiers({"", "+", "1", "self"}) == Names{"Value", "ValueN2", "Value1", "SelfValue"});
  }
}
