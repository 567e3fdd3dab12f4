// SPDX-License-Identifier: PostgreSQL
// The report that confined code hands to the host, to be raised by ereport: its layout (Rust's side:
// pgrx/src/abi.rs) and a checked copy of it. Knows nothing of PostgreSQL; handler/raise_report.cpp raises it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace plrust::confine {
class Region;
}

namespace plrust::postpanic {

enum class Text : std::uint8_t {
  message,
  detail,
  hint,
  context,
  schema,
  table,
  column,
  datatype,
  constraint,
  file,
};
inline constexpr std::size_t kTexts = 10;

// As it lies in the region. Every field is whatever confined code wrote there.
struct RawSlice {
  std::uint64_t address;
  std::uint64_t length;
};
struct RawReport {
  std::uint32_t level;     // PostgreSQL 14's elevel numbers, and kReportComplete
  std::uint32_t sqlstate;  // as MAKE_SQLSTATE packs it
  std::uint32_t line;
  std::uint32_t column;
  std::array<RawSlice, kTexts> texts;  // in the order of Text
};
// The report was caught and is raised again: its context is complete.
inline constexpr std::uint32_t kReportComplete = 1U << 8;
static_assert(sizeof(RawReport) == 16 + kTexts * 16);

// The levels that a report may have. Above ERROR there is nothing that confined code may do.
enum class Level : std::uint8_t { debug5, debug4, debug3, debug2, debug1, log, info, notice, warning, error };

// A copy in host memory. Texts end with NUL, hold no other NUL and nothing but valid UTF-8; null: absent.
struct Report {
  Level level;
  std::uint32_t sqlstate;  // 0: none that is valid was given
  std::uint32_t line;
  bool is_complete;  // kReportComplete
  std::array<const char*, kTexts> texts;

  const char* text(Text which) const noexcept { return texts[static_cast<std::size_t>(which)]; }
};

// Longer texts are cut at a character.
inline constexpr std::size_t kTextLimit = std::size_t{64} << 10;

// Gives memory of that size; may longjmp. Never null.
using Allocate = void* (*)(std::size_t bytes);

// Copies the report at `address`. Null, or what is wrong with it. Owns nothing, so `allocate` may leave by
// longjmp.
const char* read_report(const confine::Region& region, std::uint64_t address, Allocate allocate,
                        Report* report);

// Five characters A-Z and 0-9 of a class that means an error or a warning.
bool is_sqlstate(std::uint32_t packed) noexcept;

// Bytes of the longest prefix of `text` that is valid UTF-8 without NUL.
std::size_t valid_utf8_prefix(const char* text, std::size_t length) noexcept;

}  // namespace plrust::postpanic
