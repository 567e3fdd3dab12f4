// SPDX-License-Identifier: PostgreSQL
// One line of the user's source with marks below it. Columns count characters, as rustc's do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct SourceLabel {
  std::size_t line = 0;
  std::size_t column = 0;      // from 1
  std::size_t end_column = 0;  // one past the last; of another line unless one_line
  bool one_line = true;
  bool primary = true;
  std::string source;  // the whole line
  std::string text;    // what stands beside the mark
  std::size_t end_line = 0;
};

// Takes the prologue off a label of line 1. False if nothing of the user's is left.
bool cut_prologue(SourceLabel& label, std::size_t prologue_characters);

// rustc's layout: the first label's place, then each line with its marks.
std::string render_labels(const std::vector<SourceLabel>& labels);

// The beginning of `text`, at most `bytes` long, not cut inside a character.
std::string whole_characters(const std::string& text, std::size_t bytes);

}  // namespace plrust::toolchain
