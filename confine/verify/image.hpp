// SPDX-License-Identifier: PostgreSQL
// What the verifier believes of an object after its headers were checked: plain numbers, all in range.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace plrust::confine {

// The smallest page of both architectures; file offsets, segments and relocations are judged in these.
inline constexpr std::uint64_t kPageSize = 4096;

// Addresses count from the start of the image, which is page aligned wherever it is loaded.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool holds(std::uint64_t address) const noexcept { return begin <= address && address < end; }
  bool holds(std::uint64_t address, std::uint64_t length) const noexcept {
    return begin <= address && address <= end && length <= end - address;
  }
};

struct Segment {
  Range memory;
  std::span<const std::byte> bytes;  // of the file, from memory.begin; what follows is zero
  bool writable = false;
  bool executable = false;
};

enum class Machine : std::uint8_t { x86_64, aarch64 };

struct Image {
  Machine machine = Machine::x86_64;
  std::vector<Segment> segments;  // ascending, on pages of their own
  Range text;                     // the executable segment; page aligned begin, all of it from the file
  std::span<const std::byte> code;
  Range relro;
  std::uint64_t span = 0;  // end of the last page
  std::uint64_t entry = 0;
  std::uint64_t usp = 0;
  std::vector<std::uint64_t> import_slots;   // sorted; 8 bytes each, read-only at run time
  std::vector<std::uint64_t> code_pointers;  // addresses in text that relocations put into data, sorted
  std::vector<std::string> imports;          // without the prefix, sorted

  // The byte at an address outside the code once the image is loaded: file content, else zero.
  std::byte at(std::uint64_t address) const noexcept {
    for (const Segment& segment : segments)
      if (segment.memory.holds(address) && address - segment.memory.begin < segment.bytes.size())
        return segment.bytes[address - segment.memory.begin];
    return std::byte{0};
  }
};

}  // namespace plrust::confine
