// SPDX-License-Identifier: PostgreSQL
// manifest.json of a sysroot: what went in and what came out. A target that the manifest does not name does
// not exist, so that writing it is the last step of an installation.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "toolchain/discovery.hpp"

namespace plrust::toolchain {

struct ManifestTarget {
  std::string triple;
  std::string arch;
  std::vector<std::string> rustc_flags;  // "{sysroot}" stands for the sysroot's folder
  bool verified = false;
};

struct Manifest {
  std::string id;
  Compiler rustc;                             // path, version, commit, llvm
  std::map<std::string, std::string> inputs;  // what -> sha256
  std::vector<ManifestTarget> targets;        // sorted by triple
  std::map<std::string, std::string> files;   // path below the sysroot -> sha256
};

inline constexpr std::string_view kManifestFile = "manifest.json";

std::string to_json(const Manifest& manifest);
// Throws Error naming `file` for anything that is not a manifest.
Manifest parse_manifest(const std::string& text, const std::string& file);

// The manifest of a sysroot. Throws Error.
Manifest read_manifest(const std::filesystem::path& sysroot);

// "<version>-<12 hex digits of the hash of inputs>".
std::string sysroot_id(const std::string& version, const std::map<std::string, std::string>& inputs);

// Files of the manifest that are missing or differ, with what is wrong.
std::vector<std::string> damage(const std::filesystem::path& sysroot, const Manifest& manifest);

}  // namespace plrust::toolchain
