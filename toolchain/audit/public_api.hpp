// SPDX-License-Identifier: PostgreSQL
// Everything that a user can name below std, read from what rustdoc says in JSON of core, alloc and std.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace plrust::toolchain {

// rustdoc's JSON changes with its version; this one is read.
inline constexpr int kRustdocFormat = 57;

struct ApiItem {
  std::string path;  // std::vec::Vec::push
  std::string kind;  // module, struct, function, method, …
  bool is_unstable = false;
  bool is_untrusted = false;  // policy.toml denies it
  std::string reason;         // why, as policy.toml says
  int since = 0;              // minor version of Rust 1 in which it became stable; 0: it does not say
  std::string signature;      // of a function: a digest of how it is declared
};

// `documents`: JSON by crate name; "std" must be among them. An item that can be named in several ways is
// listed under each name, its methods and variants under the shortest. Sorted by path, then kind. Throws
// Error for another format.
std::vector<ApiItem> public_api(const std::map<std::string, std::string>& documents);

}  // namespace plrust::toolchain
