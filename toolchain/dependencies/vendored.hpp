// SPDX-License-Identifier: PostgreSQL
// The folder that the administrator fills with crates: one folder for each, as `cargo vendor` and Debian's
// librust-*-dev packages lay them out.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/dependencies/version.hpp"

namespace plrust::toolchain {

struct VendoredCrate {
  std::string name;
  Version version;
  std::filesystem::path folder;  // absolute, without symbolic links
  bool has_build_script = false;
  bool is_proc_macro = false;
  std::string manifest_sha256;
};

class VendoredCrates {
 public:
  VendoredCrates() = default;
  // Throws Error if there is no such folder. Folders that are no crates are passed over.
  explicit VendoredCrates(const std::filesystem::path& folder);

  // As if these had been found there.
  VendoredCrates(std::filesystem::path folder, std::vector<VendoredCrate> rows);

  const std::filesystem::path& folder() const { return folder_; }
  // Sorted by name and version.
  const std::vector<VendoredCrate>& rows() const { return rows_; }
  // From the oldest version to the newest.
  std::vector<const VendoredCrate*> versions_of(std::string_view name) const;
  const VendoredCrate* in_folder(const std::filesystem::path& folder) const;
  // Changes when what cargo resolves from here may change.
  std::string fingerprint() const;

 private:
  void sort();

  std::filesystem::path folder_;
  std::vector<VendoredCrate> rows_;
};

// What stands in a manifest as cargo publishes it. Nothing if it has no name or version.
std::optional<VendoredCrate> read_published_manifest(std::string_view manifest);

}  // namespace plrust::toolchain
