// SPDX-License-Identifier: PostgreSQL
// Differences between texts by whole lines, and the three-way merge that carries a patch to another source.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/patching/unified_diff.hpp"

namespace plrust::toolchain {

using TextLines = std::vector<std::string_view>;

// Views into `text`, without the '\n'; a last line without one counts as a line.
TextLines split_lines(std::string_view text);

// What is the same in both: `length` lines from `a` in the first and `b` in the second, both ascending.
struct CommonRun {
  std::size_t a, b, length;
};

// A longest common subsequence (Myers), so a smallest difference.
std::vector<CommonRun> common_runs(const TextLines& a, const TextLines& b);

// `change` as `git diff` prints it, with three lines of context, from `before` to `after`. An empty `before`
// creates the file, an empty `after` removes it. Empty if there is no difference.
std::string render_change(const std::string& name, std::string_view before, std::string_view after);

struct MergeLabels {
  std::string ours, base, theirs;
};

struct Merge {
  std::string text;
  std::vector<std::size_t> conflicts;  // line numbers of their beginnings ("<<<<<<< ") in `text`, from 1
};

inline constexpr std::string_view kConflictMark = "<<<<<<< ";

// `ours` and `theirs` both come from `base`. Where they changed the same lines to different ones, both stand
// in the text, as `git merge` marks them.
Merge merge3(std::string_view base, std::string_view ours, std::string_view theirs,
             const MergeLabels& labels);

}  // namespace plrust::toolchain
