// SPDX-License-Identifier: PostgreSQL
// Kinds of characters that Rust and SQL have in common, whatever the locale, and texts without the blanks
// around them.
#pragma once

#include <string_view>

namespace plrust {

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A letter, an underscore, or part of a character beyond ASCII.
constexpr bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// In UTF-8: whether the byte goes on with a character that began before.
constexpr bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The text without those of `blanks` that are at its ends.
constexpr std::string_view trim(std::string_view text, std::string_view blanks = " \t\r\n") {
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view{}
                                         : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace plrust
