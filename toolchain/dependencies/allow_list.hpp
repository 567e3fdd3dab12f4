// SPDX-License-Identifier: PostgreSQL
// The administrator's file of crates that functions may depend on, the one that plrust.allowed_dependencies
// names. Also linked into the extension: knows nothing of the toolchain.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "toolchain/dependencies/version.hpp"

namespace plrust::toolchain {

struct AllowedCrate {
  std::string name;
  Requirement version;
  std::vector<std::string> features;  // sorted
  bool default_features = true;
  // Native code of the crate that runs while functions are compiled, in the sandbox.
  bool build_script = false;
  bool proc_macro = false;
};

class AllowList {
 public:
  // NAME = "VERSION", NAME = { version, features, default-features, build-script, proc-macro }, or an array
  // of these. Throws Error naming the line or the crate.
  static AllowList parse(std::string_view toml_text);

  // Sorted by name, then in the file's order.
  const std::vector<AllowedCrate>& rows() const { return rows_; }
  std::vector<const AllowedCrate*> rows_of(std::string_view name) const;
  bool lets_run_build_script(std::string_view name, const Version& version) const;
  bool lets_run_proc_macro(std::string_view name, const Version& version) const;

 private:
  bool lets_run(std::string_view name, const Version& version, bool AllowedCrate::*what) const;

  std::vector<AllowedCrate> rows_;
};

// What cargo takes for the name of a crate, or of a feature.
bool is_crate_name(std::string_view name);
bool is_feature_name(std::string_view name);
// Crates are found by name with '-' and '_' alike.
bool same_crate_name(std::string_view one, std::string_view other);

}  // namespace plrust::toolchain
