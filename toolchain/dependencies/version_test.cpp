// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/version.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using plrust::toolchain::parse_version;
using plrust::toolchain::Requirement;

namespace {

bool fits(const char* requirement, const char* version) {
  return Requirement::parse(requirement).matches(parse_version(version).value());
}

}  // namespace

TEST_SUITE("version") {
  TEST_CASE("versions are ordered by number, and a pre-release is before its release") {
    CHECK(parse_version("1.9.0") < parse_version("1.10.0"));
    CHECK(parse_version("1.0.0-rc.1") < parse_version("1.0.0"));
    CHECK(parse_version("1.2.3+build") == parse_version("1.2.3"));
    for (const char* text :
         {"", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.3-", "-1.0.0", "1.2.3 ", "99999999999999999999.0.0"})
      CHECK_FALSE_MESSAGE(parse_version(text), text);
  }

  TEST_CASE("a bare version and a caret let what is compatible in") {
    CHECK(fits("1.2.3", "1.9.0"));
    CHECK_FALSE(fits("1.2.3", "1.2.2"));
    CHECK_FALSE(fits("1.2.3", "2.0.0"));
    CHECK(fits("^0.2.3", "0.2.9"));
    CHECK_FALSE(fits("^0.2.3", "0.3.0"));
    CHECK_FALSE(fits("0.0.3", "0.0.4"));
    CHECK(fits("0.0", "0.0.9"));
    CHECK_FALSE(fits("0.0", "0.1.0"));
    CHECK(fits("0", "0.9.9"));
    CHECK_FALSE(fits("0", "1.0.0"));
  }

  TEST_CASE("other conditions") {
    CHECK(fits("*", "7.0.0"));
    CHECK(fits("1.*", "1.7.0"));
    CHECK_FALSE(fits("1.2.*", "1.3.0"));
    CHECK(fits("~1.2", "1.2.9"));
    CHECK_FALSE(fits("~1.2.3", "1.3.0"));
    CHECK(fits("~1", "1.9.0"));
    CHECK(fits("=1.2.3", "1.2.3"));
    CHECK_FALSE(fits("=1.2.3", "1.2.4"));
    CHECK(fits("=1.2", "1.2.4"));
    CHECK_FALSE(fits(">1.2", "1.2.9"));
    CHECK(fits(">1.2", "1.3.0"));
    CHECK(fits("<=1.2", "1.2.9"));
    CHECK(fits(">=0.8.2, <0.9", "0.8.5"));
    CHECK_FALSE(fits(">=0.8.2, <0.9", "0.9.0"));
  }

  TEST_CASE("a pre-release fits only what names it") {
    CHECK_FALSE(fits("*", "1.0.0-alpha.9"));
    CHECK_FALSE(fits("^1.0.0-alpha.8", "1.0.0-alpha.9"));
    CHECK(fits("=1.0.0-alpha.9", "1.0.0-alpha.9"));
    CHECK(fits("1.0.0-alpha.9", "1.0.0-alpha.9"));
  }

  TEST_CASE("what is no requirement is refused") {
    for (const char* text : {"", "x y", "1.2.3.4", "one", "==1", "1,", ">", ">*", "1.*.3", "1 2"})
      CHECK_THROWS_AS_MESSAGE(Requirement::parse(text), plrust::Error, text);
  }
}
