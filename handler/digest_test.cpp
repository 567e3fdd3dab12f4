// SPDX-License-Identifier: PostgreSQL
#include "handler/digest.hpp"

#include <doctest/doctest.h>

using namespace plrust::handler;

TEST_SUITE("digest") {
  TEST_CASE("sha256 is the standard's") {
    CHECK(to_hex(sha256(std::string_view("abc"))) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  TEST_CASE("where a part ends matters") {
    CHECK(digest_of_parts({"ab", "c"}) != digest_of_parts({"a", "bc"}));
    CHECK(digest_of_parts({"a", ""}) != digest_of_parts({"a"}));
    CHECK(digest_of_parts({"1:a"}) != digest_of_parts({"a"}));
    CHECK(digest_of_parts({"a", "b"}) == digest_of_parts({"a", "b"}));
  }
}
