// SPDX-License-Identifier: PostgreSQL
// From Rust's std source, as a distribution installs it, to the one that is built for confined code.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/patching/patch_series.hpp"
#include "toolchain/patching/policy.hpp"

namespace plrust::toolchain {

// What is needed besides the source. `patches` is std-patches/<version>, with policy.toml in the folder
// above; `share` is the folder that overlays are relative to (the source tree, or the installed share
// folder).
struct StdChanges {
  PatchSeries series;
  Policy policy;
  std::filesystem::path share;
};

// Throws Error for what is missing or malformed.
StdChanges load_std_changes(const std::filesystem::path& patches, const std::filesystem::path& share);

struct StdCheck {
  std::size_t patches = 0;
  std::size_t policy_rows = 0;
  std::vector<std::string> problems;  // sentences; empty if the changes apply
};

// Tries everything in memory. Throws only if `std_source` (the folder library/) cannot be read.
StdCheck check_std(const StdChanges& changes, const std::filesystem::path& std_source);

struct PreparedStd {
  std::vector<std::string> changed;  // files that differ from the source, sorted
  std::string sha256;                // of the whole output (sha256_of_tree)
};

// Copies the folders that `base` names and changes the copy. `output` must not exist; it appears complete or
// not at all. The same input gives the same bytes, in any folder. Throws Error and leaves nothing behind.
PreparedStd prepare_std(const StdChanges& changes, const std::filesystem::path& std_source,
                        const std::filesystem::path& output);

}  // namespace plrust::toolchain
