// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/aarch64_text.hpp"

#include <algorithm>

namespace plrust::confine {

bool is_x_register(std::string_view text) {
  return (text.size() == 2 || text.size() == 3) && text.front() == 'x' &&
         std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

std::string w_of(std::string_view x) {
  return "w" + std::string(x.substr(1));
}

bool mentions(std::string_view text, std::string_view word) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '$';
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end])))
      return true;
  }
  return false;
}

}  // namespace plrust::confine
