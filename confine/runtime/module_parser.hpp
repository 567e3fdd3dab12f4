// SPDX-License-Identifier: PostgreSQL
// Inside the run time: one pass over a hostile ELF file, in the order of its methods. What it accepts is
// written down there; anything else is an Error.
#pragma once

#include <elf.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "confine/runtime/module.hpp"

namespace plrust::confine {

class ModuleParser {
 public:
  ModuleParser(std::span<const std::byte> object, std::span<const HostFunction> functions,
               BranchLists branches)
      : object_(object), functions_(functions), branches_(std::move(branches)) {}
  std::shared_ptr<const Module> parse();

 private:
  struct Dynamic {
    std::uint64_t hash, symtab, strtab, strsz, rela, relasz, jmprel, pltrelsz;
  };
  struct TableTag;
  static const std::array<TableTag, 8> kTables;
  struct Symbol {
    std::uint64_t value;  // offset in the image, or a host address
    bool is_import;
  };

  void read_header();
  void read_segments();
  void add_segment(const Elf64_Phdr& header);
  void read_relro();
  void read_dynamic();
  void set_dynamic(const Elf64_Dyn& entry, std::uint64_t& seen);
  void check_dynamic(const Elf64_Dyn& entry) const;
  void read_symbols();
  Symbol import_symbol(std::string_view name, const Elf64_Sym& symbol);
  Symbol defined_symbol(std::string_view name, const Elf64_Sym& symbol);
  void read_relocations(std::uint64_t table, std::uint64_t bytes);
  void add_relocation(const Elf64_Rela& relocation);
  void check_relocations();
  void find_usp();
  void make_window();

  [[noreturn]] static void refuse(const std::string& why);
  static std::string hex(std::uint64_t number);

  template <typename T>
  T read_file(std::uint64_t offset) const {
    T value;
    std::memcpy(&value, file_range(offset, sizeof(T)).data(), sizeof(T));
    return value;
  }
  template <typename T>
  T read_image(std::uint64_t address) const {
    T value;
    std::memcpy(&value, image_range(address, sizeof(T)).data(), sizeof(T));
    return value;
  }
  std::span<const std::byte> file_range(std::uint64_t offset, std::uint64_t bytes) const;
  // Only bytes that the file has: none of the zeros behind them.
  std::span<const std::byte> image_range(std::uint64_t address, std::uint64_t bytes) const;
  std::string_view name_at(std::uint64_t offset) const;
  const Module::Segment* segment_of(std::uint64_t address, std::uint64_t bytes) const;
  bool is_relro(std::uint64_t address, std::uint64_t bytes) const;

  std::span<const std::byte> object_;
  std::span<const HostFunction> functions_;
  BranchLists branches_;
  std::shared_ptr<Module> module_;
  Elf64_Ehdr header_{};
  std::optional<Elf64_Phdr> dynamic_header_;
  std::optional<Elf64_Phdr> relro_header_;
  std::vector<std::uint64_t> memory_ends_;  // of each segment, without the rounding to pages
  Dynamic dynamic_{};
  std::vector<Symbol> symbols_;
  std::optional<std::uint64_t> ctl_usp_;
};

}  // namespace plrust::confine
