// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/sql_script.hpp"

#include <algorithm>
#include <array>

#include "toolchain/check/sql_tokens.hpp"

namespace plrust::toolchain {
namespace {

using Kind = SqlToken::Kind;

// Commands of psql that send what has been written so far.
constexpr std::array kSending = {
    std::string_view("\\bind"),  std::string_view("\\crosstabview"), std::string_view("\\g"),
    std::string_view("\\gdesc"), std::string_view("\\gexec"),        std::string_view("\\gset"),
    std::string_view("\\gx"),    std::string_view("\\watch"),
};

std::string_view command_name(std::string_view command) {
  return command.substr(0, command.find_first_of(" \t\r("));
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text), tokens_(text) {}

  std::vector<SqlStatement> run() {
    for (SqlToken token = tokens_.next(); token.kind != Kind::end; token = tokens_.next()) {
      if (token.kind == Kind::command)
        command(token);
      else
        part(token);
    }
    finish();
    return std::move(found_);
  }

 private:
  void command(const SqlToken& token) {
    const std::string_view name = command_name(token.text);
    if (name == "\\r" || name == "\\reset")
      is_open_ = false;
    if (std::ranges::find(kSending, name) != kSending.end())
      finish();
    if (name == "\\copy" && says_from_stdin(token.text.substr(name.size())))
      skip_data();
  }

  static bool says_from_stdin(std::string_view words) {
    SqlTokens tokens(words);
    bool has_from = false;
    for (SqlToken token = tokens.next(); token.kind != Kind::end; token = tokens.next()) {
      if (has_from && (is_word(token, "stdin") || is_word(token, "pstdin")))
        return true;
      has_from = is_word(token, "from");
    }
    return false;
  }

  void part(const SqlToken& token) {
    if (!is_open_) {
      if (token.text == ";")
        return;
      open(token);
    }
    if (token.text == ";" && parentheses_ == 0 && blocks_ == 0) {
      semicolon();
      return;
    }
    end_ = token.offset + token.text.size();
    if (token.kind == Kind::word)
      word(token);
    else if (token.text == "(")
      ++parentheses_;
    else if (token.text == ")" && parentheses_ > 0)
      --parentheses_;
  }

  void open(const SqlToken& token) {
    is_open_ = true;
    begin_ = token.offset;
    parentheses_ = 0;
    blocks_ = 0;
    words_ = 0;
    previous_is_begin_ = false;
    is_create_ = is_word(token, "create");
    is_routine_ = false;
    is_copy_ = is_word(token, "copy");
  }

  // As psql does it: the semicolons between BEGIN ATOMIC and END are part of the function.
  void word(const SqlToken& token) {
    ++words_;
    constexpr int kHeadWords = 4;  // CREATE OR REPLACE FUNCTION
    if (is_create_ && words_ <= kHeadWords)
      is_routine_ = is_routine_ || is_word(token, "function") || is_word(token, "procedure");
    if (is_routine_ && parentheses_ == 0) {
      if ((previous_is_begin_ && is_word(token, "atomic")) || (blocks_ > 0 && is_word(token, "case")))
        ++blocks_;
      else if (blocks_ > 0 && is_word(token, "end"))
        --blocks_;
    }
    previous_is_begin_ = is_word(token, "begin");
  }

  void semicolon() {
    const bool has_data = is_copy_ && says_from_stdin(text_.substr(begin_, end_ - begin_));
    finish();
    if (has_data)
      skip_data();
  }

  void finish() {
    if (is_open_ && end_ > begin_)
      found_.push_back({begin_, end_});
    is_open_ = false;
  }

  // From the next line up to the line "\.".
  void skip_data() {
    std::size_t at = end_of_line(text_, tokens_.position());
    while (at < text_.size()) {
      const std::size_t next = end_of_line(text_, at);
      std::string_view line = text_.substr(at, next - at);
      at = next;
      while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
      if (line == "\\.")
        break;
    }
    tokens_.move_to(at);
  }

  std::string_view text_;
  SqlTokens tokens_;
  std::vector<SqlStatement> found_;
  bool is_open_ = false;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t parentheses_ = 0;
  std::size_t blocks_ = 0;
  int words_ = 0;
  bool previous_is_begin_ = false;
  bool is_create_ = false;
  bool is_routine_ = false;
  bool is_copy_ = false;
};

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '\'' || c == '"';
}

}  // namespace

std::vector<SqlStatement> split_script(std::string_view text) {
  return Splitter(text).run();
}

std::string without_variables(std::string_view statement) {
  std::string text(statement);
  SqlTokens tokens(statement);
  bool after_colon = false;
  for (SqlToken token = tokens.next(); token.kind != Kind::end; token = tokens.next()) {
    const std::size_t next = token.offset + 1;
    const bool is_colon = token.text == ":";
    if (is_colon && !after_colon && next < text.size() && starts_name(statement[next]))
      text[token.offset] = ' ';
    after_colon = is_colon && next < text.size() && statement[next] == ':';
  }
  return text;
}

bool names_plrust(std::string_view statement) {
  SqlTokens tokens(statement);
  bool after_language = false;
  for (SqlToken token = tokens.next(); token.kind != Kind::end; token = tokens.next()) {
    if (after_language &&
        (is_word(token, "plrust") || token.text == "\"plrust\"" || token.text == "'plrust'"))
      return true;
    after_language = is_word(token, "language");
  }
  return false;
}

}  // namespace plrust::toolchain
