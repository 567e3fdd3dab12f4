// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/string_literal.hpp"

#include <algorithm>
#include <cstdint>

#include "toolchain/check/sql_tokens.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::uint32_t kNoDigit = 16;

std::uint32_t digit_value(char c) {
  if (c >= '0' && c <= '9')
    return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f')
    return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F')
    return static_cast<std::uint32_t>(c - 'A' + 10);
  return kNoDigit;
}

std::string utf8(std::uint32_t code) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x80)
    return {static_cast<char>(code)};
  if (code < 0x800)
    return {static_cast<char>(0xC0 | (code >> 6)), tail(0)};
  if (code < 0x10000)
    return {static_cast<char>(0xE0 | (code >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | ((code >> 18) & 7)), tail(12), tail(6), tail(0)};
}

class Reader {
 public:
  void dollar_quoted(const SqlToken& token) {
    const std::size_t open = token.text.find('$', 1) + 1;
    const std::size_t end = token.text.size() - (token.is_complete ? open : 0);
    for (std::size_t n = open; n < end; ++n) put(token.text[n], token.offset + n);
    end_ = token.offset + std::max(open, end);
  }

  void quoted(const SqlToken& token, bool has_escapes) {
    const std::string_view text = token.text;
    const std::size_t end = text.size() - (token.is_complete ? 1 : 0);
    for (std::size_t n = has_escapes ? 2 : 1; n < end;) {
      const std::size_t place = token.offset + n;
      if (has_escapes && text[n] == '\\') {
        n = escape(text.substr(0, end), n, place);
      } else {
        put(text[n], place);
        n += text[n] == '\'' ? 2 : 1;
      }
    }
    end_ = token.offset + end;
  }

  LiteralText finish() {
    found_.places.push_back(end_);
    return std::move(found_);
  }

 private:
  void put(char c, std::size_t place) {
    found_.text += c;
    found_.places.push_back(place);
  }

  // text[n] is a backslash. Returns where what follows the escape begins.
  std::size_t escape(std::string_view text, std::size_t n, std::size_t place) {
    if (n + 1 >= text.size())
      return text.size();
    const char c = text[n + 1];
    switch (c) {
      case 'x':
        return coded(text, n + 2, {16, 2, false}, place, 'x');
      case 'u':
        return coded(text, n + 2, {16, 4, true}, place, 'u');
      case 'U':
        return coded(text, n + 2, {16, 8, true}, place, 'U');
      default:
        break;
    }
    if (c >= '0' && c <= '7')
      return coded(text, n + 1, {8, 3, false}, place, c);
    constexpr std::string_view kNames = "bfnrt";
    constexpr std::string_view kValues = "\b\f\n\r\t";
    const std::size_t at = kNames.find(c);
    put(at == std::string_view::npos ? c : kValues[at], place);
    return n + 2;
  }

  struct Coding {
    std::uint32_t base;
    std::size_t most;
    bool is_character;
  };

  std::size_t coded(std::string_view text, std::size_t n, Coding coding, std::size_t place, char otherwise) {
    const std::size_t begin = n;
    std::uint32_t value = 0;
    while (n < text.size() && n - begin < coding.most && digit_value(text[n]) < coding.base)
      value = value * coding.base + digit_value(text[n++]);
    if (n == begin)
      put(otherwise, place);
    else if (coding.is_character)
      for (const char c : utf8(value)) put(c, place);
    else
      put(static_cast<char>(value & 0xFF), place);
    return n;
  }

  LiteralText found_;
  std::size_t end_ = 0;
};

}  // namespace

std::optional<LiteralText> read_literal(std::string_view file, std::size_t offset) {
  SqlTokens tokens(file, offset);
  SqlToken token = tokens.next();
  if (token.kind != SqlToken::Kind::literal)
    return std::nullopt;
  Reader reader;
  if (token.text.starts_with('$')) {
    reader.dollar_quoted(token);
    return reader.finish();
  }
  const bool has_escapes = token.text.starts_with('E') || token.text.starts_with('e');
  if (!has_escapes && !token.text.starts_with('\''))
    return std::nullopt;
  for (;;) {
    reader.quoted(token, has_escapes);
    const std::size_t end = token.offset + token.text.size();
    token = tokens.next();
    // Only with a line break between them do two literals become one.
    const bool continues = token.kind == SqlToken::Kind::literal && token.text.starts_with('\'') &&
                           file.substr(end, token.offset - end).find('\n') != std::string_view::npos;
    if (!continues)
      return reader.finish();
    if (has_escapes)
      return std::nullopt;
  }
}

}  // namespace plrust::toolchain
