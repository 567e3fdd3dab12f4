// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <array>
#include <string>

#include "toolchain/spelling.hpp"

using namespace plrust::toolchain;

TEST_SUITE("spelling") {
  constexpr std::array<std::string_view, 3> kWords{"build", "patches", "verify"};

  TEST_CASE("a swapped pair of letters is one edit") {
    CHECK(edit_distance("biuld", "build") == 1);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("kitten", "sitting") == 3);
  }

  TEST_CASE("the closest candidate is suggested") {
    CHECK(spelling_hint("pakches", kWords) == "did you mean 'patches'?");
    CHECK(spelling_hint("verfiy", kWords) == "did you mean 'verify'?");
  }

  TEST_CASE("a word that is like none gives no hint") {
    CHECK(spelling_hint("frobnicate", kWords).empty());
  }

  TEST_CASE("a word of any length is answered at once") {
    CHECK(spelling_hint(std::string(1'000'000, 'x'), kWords).empty());
  }
}
