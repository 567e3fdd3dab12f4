// SPDX-License-Identifier: PostgreSQL
// Makes the files of std-patches/<version>: for another Rust version, or anew after an edit.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "toolchain/patching/carry_patches.hpp"
#include "toolchain/patching/prepare_std.hpp"

namespace plrust::toolchain {

struct VersionSetting {
  const StdChanges& changes;      // of the old version
  std::filesystem::path patches;  // its folder, std-patches/<old version>
  std::filesystem::path old_library;
  std::filesystem::path new_library;
  std::string version;  // the new one
  std::string commit;
};

struct VersionFiles {
  std::map<std::string, std::string> files;  // name in std-patches/<version> -> text
  Carried carried;
  std::vector<std::string> notes;       // what was decided, a sentence each
  std::vector<std::string> unresolved;  // what a person has to decide: the file `unresolved`
};

// Carries patches, policy, crate graph and base on. Throws Error if the old version does not fit its own
// source.
VersionFiles make_version(const VersionSetting& setting);

// The same version anew for its own source: exact lines, checksums. With `patch`, that one becomes what
// `tree` (as write_patched_tree wrote it, edited) has; the patches after it are carried over the change.
VersionFiles refresh_version(const StdChanges& changes, const std::filesystem::path& patches,
                             const std::filesystem::path& library, const std::string& patch,
                             const std::filesystem::path& tree);

}  // namespace plrust::toolchain
