// SPDX-License-Identifier: PostgreSQL
// The contract between a confined module and whoever loads, verifies or generates one. Rust's side of the
// same contract is pgrx/src/abi.rs; confine/README.md derives the rules of the verifier from it.
//
// A module is an ELF shared object with exactly these dynamic symbols:
//   plrust_entry     FUNC    extern "C" fn(u64, u64, u64) -> Return   (see CallResult)
//   plrust_ctl_usp   OBJECT  8 bytes in RELRO that hold the address of the module's region-stack pointer
//   plrust_import_*  undefined; one per host function it uses (confine/host_functions.toml)
#pragma once

#include <cstdint>

namespace plrust::confine {

// ---- Region: 4 GiB, base aligned to 4 GiB; x86_64: gs base, aarch64: x28. Offsets from the base. ----
inline constexpr std::uint64_t kRegionSize = std::uint64_t{1} << 32;
// Dead (never mapped) address space that every region keeps below and above itself, in bytes.
inline constexpr std::uint64_t kDeadBelow = std::uint64_t{4} << 30;
inline constexpr std::uint64_t kDeadAbove = std::uint64_t{1} << 30;
// A read-only page; the u64 at kBaseSlot holds the region's own base (checked calls: `orq %gs:kBaseSlot,
// reg`).
inline constexpr std::uint64_t kControlPage = 0x0001'0000;
inline constexpr std::uint64_t kBaseSlot = kControlPage + 0x10;
inline constexpr std::uint64_t kModulesBegin = 0x0010'0000;
inline constexpr std::uint64_t kModulesEnd = 0x4000'0000;
// Region stack: locals whose address is taken; grows down from kStackEnd. Unmapped guards on both sides.
inline constexpr std::uint64_t kStackBegin = 0x4010'0000;
inline constexpr std::uint64_t kStackEnd = kStackBegin + 0x0080'0000;
// Pages granted to heaps and argument buffers.
inline constexpr std::uint64_t kHeapBegin = 0x5000'0000;
inline constexpr std::uint64_t kHeapEnd = kRegionSize - 0x0010'0000;

// ---- Native stack ----
// Bytes the boundary leaves between its own frame and the confined one: a confined function may read (never
// write) this far above its return slot, so that stack arguments need no proof of their number.
inline constexpr std::uint64_t kStackArgumentPad = 1024;
// The largest step by which a confined frame may move the stack pointer without touching the page between.
inline constexpr std::uint64_t kMaxStackStep = 4096;
// The largest access of one instruction, in bytes: nothing wider may be allowed by the verifier.
inline constexpr std::uint64_t kMaxAccess = 64;

// ---- Calls ----
// What plrust_entry returns, in rax:rdx (x0:x1).
struct CallResult {
  std::uint64_t value;  // Datum bits, or a region address
  std::uint64_t tag;    // low 8 bits: ResultKind; the other 56: length in bytes of what `value` points at
};

enum class ResultKind : std::uint8_t {
  value = 0,  // `value` is the datum, or the address of `length` bytes for varlena types
  null = 1,   // SQL NULL
  error = 2,  // the function returned Err: `value` is the address of a Report (postpanic/report.hpp)
};

// How an entry receives its arguments; chosen by whoever generates the entry, stored with the artifact.
enum class CallShape : std::uint8_t {
  registers = 0,  // at most three non-null by-value arguments, as Datum bits
  block = 1,      // first register: address of Argument[n] in the region, second: n
};

struct Argument {
  std::uint64_t value;  // Datum bits, or the region address of the payload (no varlena header)
  std::uint64_t meta;   // bit 63: NULL; low 32 bits: payload length in bytes
};
inline constexpr std::uint64_t kArgumentNull = std::uint64_t{1} << 63;

}  // namespace plrust::confine
