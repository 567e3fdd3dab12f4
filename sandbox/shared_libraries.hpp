// SPDX-License-Identifier: PostgreSQL
// Which files the dynamic linker would map for a program, read from the ELF headers.
#pragma once

#include <filesystem>
#include <set>

namespace plrust::sandbox {

struct LoadedFiles {
  std::filesystem::path interpreter;  // empty: statically linked
  std::set<std::filesystem::path> libraries;
};

// The program and its libraries are the administrator's, not an attacker's; a file that is no ELF object, or
// a library that cannot be found, is an Error.
LoadedFiles loaded_files(const std::filesystem::path& program);

}  // namespace plrust::sandbox
