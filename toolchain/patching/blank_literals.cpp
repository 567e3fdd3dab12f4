// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/rust_items.hpp"

namespace plrust::toolchain {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80) != 0;
}

// Bytes of the UTF-8 character that starts with `c`.
std::size_t character_size(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

class Blanker {
 public:
  explicit Blanker(std::string_view source) : source_(source), result_(source) {}

  std::string run() && {
    std::size_t at = 0;
    while (at < source_.size()) {
      const std::size_t end = end_of_blank(at);
      if (end == at) {
        // A word goes as a whole: its last letter is no prefix of a literal.
        at = is_word(source_[at]) ? end_of_word(at) : at + 1;
        continue;
      }
      for (std::size_t i = at; i < end; ++i) {
        result_[i] = result_[i] == '\n' ? '\n' : ' ';
      }
      at = end;
    }
    return std::move(result_);
  }

 private:
  bool starts(std::size_t at, std::string_view with) const { return source_.substr(at, with.size()) == with; }

  std::size_t end_of_word(std::size_t at) const {
    while (at < source_.size() && is_word(source_[at])) {
      ++at;
    }
    return at;
  }

  // The end of the comment or literal that starts at `at`, or `at`.
  std::size_t end_of_blank(std::size_t at) const {
    if (starts(at, "//")) {
      return std::min(source_.find('\n', at), source_.size());
    }
    if (starts(at, "/*")) {
      return end_of_block_comment(at);
    }
    for (const std::string_view prefix : {"r", "br", "cr", ""}) {
      if (starts(at, prefix) && (prefix.empty() ? source_[at] == '"' : true)) {
        const std::size_t end =
            prefix.empty() ? end_of_string(at + 1) : end_of_raw_string(at, at + prefix.size());
        if (end != at) {
          return end;
        }
      }
    }
    if (starts(at, "b\"") || starts(at, "c\"")) {
      return end_of_string(at + 2);
    }
    if (starts(at, "b'")) {
      return end_of_character(at, at + 2);
    }
    return source_[at] == '\'' ? end_of_character(at, at + 1) : at;
  }

  std::size_t end_of_block_comment(std::size_t at) const {
    std::size_t depth = 0;
    while (at < source_.size()) {
      if (starts(at, "/*")) {
        ++depth;
        at += 2;
      } else if (starts(at, "*/")) {
        at += 2;
        if (--depth == 0) {
          return at;
        }
      } else {
        ++at;
      }
    }
    return at;
  }

  // `at`: after the opening quote.
  std::size_t end_of_string(std::size_t at) const {
    while (at < source_.size() && source_[at] != '"') {
      at += source_[at] == '\\' ? 2 : 1;
    }
    return std::min(at + 1, source_.size());
  }

  // `at`: of the prefix, the result if this is no raw string (r#identifier, or the letter of a word).
  std::size_t end_of_raw_string(std::size_t at, std::size_t hashes) const {
    std::size_t quote = hashes;
    while (quote < source_.size() && source_[quote] == '#') {
      ++quote;
    }
    if (quote >= source_.size() || source_[quote] != '"') {
      return at;
    }
    const std::string close = '"' + std::string(quote - hashes, '#');
    const std::size_t end = source_.find(close, quote + 1);
    return end == std::string_view::npos ? source_.size() : end + close.size();
  }

  // `at`: after the opening quote; `begin`: the result if it is a lifetime.
  std::size_t end_of_character(std::size_t begin, std::size_t at) const {
    if (at >= source_.size()) {
      return begin;
    }
    if (source_[at] == '\\') {
      const std::size_t end = source_.find('\'', at + 2);
      return end == std::string_view::npos ? source_.size() : end + 1;
    }
    const std::size_t end = at + character_size(source_[at]);
    return end < source_.size() && source_[end] == '\'' ? end + 1 : begin;
  }

  std::string_view source_;
  std::string result_;
};

}  // namespace

std::string blank_comments_and_literals(std::string_view source) {
  return Blanker(source).run();
}

}  // namespace plrust::toolchain
