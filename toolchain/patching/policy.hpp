// SPDX-License-Identifier: PostgreSQL
// std-patches/policy.toml: what user code must not name, and the reason that the user reads. It speaks to
// user code only: the items stay, marked unstable under one feature, which std and dependencies are given and
// users are not. No wall: confinement holds whatever user code names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/patching/source_files.hpp"

namespace plrust::toolchain {

inline constexpr std::string_view kUntrustedFeature = "postgres_untrusted";

struct PolicyRow {
  std::string item;     // as a user writes it: std::thread::spawn
  std::string keyword;  // what declares it (ItemQuery), or "file" for a module that is a file
  std::string file;     // where, relative to library/
  std::string within;   // the block around it (ItemQuery), or empty
  std::string reason;
  std::size_t places = 1;  // in how many places it is declared
  bool unstable = false;   // rustc denies it by itself; each declaration must say so
};

class Policy {
 public:
  // `name` is the file's, for messages. Throws Error for bad TOML, an unknown key, or a missing one.
  static Policy parse(std::string_view toml, const std::string& name);

  // <version>/policy.toml, named `name` in messages: where a version declares items elsewhere than the rows
  // say. Throws Error as parse does, and for an item that no row has.
  void adapt(std::string_view toml, const std::string& name);

  const std::vector<PolicyRow>& rows() const { return rows_; }
  // Sorted.
  std::vector<std::string> touched_files() const;

  // Turns #[stable(…)] of each item into #[unstable(…)] with the reason. Throws Error naming the row that
  // matches other than it says, or whose item has not exactly one #[stable].
  void apply(ChangedFiles& files) const;
  // The same for one of rows().
  void apply(const PolicyRow& row, ChangedFiles& files) const;

 private:
  std::string name_;
  std::vector<PolicyRow> rows_;
};

}  // namespace plrust::toolchain
