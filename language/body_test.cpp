// SPDX-License-Identifier: PostgreSQL
#include "language/body.hpp"

#include <doctest/doctest.h>

using plrust::language::parse_body;

TEST_SUITE("body") {
  TEST_CASE("a body without parts is code as it stands") {
    CHECK(parse_body("\n  Ok(Some(n))\n").code == "\n  Ok(Some(n))\n");
    CHECK(parse_body("").code.empty());
  }

  TEST_CASE("code keeps its line numbers behind dependencies") {
    const auto body = parse_body("\n[dependencies]\nrand = \"1\"\n [code] \nOk(None)");
    CHECK(body.dependencies == "\n\nrand = \"1\"\n\n");
    CHECK(body.code == "\n\n\n\nOk(None)");
  }

  TEST_CASE("a part of blanks is no dependencies") {
    CHECK(parse_body("\n[dependencies]\n  \n[code]\nOk(None)").dependencies.empty());
    CHECK(parse_body("Ok(None)").dependencies.empty());
  }

  TEST_CASE("a part may come twice and a header is a whole line") {
    const auto body = parse_body("a\n[dependencies]\nx\n[code]\nlet y = z[code];\n");
    CHECK(body.code == "a\n\n\n\nlet y = z[code];\n");
  }
}
