// SPDX-License-Identifier: PostgreSQL
#include "handler/name_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace plrust::handler;

namespace {

std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> list;
  for (const std::string_view name : NameList(text)) {
    list.emplace_back(name);
  }
  return list;
}

}  // namespace

TEST_SUITE("name_list") {
  TEST_CASE("names are cut at commas and trimmed; empty ones are skipped") {
    CHECK(names(" a ,b,\t,, c d ") == std::vector<std::string>{"a", "b", "c d"});
    CHECK(names(" , ").empty());
    CHECK(names("").empty());
  }

  TEST_CASE("only whole names are contained") {
    CHECK(NameList("memory, spi").contains("spi"));
    CHECK_FALSE(NameList("memory, spi").contains("sp"));
    CHECK_FALSE(NameList("").contains(""));
  }

  TEST_CASE("the default allows every capability of the host-function table") {
    for (const std::string_view name : NameList(kAllCapabilities)) {
      CHECK_MESSAGE(is_capability(name), std::string(name));
    }
    for (const char* function : {"memcpy", "random", "clock_ns", "panic", "spi_execute"}) {
      CHECK_MESSAGE(NameList(kAllCapabilities).contains(capability_of(function)), function);
    }
    CHECK(capability_of("no_such").empty());
  }
}
