// SPDX-License-Identifier: PostgreSQL
// Whole modules from a few lines of assembly, with every header in the test's hands. File offsets equal
// addresses, so a test can write anywhere in what the verifier will read.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "confine/verify/image.hpp"

namespace plrust::confine::tests {

// The layout of every module; `body` is at plrust_entry, behind the hash 0x12345678.
inline constexpr std::uint64_t kSymbolsAt = 0x300;
inline constexpr std::uint64_t kHashTableAt = 0x500;
inline constexpr std::uint64_t kNamesAt = 0x600;
inline constexpr std::uint64_t kRelocationsAt = 0x800;
inline constexpr std::uint64_t kTextAt = 0x2000;
inline constexpr std::uint64_t kEntryAt = 0x2010;
inline constexpr std::uint64_t kRelroAt = 0x4000;
inline constexpr std::uint64_t kDynamicAt = 0x4800;
inline constexpr std::uint64_t kDataAt = 0x5000;
inline constexpr std::uint64_t kImageEnd = 0x5100;

// Indexes of the program headers, symbols and relocations.
enum ProgramIndex : std::size_t { kReadOnly, kCode, kRelro, kData, kDynamic, kRelroRange, kStack, kPrograms };
enum SymbolIndex : std::size_t { kNull, kEntry, kControl, kMemcpy, kAbort, kSymbols };
enum RelocationIndex : std::size_t {
  kControlPointer,
  kMemcpySlot,
  kAbortSlot,
  kFunctionPointer,
  kRelocations
};

class Module {
 public:
  // Assembly may use: `checked_branch call, r11d, r11` and the labels slot_memcpy, slot_abort (import slots),
  // pointer (a word in RELRO that holds the address of `function`, where the body defines that label), usp,
  // data (writable), rodata. For aarch64: `checked_branch blr, 9`, and `host_jump memcpy` or `abort`, which
  // must be in the first page of the code.
  explicit Module(const std::string& body, Machine machine = Machine::x86_64);

  std::vector<std::byte> bytes;

  template <typename Record, typename Edit>
  void edit(std::uint64_t at, Edit change) {
    Record record;
    std::memcpy(&record, bytes.data() + at, sizeof record);
    change(record);
    std::memcpy(bytes.data() + at, &record, sizeof record);
  }
  template <typename Edit>
  void edit_header(Edit change) {
    edit<Elf64_Ehdr>(0, change);
  }
  template <typename Edit>
  void edit_program(std::size_t index, Edit change) {
    edit<Elf64_Phdr>(sizeof(Elf64_Ehdr) + index * sizeof(Elf64_Phdr), change);
  }
  template <typename Edit>
  void edit_symbol(std::size_t index, Edit change) {
    edit<Elf64_Sym>(kSymbolsAt + index * sizeof(Elf64_Sym), change);
  }
  template <typename Edit>
  void edit_relocation(std::size_t index, Edit change) {
    edit<Elf64_Rela>(kRelocationsAt + index * sizeof(Elf64_Rela), change);
  }
  // The first entry with this tag.
  template <typename Edit>
  void edit_dynamic(Elf64_Sxword tag, Edit change) {
    for (std::uint64_t at = kDynamicAt;; at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry;
      std::memcpy(&entry, bytes.data() + at, sizeof entry);
      if (entry.d_tag == tag)
        return edit<Elf64_Dyn>(at, change);
    }
  }
  // Replaces the terminator of the dynamic section by this entry and terminates again.
  void add_dynamic(Elf64_Sxword tag, std::uint64_t value);

 private:
  Machine machine_;

  void write_headers(std::uint64_t text_bytes);
  void write_symbols();
  void write_relocations(std::uint64_t function);
  void write_dynamic();
};

}  // namespace plrust::confine::tests
