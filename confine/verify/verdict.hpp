// SPDX-License-Identifier: PostgreSQL
// The run wall's judgement of one module: is every access of this machine code inside its region, its own
// frame or its image, and every branch to a place that was itself proved? Nothing of how the object was made
// is believed. confine/README.md lists what is proved and by which function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::confine {

struct Violation {
  std::string rule;         // stable name, e.g. "unconfined-memory"
  std::uint64_t offset;     // address in the image; for rules about the file: offset in the file
  std::string instruction;  // its text; empty for rules about the file
  std::string why;
};

struct Verdict {
  bool proved = false;
  std::string_view arch = "x86_64";  // what the object says it is for; this, if it cannot be read
  std::string sha256;                // of the bytes that were verified, lower-case hex
  std::uint64_t size = 0;
  // Addresses from the start of the image. Meaningful only if proved.
  std::uint64_t entry = 0;
  std::uint64_t usp = 0;
  std::uint64_t text_begin = 0;
  std::uint64_t text_end = 0;
  std::vector<std::string> imports;  // without plrust_import_, sorted
  std::uint64_t frame_bytes = 0;     // the deepest frame of one function on the native stack
  std::uint64_t instructions = 0;
  // What decides whether two modules may share a region (confine/verify/shared_region.hpp): the type hashes
  // that indirect branches of this module ask for, and every place of its text that may be branched to.
  std::vector<std::uint32_t> hashes;   // sorted
  std::vector<std::uint32_t> entries;  // sorted
  std::vector<Violation> violations;   // the first kMaxViolations in the order found
  std::uint64_t violation_count = 0;
};

inline constexpr std::size_t kMaxViolations = 200;
// Larger objects are refused unread; far above any module and far below what would make the verifier slow.
inline constexpr std::size_t kMaxObjectBytes = std::size_t{64} << 20;

// Never throws for anything in `object` (only std::bad_alloc); reads nothing else.
Verdict verify(std::span<const std::byte> object);

// One line, the form of ARCHITECTURE.md, without a newline.
std::string to_json(const Verdict& verdict);

}  // namespace plrust::confine
