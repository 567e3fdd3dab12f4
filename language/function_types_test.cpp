// SPDX-License-Identifier: PostgreSQL
#include "language/function_types.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace plrust::language;
using plrust::confine::CallShape;

TEST_SUITE("function_types") {
  TEST_CASE("only STRICT takes the Option off a parameter") {
    CHECK(parameter_type("&'a str", true) == "&'a str");
    CHECK(parameter_type("&'a str", false) == "Option<&'a str>");
  }

  TEST_CASE("one OUT argument is the result of a function, and a column of a procedure and of a table") {
    const std::vector<std::string> one = {"i32"};
    CHECK(result_type({false, false, one, "i32"}) == "Option<i32>");
    CHECK(result_type({false, true, one, "()"}) == "Option<(Option<i32>, )>");
    CHECK(result_type({true, false, one, "i32"}) == "Option<TableIterator<'a, (Option<i32>, )>>");
  }

  TEST_CASE("two are a row, and a set without columns is one of values") {
    const std::vector<std::string> two = {"i32", "String"};
    CHECK(result_type({false, false, two, "i32"}) == "Option<(Option<i32>, Option<String>, )>");
    CHECK(result_type({true, false, {}, "i64"}) == "Option<SetOfIterator<'a, Option<i64>>>");
  }

  TEST_CASE("registers take up to three values that are never null") {
    CHECK(call_shape({false, false, false, 3, true, true}) == CallShape::registers);
    CHECK(call_shape({false, false, false, 0, true, false}) == CallShape::registers);
    CHECK(call_shape({false, false, false, 4, true, true}) == CallShape::block);
    CHECK(call_shape({false, false, false, 1, true, false}) == CallShape::block);
    CHECK(call_shape({false, false, false, 1, false, true}) == CallShape::block);
  }

  TEST_CASE("windows, sets and states have shapes of their own, whatever the arguments") {
    CHECK(call_shape({true, false, false, 1, true, true}) == CallShape::window);
    CHECK(call_shape({false, true, false, 1, true, true}) == CallShape::set);
    CHECK(call_shape({false, false, true, 1, true, true}) == CallShape::state);
  }
}
