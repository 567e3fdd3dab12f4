// SPDX-License-Identifier: PostgreSQL
// From a signature to a proved module: plrust-toolchain compiles in its sandbox, plrust-verify proves the
// very bytes that are stored.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "confine/runtime/module.hpp"
#include "handler/digest.hpp"
#include "handler/signature.hpp"
#include "handler/sysroot.hpp"

namespace plrust::handler {

// One row of plrust.artifacts.
struct Artifact {
  Digest key;
  std::string triple;
  std::string sysroot_id;
  Digest source_key;
  std::vector<std::byte> object;
  Digest object_sha256;
  std::vector<std::string> imports;
  std::vector<std::string> crates;  // "regex 1.7.1": the dependencies that are linked in
  std::int64_t frame_bytes = 0;
  std::int64_t instructions = 0;
  bool is_proved = false;
  confine::BranchLists branches;
};

// What the machine code depends on: the source key, the sysroot, the target, and the settings that matter.
Digest artifact_key(const Signature& signature, const Sysroot& sysroot, const std::string& triple);

// The file that plrust.allowed_dependencies names; empty if there is none. Throws Error.
std::string allowed_dependencies_text();

// Compiles and verifies. Warnings of the compiler are reported as a WARNING. Throws Error (42601 with the
// rendered diagnostics in DETAIL when the source does not compile) and PgError (cancelled).
Artifact compile(const Signature& signature, const Sysroot& sysroot, const std::string& triple);

// Kills and removes what compile() has running; for the end of a process that ends without unwinding.
void abandon_compilation() noexcept;

}  // namespace plrust::handler
