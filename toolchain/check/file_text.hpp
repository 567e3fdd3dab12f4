// SPDX-License-Identifier: PostgreSQL
// Lines and columns of a text. Lines from 1; columns from 1, in characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct TextPlace {
  std::size_t line = 0;  // 0: none
  std::size_t column = 0;
};

class FileText {
 public:
  explicit FileText(std::string text);

  const std::string& text() const noexcept { return text_; }
  TextPlace place(std::size_t offset) const;
  // The offset of a place; the end of the line, or of the text, for one that is not there.
  std::size_t offset(TextPlace place) const;
  // Without its line end.
  std::string_view line(std::size_t number) const;

 private:
  std::string text_;
  std::vector<std::size_t> starts_;
};

}  // namespace plrust::toolchain
