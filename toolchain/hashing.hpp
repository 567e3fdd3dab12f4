// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace plrust::toolchain {

// Lower-case hex.
std::string sha256(std::string_view bytes);
// Throws Error if the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);
// SHA-1 protects nothing; SPDX wants it beside SHA-256. Throws Error if the file cannot be read.
std::string sha1_of_file(const std::filesystem::path& path);
// Hash over the sorted relative names and contents of all regular files: the same for the same content in any
// folder. Throws Error if there is no such folder.
std::string sha256_of_tree(const std::filesystem::path& folder);

}  // namespace plrust::toolchain
