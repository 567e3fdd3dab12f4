// SPDX-License-Identifier: PostgreSQL
#include "language/builtin_types.hpp"

#include <doctest/doctest.h>

#include <string_view>

using plrust::language::advice_for;
using plrust::language::BuiltinType;
using plrust::language::Crossing;
using plrust::language::find_builtin_type;

TEST_SUITE("builtin_types") {
  TEST_CASE("a type is found by its OID and by its name, and they are one row") {
    const BuiltinType* const by_name = find_builtin_type("timestamptz");
    REQUIRE(by_name != nullptr);
    CHECK(by_name->oid == 1184);
    CHECK(find_builtin_type(1184) == by_name);
    CHECK(std::string_view(find_builtin_type(25)->argument) == "&'a str");
    CHECK(find_builtin_type("record")->crossing == Crossing::tuple);
  }

  TEST_CASE("types of users, and types that cannot cross, have no row") {
    CHECK(find_builtin_type(16384) == nullptr);
    CHECK(find_builtin_type("mood") == nullptr);
    CHECK(find_builtin_type("internal") == nullptr);
    CHECK(std::string_view(advice_for("internal")) == advice_for(2281));
    CHECK(advice_for("int4") == nullptr);
  }
}
