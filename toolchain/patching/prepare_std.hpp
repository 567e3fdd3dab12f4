// SPDX-License-Identifier: PostgreSQL
// From Rust's std source, as a distribution installs it, to the one that is built for confined code.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/patching/patch_series.hpp"
#include "toolchain/patching/policy.hpp"

namespace plrust::toolchain {

// What is needed besides the source. `patches` is std-patches/<version>, perhaps with a
// policy.toml of its own, and the shared one in the folder above; `share` is the folder that overlays are
// relative to (the source tree, or the installed share folder).
struct StdChanges {
  PatchSeries series;
  Policy policy;
  std::filesystem::path share;
};

// Throws Error for what is missing or malformed.
StdChanges load_std_changes(const std::filesystem::path& patches, const std::filesystem::path& share);

// One row of the report: what exactly does not fit.
struct StdProblem {
  enum class Kind { unresolved, base, patch, policy, overlay };
  Kind kind;
  std::string text;          // the sentence for people
  std::string file{};        // of the std source, if it is about one
  std::string patch{};       // its file name …
  std::string capability{};  // … and Subject
  std::size_t hunk = 0;      // from 1; 0: the change of `file` as a whole
  std::string item{};        // the policy row's
};

std::string_view kind_name(StdProblem::Kind kind);

struct StdCheck {
  std::size_t patches = 0;
  std::size_t hunks = 0;
  std::size_t policy_rows = 0;
  std::vector<StdProblem> problems;  // empty if the changes apply
};

// Tries everything in memory, and goes on after each failure: every hunk and every row that does not fit is
// listed. Throws only if `std_source` (the folder library/) cannot be read.
StdCheck check_std(const StdChanges& changes, const std::filesystem::path& std_source);

struct PreparedStd {
  std::vector<std::string> changed;  // files that differ from the source, sorted
  std::string sha256;                // of the whole output (sha256_of_tree)
};

// Copies the folders that `base` names and changes the copy. `output` must not exist; it appears complete or
// not at all. The same input gives the same bytes, in any folder. Throws Error and leaves nothing behind.
PreparedStd prepare_std(const StdChanges& changes, const std::filesystem::path& std_source,
                        const std::filesystem::path& output);

// Writes what `base` names with the series up to and including the patch `until` applied, and nothing else: a
// tree to edit for 'patches refresh'. What is unresolved does not matter here. `output` must not exist.
// Throws Error.
void write_patched_tree(const StdChanges& changes, const std::filesystem::path& std_source,
                        const std::string& until, const std::filesystem::path& output);

}  // namespace plrust::toolchain
