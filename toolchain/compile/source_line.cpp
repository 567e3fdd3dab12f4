// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/source_line.hpp"

#include <algorithm>

#include "base/characters.hpp"

namespace plrust::toolchain {
namespace {

// A generated source may be one line of a megabyte: what is shown is cut around the mark.
constexpr std::size_t kMaxShown = 140;
constexpr std::size_t kShownBefore = 60;

// Byte offset of the character `index` (from 0), or the end.
std::size_t offset_of(std::string_view text, std::size_t index) {
  std::size_t n = 0;
  for (; n < text.size(); ++n)
    if (!continues_character(text[n]) && index-- == 0)
      return n;
  return n;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !continues_character(c); }));
}

struct Shown {
  std::string text;
  std::size_t first = 1;  // column of its first character
  bool cut_before = false;
};

Shown shown_part(const SourceLabel& label) {
  Shown shown;
  const std::size_t length = characters(label.source);
  if (length <= kMaxShown) {
    shown.text = label.source;
    return shown;
  }
  shown.first = label.column > kShownBefore ? label.column - kShownBefore : 1;
  shown.cut_before = shown.first > 1;
  const std::size_t begin = offset_of(label.source, shown.first - 1);
  const std::size_t end = offset_of(label.source, shown.first - 1 + kMaxShown);
  shown.text = label.source.substr(begin, end - begin);
  if (end < label.source.size())
    shown.text += "…";
  return shown;
}

// Blanks as wide as the source before the mark; a tab stays a tab.
std::string indent(const Shown& shown, std::size_t column) {
  std::string blanks = shown.cut_before ? " " : "";
  const std::string_view before =
      std::string_view(shown.text).substr(0, offset_of(shown.text, column - shown.first));
  for (const char c : before)
    if (!continues_character(c))
      blanks += c == '\t' ? '\t' : ' ';
  return blanks;
}

std::string mark(const SourceLabel& label, const Shown& shown) {
  const std::size_t last = shown.first + characters(shown.text);
  const std::size_t end = label.one_line ? std::min(label.end_column, last) : last;
  const std::size_t width = std::max<std::size_t>(1, end > label.column ? end - label.column : 0);
  std::string line = indent(shown, label.column) + std::string(width, label.primary ? '^' : '-');
  if (!label.text.empty())
    line += " " + label.text.substr(0, label.text.find('\n'));
  return line;
}

}  // namespace

bool cut_prologue(SourceLabel& label, std::size_t prologue_characters) {
  if (label.line != 1)
    return label.line > 0;
  if (label.one_line && label.end_column <= prologue_characters + 1)
    return false;
  label.source.erase(0, offset_of(label.source, prologue_characters));
  label.column = label.column > prologue_characters ? label.column - prologue_characters : 1;
  if (label.one_line)
    label.end_column -= prologue_characters;
  return true;
}

std::string render_labels(const std::vector<SourceLabel>& labels) {
  if (labels.empty())
    return "";
  std::size_t highest = 0;
  for (const SourceLabel& label : labels) highest = std::max(highest, label.line);
  const std::string margin(std::to_string(highest).size(), ' ');
  std::string text = margin + "--> line " + std::to_string(labels.front().line) + ", column " +
                     std::to_string(labels.front().column) + "\n" + margin + " |\n";
  std::size_t previous = 0;
  for (const SourceLabel& label : labels) {
    const Shown shown = shown_part(label);
    if (label.line != previous || shown.cut_before) {
      const std::string number = std::to_string(label.line);
      text += number + std::string(margin.size() - number.size(), ' ') + " | " +
              (shown.cut_before ? "…" : "") + shown.text + "\n";
    }
    text += margin + " | " + mark(label, shown) + "\n";
    previous = label.line;
  }
  return text;
}

std::string whole_characters(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes)
    return text;
  std::size_t end = bytes;
  while (end > 0 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace plrust::toolchain
