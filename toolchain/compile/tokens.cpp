// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/tokens.hpp"

#include <algorithm>

#include "base/characters.hpp"
#include "toolchain/compile/failure.hpp"

namespace plrust::toolchain {
namespace {

bool continues_word(char c) {
  return starts_word(c) || is_digit(c);
}

std::size_t word_length(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, continues_word) - text.begin());
}

[[noreturn]] void never_ends(const char* what, std::size_t line) {
  throw CompileFailure(Stage::check, std::string("the ") + what + " that starts here never ends").at(line);
}

}  // namespace

Token Tokens::next() {
  while (skip_blank()) {
  }
  if (rest_.empty())
    return take(Token::Kind::end, 0);
  const char c = rest_.front();
  if (starts_word(c))
    return word();
  if (is_digit(c))
    return number();
  if (c == '"')
    return quoted(0, '"');
  if (c == '\'')
    return character_or_lifetime();
  return take(Token::Kind::punctuation, 1);
}

// One run of blanks or one comment; false if there is none.
bool Tokens::skip_blank() {
  if (rest_.empty())
    return false;
  if (is_blank(rest_.front())) {
    advance(1);
    return true;
  }
  if (rest_.starts_with("//")) {
    advance(std::min(rest_.find('\n'), rest_.size()));
    return true;
  }
  if (rest_.starts_with("/*")) {
    skip_block_comment();
    return true;
  }
  return false;
}

void Tokens::skip_block_comment() {
  const std::size_t start = line_;
  std::size_t depth = 0;
  do {
    if (rest_.starts_with("/*")) {
      ++depth;
      advance(2);
    } else if (rest_.starts_with("*/")) {
      --depth;
      advance(2);
    } else if (!rest_.empty()) {
      advance(1);
    } else {
      never_ends("comment", start);
    }
  } while (depth > 0);
}

Token Tokens::word() {
  const std::size_t length = word_length(rest_);
  const std::string_view text = rest_.substr(0, length);
  const char after = length < rest_.size() ? rest_[length] : '\0';
  const bool string_prefix = text == "b" || text == "c" || text == "r" || text == "br" || text == "cr";
  if (string_prefix && after == '"')
    return text.back() == 'r' ? raw_string(length) : quoted(length, '"');
  if (text == "b" && after == '\'')
    return quoted(length, '\'');
  if (string_prefix && text.back() == 'r' && after == '#') {
    const std::size_t hashes = rest_.find_first_not_of('#', length);
    if (hashes != std::string_view::npos && rest_[hashes] == '"')
      return raw_string(length);
    if (text == "r" && hashes == length + 1 && starts_word(rest_[hashes])) {
      advance(2);
      Token token = take(Token::Kind::word, word_length(rest_));
      token.raw = true;
      return token;
    }
  }
  return take(Token::Kind::word, length);
}

Token Tokens::quoted(std::size_t prefix, char quote) {
  std::size_t n = prefix + 1;
  while (n < rest_.size() && rest_[n] != quote) n += rest_[n] == '\\' ? 2 : 1;
  if (n >= rest_.size())
    never_ends(quote == '"' ? "string" : "character", line_);
  return take(Token::Kind::literal, n + 1);
}

Token Tokens::raw_string(std::size_t prefix) {
  const std::size_t open = rest_.find('"', prefix);
  const std::size_t hashes = open - prefix;
  for (std::size_t at = rest_.find('"', open + 1); at != std::string_view::npos;
       at = rest_.find('"', at + 1)) {
    const std::string_view after = rest_.substr(at + 1, hashes);
    if (after.size() == hashes && std::ranges::all_of(after, [](char c) { return c == '#'; }))
      return take(Token::Kind::literal, at + 1 + hashes);
  }
  never_ends("string", line_);
}

Token Tokens::character_or_lifetime() {
  // 'x' and '\n' are characters, 'x without a quote after it is a lifetime. A letter may have several bytes.
  if (rest_.size() > 1 && rest_[1] == '\\')
    return quoted(0, '\'');
  const std::size_t length = word_length(rest_.substr(1));
  if (length > 0) {
    const std::size_t after = 1 + length;
    if (after < rest_.size() && rest_[after] == '\'')
      return take(Token::Kind::literal, after + 1);
    return take(Token::Kind::lifetime, after);
  }
  return quoted(0, '\'');
}

Token Tokens::number() {
  std::size_t n = word_length(rest_);
  // "1.5" is one literal; "1..5" and "1.max(2)" are not.
  if (n + 1 < rest_.size() && rest_[n] == '.' && is_digit(rest_[n + 1]))
    n += 1 + word_length(rest_.substr(n + 1));
  return take(Token::Kind::literal, n);
}

Token Tokens::take(Token::Kind kind, std::size_t length) {
  const Token token{kind, rest_.substr(0, length), line_, false};
  advance(length);
  return token;
}

void Tokens::advance(std::size_t length) {
  line_ += static_cast<std::size_t>(std::ranges::count(rest_.substr(0, length), '\n'));
  rest_.remove_prefix(length);
}

}  // namespace plrust::toolchain
