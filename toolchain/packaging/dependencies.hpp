// SPDX-License-Identifier: PostgreSQL
// On what a package depends: a sysroot is of use with exactly the rustc that it was built with.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/child.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

// A program of the system. Throws Error (missing_tool) with the package that has it.
std::filesystem::path system_tool(const Files& files, std::string_view name, std::string_view package);

// "rustc-web (= 1.96.0+dfsg1-1)" for the Debian package that owns `rustc`; nothing if none does.
std::optional<std::string> owning_deb(ChildRunner& runner, const Files& files,
                                      const std::filesystem::path& rustc);
// "rust = 1.96.0-1.fc44", likewise.
std::optional<std::string> owning_rpm(ChildRunner& runner, const Files& files,
                                      const std::filesystem::path& rustc);

// When no package owns rustc: the version, as a range that no other release of Rust is in.
// "rustc (>= 1.96.0)" and "rustc (<< 1.96.1~)"; for rpm "rust >= 1.96.0" and "rust < 1.96.1".
std::vector<std::string> rustc_by_version(const std::string& version, bool rpm);

// The packages of the libraries that an ELF file needs (dpkg-shlibdeps). Throws Error.
std::vector<std::string> library_debs(ChildRunner& runner, const Files& files,
                                      const std::filesystem::path& elf, const std::filesystem::path& work);

}  // namespace plrust::toolchain
