// SPDX-License-Identifier: PostgreSQL
// A lexer for Rust, as far as finding words and brackets outside of strings and comments needs one.
#pragma once

#include <cstddef>
#include <string_view>

namespace plrust::toolchain {

struct Token {
  enum class Kind { end, word, lifetime, literal, punctuation };
  Kind kind = Kind::end;
  std::string_view text;  // a raw identifier without its "r#"; one character for punctuation
  std::size_t line = 1;
  bool raw = false;  // r#word: never a keyword or the name of a built-in macro's keyword
};

// Text must be UTF-8; bytes above 127 count as letters. Throws CompileFailure for what never ends.
class Tokens {
 public:
  explicit Tokens(std::string_view source) : rest_(source) {}

  // Kind::end for ever after the last one.
  Token next();

 private:
  bool skip_blank();
  void skip_block_comment();
  Token word();
  Token quoted(std::size_t prefix, char quote);
  Token raw_string(std::size_t prefix);
  Token character_or_lifetime();
  Token number();
  Token take(Token::Kind kind, std::size_t length);
  void advance(std::size_t length);

  std::string_view rest_;
  std::size_t line_ = 1;
};

}  // namespace plrust::toolchain
