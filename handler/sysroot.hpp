// SPDX-License-Identifier: PostgreSQL
// The sysroot that functions are compiled against, and its target for an architecture.
#pragma once

#include <filesystem>
#include <string>

namespace plrust::handler {

struct Sysroot {
  std::filesystem::path path;
  std::string id;
  bool is_verified;  // whether objects of the target can be proved, and so be run
};

// "x86_64" -> "x86_64-postgres-linux-gnu".
std::string triple_of(std::string_view architecture);
// The triple of this server.
std::string native_triple();

// plrust.sysroot_dir if it is a sysroot, else the newest one in it that has the target. Throws Error F0000
// with what to do.
Sysroot find_sysroot(const std::string& triple);

}  // namespace plrust::handler
