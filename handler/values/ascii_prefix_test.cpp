// SPDX-License-Identifier: PostgreSQL
#include "handler/values/ascii_prefix.hpp"

#include <doctest/doctest.h>

#include <string>

using plrust::handler::ascii_prefix;

TEST_SUITE("ascii_prefix") {
  TEST_CASE("text of ASCII is approved in whole strides, and nothing behind its end") {
    const std::string text(200, '\x7f');
    CHECK(ascii_prefix(text.data(), 0) == 0);
    CHECK(ascii_prefix(text.data(), 63) == 0);
    CHECK(ascii_prefix(text.data(), 64) == 64);
    CHECK(ascii_prefix(text.data(), 191) == 128);
    CHECK(ascii_prefix(text.data(), 192) == 192);
  }

  TEST_CASE("a NUL or a byte that is not ASCII ends it, wherever it stands") {
    for (const char other : {'\0', '\x80', '\xff'}) {
      for (std::size_t place = 0; place < 192; ++place) {
        std::string text(192, 'a');
        text[place] = other;
        CHECK(ascii_prefix(text.data(), text.size()) == place / 64 * 64);
        CHECK(ascii_prefix(text.data() + place + 1, text.size() - place - 1) == (191 - place) / 64 * 64);
      }
    }
  }
}
