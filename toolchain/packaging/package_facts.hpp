// SPDX-License-Identifier: PostgreSQL
// What a package of a sysroot is called and what it says about itself: decided here, as plain data that the
// templates and the SBOM are made from. The same sysroot and time give the same facts on every machine.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/manifest.hpp"
#include "toolchain/packaging/licences.hpp"

namespace plrust::toolchain {

struct PackageFacts {
  Manifest manifest;         // of the targets that go into the package
  std::string name;          // plrust-sysroot-1.96.0-x86-64
  std::string virtual_name;  // plrust-sysroot-1.96.0: one package of that Rust at a time
  std::string version;       // 1.0.0+20261124.120000.<8 hex of the id>: later builds are newer
  std::string machine;       // of the plugin, as uname says it: x86_64 or aarch64
  std::string maintainer;
  std::time_t time = 0;
  std::vector<std::string> depends;  // in the format's own syntax
  std::vector<LicencedCrate> crates;
  std::string licence;  // of everything together, an SPDX expression
};

// The manifest of a sysroot that has only the targets of `arch` ("x86_64", "aarch64", "all"; nothing: those
// that there are). Throws Error if it lacks one.
Manifest with_targets_of(const Manifest& manifest, const std::optional<std::string>& arch);

std::string package_name(const Manifest& manifest);
std::string package_version(const Manifest& manifest, std::time_t time);
// Of an ELF file's header. Throws Error for one of neither architecture.
std::string machine_of(const std::string& elf);

// SOURCE_DATE_EPOCH, or the time at which the sysroot was made. Throws Error if the variable is not a number.
std::time_t package_time(const char* source_date_epoch, std::time_t made);
std::string utc(std::time_t time, const char* format);  // of strftime

// "(A) AND (B)", each licence once, sorted.
std::string joint_licence(const std::vector<LicencedCrate>& crates);

}  // namespace plrust::toolchain
