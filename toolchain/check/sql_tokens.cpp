// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/sql_tokens.hpp"

#include <algorithm>

#include "base/characters.hpp"

namespace plrust::toolchain {
namespace {

bool continues_tag(char c) {
  return starts_word(c) || is_digit(c);
}

bool continues_word(char c) {
  return continues_tag(c) || c == '$';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t run_of(std::string_view text, std::size_t at, bool (*belongs)(char)) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

}  // namespace

SqlToken SqlTokens::next() {
  while (skip_blank()) {
  }
  if (at_ >= text_.size())
    return take(SqlToken::Kind::end, text_.size());
  const char c = text_[at_];
  if (starts_word(c))
    return word();
  if (is_digit(c))
    return take(SqlToken::Kind::other, run_of(text_, at_, continues_word));
  switch (c) {
    case '\'':
      return quoted(at_, SqlToken::Kind::literal, false);
    case '"':
      return quoted(at_, SqlToken::Kind::quoted, false);
    case '$':
      return dollar();
    case '\\': {
      // "\;" is a semicolon that does not end what psql sends.
      if (text_.substr(at_, 2) == "\\;")
        return take(SqlToken::Kind::other, at_ + 2);
      return take(SqlToken::Kind::command, std::min(text_.find('\n', at_), text_.size()));
    }
    default:
      return take(SqlToken::Kind::other, at_ + 1);
  }
}

// One run of blanks or one comment; false if there is none.
bool SqlTokens::skip_blank() {
  if (at_ >= text_.size())
    return false;
  if (is_blank(text_[at_])) {
    at_ = run_of(text_, at_, is_blank);
    return true;
  }
  if (text_.substr(at_, 2) == "--") {
    at_ = std::min(text_.find('\n', at_), text_.size());
    return true;
  }
  if (text_.substr(at_, 2) == "/*") {
    skip_block_comment();
    return true;
  }
  return false;
}

void SqlTokens::skip_block_comment() {
  std::size_t depth = 0;
  do {
    const std::string_view two = text_.substr(at_, 2);
    depth += two == "/*" ? 1U : 0U;
    depth -= two == "*/" ? 1U : 0U;
    at_ += two == "/*" || two == "*/" ? 2U : 1U;
  } while (depth > 0 && at_ < text_.size());
  at_ = std::min(at_, text_.size());
}

SqlToken SqlTokens::take(SqlToken::Kind kind, std::size_t end, bool is_complete) {
  const SqlToken token{kind, at_, text_.substr(at_, end - at_), is_complete};
  at_ = end;
  return token;
}

// `open`: where the opening quote is. A doubled quote is one inside.
SqlToken SqlTokens::quoted(std::size_t open, SqlToken::Kind kind, bool has_escapes) {
  const char quote = text_[open];
  std::size_t n = open + 1;
  while (n < text_.size()) {
    const bool is_escape = has_escapes && text_[n] == '\\';
    const bool is_doubled = text_[n] == quote && n + 1 < text_.size() && text_[n + 1] == quote;
    if (is_escape || is_doubled) {
      n += 2;
    } else if (text_[n] != quote) {
      ++n;
    } else {
      return take(kind, n + 1);
    }
  }
  return take(kind, text_.size(), false);
}

SqlToken SqlTokens::word() {
  const char first = lower(text_[at_]);
  const std::string_view after = text_.substr(at_ + 1);
  if ((first == 'e' || first == 'b' || first == 'x' || first == 'n') && after.starts_with('\''))
    return quoted(at_ + 1, SqlToken::Kind::literal, first == 'e');
  if (first == 'u' && (after.starts_with("&'") || after.starts_with("&\"")))
    return quoted(at_ + 2, after[1] == '"' ? SqlToken::Kind::quoted : SqlToken::Kind::literal, false);
  return take(SqlToken::Kind::word, run_of(text_, at_, continues_word));
}

SqlToken SqlTokens::dollar() {
  const std::size_t tag_end = run_of(text_, at_ + 1, continues_tag);
  const bool has_number = at_ + 1 < text_.size() && is_digit(text_[at_ + 1]);
  if (tag_end >= text_.size() || text_[tag_end] != '$' || has_number)
    return take(SqlToken::Kind::other, at_ + 1);
  const std::string_view quote = text_.substr(at_, tag_end + 1 - at_);
  const std::size_t close = text_.find(quote, tag_end + 1);
  return close == std::string_view::npos ? take(SqlToken::Kind::literal, text_.size(), false)
                                         : take(SqlToken::Kind::literal, close + quote.size());
}

bool is_word(const SqlToken& token, std::string_view lower_case) {
  return token.kind == SqlToken::Kind::word && std::ranges::equal(token.text, lower_case, {}, lower);
}

std::size_t end_of_line(std::string_view text, std::size_t offset) {
  const std::size_t feed = text.find('\n', offset);
  return feed == std::string_view::npos ? text.size() : feed + 1;
}

}  // namespace plrust::toolchain
