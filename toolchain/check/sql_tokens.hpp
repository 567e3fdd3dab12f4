// SPDX-License-Identifier: PostgreSQL
// A lexer for SQL files as psql reads them: as much as it takes to tell where statements end, what is quoted,
// and what is not SQL at all. Takes any bytes; what never ends, ends with the text.
#pragma once

#include <cstddef>
#include <string_view>

namespace plrust::toolchain {

struct SqlToken {
  enum class Kind {
    end,
    word,     // a keyword or an unquoted name
    quoted,   // "name"
    literal,  // '…', E'…', U&'…', B'…', X'…', N'…', $tag$…$tag$
    command,  // a backslash command of psql, up to the end of its line
    other,    // a number, a parameter, or one character of anything else
  };
  Kind kind = Kind::end;
  std::size_t offset = 0;
  std::string_view text;
  bool is_complete = true;  // false: the text ended before its closing quote
};

class SqlTokens {
 public:
  // The tokens of text[offset…]; offsets count from the text's beginning.
  explicit SqlTokens(std::string_view text, std::size_t offset = 0) : text_(text), at_(offset) {}

  // Kind::end for ever after the last one. Comments and blanks are skipped.
  SqlToken next();
  // Where the next call begins to read. May be moved forward, over text that is not SQL.
  std::size_t position() const noexcept { return at_; }
  void move_to(std::size_t offset) noexcept { at_ = offset; }

 private:
  bool skip_blank();
  void skip_block_comment();
  SqlToken take(SqlToken::Kind kind, std::size_t end, bool is_complete = true);
  SqlToken quoted(std::size_t open, SqlToken::Kind kind, bool has_escapes);
  SqlToken word();
  SqlToken dollar();

  std::string_view text_;
  std::size_t at_;
};

// Whether an unquoted word is this one, which is given in lower case.
bool is_word(const SqlToken& token, std::string_view lower_case);
// The end of the line on which `offset` is, behind its line feed.
std::size_t end_of_line(std::string_view text, std::size_t offset);

}  // namespace plrust::toolchain
