// SPDX-License-Identifier: PostgreSQL
#include "toolchain/check/file_text.hpp"

#include <algorithm>
#include <functional>

#include "base/characters.hpp"

namespace plrust::toolchain {

FileText::FileText(std::string text) : text_(std::move(text)), starts_{0} {
  for (std::size_t n = 0; n < text_.size(); ++n)
    if (text_[n] == '\n')
      starts_.push_back(n + 1);
}

TextPlace FileText::place(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto line = std::ranges::upper_bound(starts_, offset) - 1;
  const std::string_view before = std::string_view(text_).substr(*line, offset - *line);
  return {static_cast<std::size_t>(line - starts_.begin()) + 1,
          static_cast<std::size_t>(std::ranges::count_if(before, std::not_fn(continues_character))) + 1};
}

std::size_t FileText::offset(TextPlace place) const {
  if (place.line == 0 || place.line > starts_.size())
    return text_.size();
  const std::string_view text = line(place.line);
  std::size_t n = 0;
  for (std::size_t column = 1; n < text.size(); ++n)
    if (!continues_character(text[n]) && column++ == place.column)
      break;
  return starts_[place.line - 1] + n;
}

std::string_view FileText::line(std::size_t number) const {
  if (number == 0 || number > starts_.size())
    return {};
  const std::size_t begin = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view text = std::string_view(text_).substr(begin, end - begin);
  if (text.ends_with('\r'))
    text.remove_suffix(1);
  return text;
}

}  // namespace plrust::toolchain
