// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/source_check.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/characters.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/tokens.hpp"

namespace plrust::toolchain {
namespace {

struct Refused {
  std::string_view word;
  std::string_view reason;
};

constexpr std::string_view kNoFiles =
    "there are no files at compile time; paste the content or pass it as an argument";
constexpr std::string_view kNoEnvironment = "there is no environment at compile time";
constexpr std::string_view kNoAssembly = "machine code that the compiler did not make cannot be confined";
constexpr std::string_view kNoLinkage = "a function cannot choose how it is linked or loaded";

// By name, in front of "!"; sorted.
constexpr std::array kMacros = {
    Refused{"asm", kNoAssembly},        Refused{"env", kNoEnvironment},
    Refused{"global_asm", kNoAssembly}, Refused{"include", kNoFiles},
    Refused{"include_bytes", kNoFiles}, Refused{"include_str", kNoFiles},
    Refused{"naked_asm", kNoAssembly},  Refused{"option_env", kNoEnvironment},
};

// Anywhere inside #[…]; sorted.
constexpr std::array kAttributes = {
    Refused{"debugger_visualizer", kNoFiles},
    Refused{"export_name", kNoLinkage},
    Refused{"global_allocator", "memory comes from PostgreSQL"},
    Refused{"link", kNoLinkage},
    Refused{"link_section", kNoLinkage},
    Refused{"naked", kNoAssembly},
    Refused{"no_mangle", kNoLinkage},
};

// Strict and reserved ones up to edition 2024; sorted.
constexpr std::array kKeywords = {
    std::string_view("Self"),     std::string_view("abstract"), std::string_view("as"),
    std::string_view("async"),    std::string_view("await"),    std::string_view("become"),
    std::string_view("box"),      std::string_view("break"),    std::string_view("const"),
    std::string_view("continue"), std::string_view("crate"),    std::string_view("do"),
    std::string_view("dyn"),      std::string_view("else"),     std::string_view("enum"),
    std::string_view("extern"),   std::string_view("false"),    std::string_view("final"),
    std::string_view("fn"),       std::string_view("for"),      std::string_view("gen"),
    std::string_view("if"),       std::string_view("impl"),     std::string_view("in"),
    std::string_view("let"),      std::string_view("loop"),     std::string_view("macro"),
    std::string_view("match"),    std::string_view("mod"),      std::string_view("move"),
    std::string_view("mut"),      std::string_view("override"), std::string_view("priv"),
    std::string_view("pub"),      std::string_view("ref"),      std::string_view("return"),
    std::string_view("self"),     std::string_view("static"),   std::string_view("struct"),
    std::string_view("super"),    std::string_view("trait"),    std::string_view("true"),
    std::string_view("try"),      std::string_view("type"),     std::string_view("typeof"),
    std::string_view("unsafe"),   std::string_view("unsized"),  std::string_view("use"),
    std::string_view("virtual"),  std::string_view("where"),    std::string_view("while"),
    std::string_view("yield"),
};
static_assert(std::ranges::is_sorted(kMacros, {}, &Refused::word));
static_assert(std::ranges::is_sorted(kAttributes, {}, &Refused::word));
static_assert(std::ranges::is_sorted(kKeywords));

template <std::size_t N>
const Refused* find(const std::array<Refused, N>& rows, std::string_view word) {
  const auto* row = std::ranges::lower_bound(rows, word, {}, &Refused::word);
  return row != rows.end() && row->word == word ? row : nullptr;
}

// Length of the UTF-8 sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[n]); };
  const unsigned char first = byte(0);
  if (first < 0x80)
    return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length)
    return 0;
  for (std::size_t n = 1; n < length; ++n)
    if (!continues_character(text[n]))
      return 0;
  // Overlong forms, surrogates, and what is above U+10FFFF.
  const bool bad = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) ||
                   (first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F);
  return bad ? 0 : length;
}

void check_characters(std::string_view source) {
  if (source.size() > kMaxSourceBytes)
    throw CompileFailure(Stage::limit, "the source has " + std::to_string(source.size()) +
                                           " bytes; at most " + std::to_string(kMaxSourceBytes) +
                                           " are compiled")
        .with_hint("keep data in tables, not in the source");
  std::size_t line = 1;
  for (std::size_t n = 0; n < source.size();) {
    const std::size_t length = sequence_length(source.substr(n));
    if (length == 0)
      throw CompileFailure(Stage::check, "the source is not valid UTF-8").at(line);
    if (source[n] == '\0')
      throw CompileFailure(Stage::check, "the source contains a NUL character").at(line);
    line += source[n] == '\n' ? 1 : 0;
    n += length;
  }
}

class Checker {
 public:
  explicit Checker(std::string_view source) : tokens_(source) {}

  void run() {
    for (Token token = step(); token.kind != Token::Kind::end; token = step()) {
      if (token.kind == Token::Kind::punctuation)
        bracket(token);
      else if (token.kind == Token::Kind::word)
        word(token);
    }
    if (!open_.empty())
      throw CompileFailure(Stage::check, std::string("the '") + open_.back().bracket + "' is never closed")
          .at(open_.back().line);
  }

 private:
  struct Open {
    char bracket;
    std::size_t line;
    bool attribute;
  };

  // Moves the window of three tokens.
  Token step() {
    previous_ = current_;
    if (!primed_) {
      following_ = tokens_.next();
      primed_ = true;
    }
    current_ = following_;
    following_ = tokens_.next();
    return current_;
  }

  static bool is(const Token& token, char c) {
    return token.kind == Token::Kind::punctuation && token.text.front() == c;
  }

  static char closing(char open) { return open == '(' ? ')' : open == '[' ? ']' : '}'; }

  void bracket(const Token& token) {
    const char c = token.text.front();
    if (c == '(' || c == '[' || c == '{') {
      if (open_.size() == kMaxNesting)
        throw CompileFailure(Stage::limit,
                             "brackets are nested more than " + std::to_string(kMaxNesting) + " deep")
            .at(token.line);
      const bool inherited = !open_.empty() && open_.back().attribute;
      open_.push_back({c, token.line, inherited || (c == '[' && is(previous_, '#'))});
    } else if (c == ')' || c == ']' || c == '}') {
      close(token);
    } else if (c == '!' && is(previous_, '#') && is(following_, '[')) {
      throw CompileFailure(Stage::check, "inner attributes (#![…]) are not allowed in a function")
          .at(token.line)
          .with_hint("put #[…] in front of the item or statement that it is for");
    }
  }

  void close(const Token& token) {
    const char c = token.text.front();
    if (open_.empty())
      throw CompileFailure(Stage::check, std::string("there is no open bracket for this '") + c + "'")
          .at(token.line);
    if (closing(open_.back().bracket) != c)
      throw CompileFailure(Stage::check, std::string("'") + c + "' does not close the '" +
                                             open_.back().bracket + "' of line " +
                                             std::to_string(open_.back().line))
          .at(token.line);
    open_.pop_back();
  }

  void word(const Token& token) {
    if (is(following_, '!'))
      if (const Refused* macro = find(kMacros, token.text))
        refuse(std::string(token.text) + "!", macro->reason, token.line);
    if (!open_.empty() && open_.back().attribute) {
      if (const Refused* attribute = find(kAttributes, token.text))
        refuse("the attribute '" + std::string(token.text) + "'", attribute->reason, token.line);
      if (token.text == "path" && is(following_, '='))
        refuse("the attribute 'path'", kNoFiles, token.line);
      return;
    }
    const bool keyword_before = previous_.kind == Token::Kind::word && !previous_.raw;
    if (keyword_before && previous_.text == "mod" && is(following_, ';'))
      refuse("'mod " + std::string(token.text) + ";'", "there are no other files; write 'mod name { … }'",
             token.line);
    if (keyword_before && previous_.text == "extern" && !token.raw && token.text == "crate")
      refuse("'extern crate'", "std and pgrx are there already", token.line);
  }

  [[noreturn]] static void refuse(const std::string& what, std::string_view reason, std::size_t line) {
    throw CompileFailure(Stage::check, what + " is not available in PL/Rust: " + std::string(reason))
        .at(line);
  }

  Tokens tokens_;
  Token previous_;
  Token current_;
  Token following_;
  bool primed_ = false;
  std::vector<Open> open_;
};

}  // namespace

void check_source(std::string_view source) {
  check_characters(source);
  Checker(source).run();
}

std::optional<std::size_t> line_of_bad_character(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t n = 0; n < text.size();) {
    const std::size_t length = sequence_length(text.substr(n));
    if (length == 0 || text[n] == '\0')
      return line;
    line += text[n] == '\n' ? 1 : 0;
    n += length;
  }
  return std::nullopt;
}

bool is_keyword(std::string_view word) {
  return std::ranges::binary_search(kKeywords, word);
}

bool is_identifier(std::string_view word) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !word.empty() && word != "_" && letter(word.front()) &&
         std::ranges::all_of(word, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace plrust::toolchain
