// SPDX-License-Identifier: PostgreSQL
#include "handler/values/ascii_prefix.hpp"

#include <doctest/doctest.h>

#include <string>

using plrust::handler::ascii_prefix;
using plrust::handler::is_short_ascii;

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

  TEST_CASE("a short text is ASCII if each of its bytes is, and no byte around it counts") {
    for (std::size_t length = 8; length <= 64; ++length) {
      for (const char good : {'\x01', '\x7f'}) {
        std::string text(length + 2, good);
        text.front() = text.back() = '\0';
        CHECK(is_short_ascii(text.data() + 1, length));
        for (const char other : {'\0', '\x80', '\xff'}) {
          for (std::size_t place = 1; place <= length; ++place) {
            std::string bad = text;
            bad[place] = other;
            CHECK(!is_short_ascii(bad.data() + 1, length));
          }
        }
      }
    }
  }
}
