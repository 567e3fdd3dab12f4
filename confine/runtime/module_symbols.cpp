// SPDX-License-Identifier: PostgreSQL
// The second half of the loader's reader: which names a module defines and imports, and what is written
// where.
#include <algorithm>
#include <string>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/module_parser.hpp"

namespace plrust::confine {
namespace {

#ifdef __x86_64__
constexpr std::uint32_t kRelative = R_X86_64_RELATIVE;
constexpr std::uint32_t kGlobal = R_X86_64_GLOB_DAT;
constexpr std::uint32_t kJumpSlot = R_X86_64_JUMP_SLOT;
constexpr std::uint32_t kAbsolute = R_X86_64_64;
#else
constexpr std::uint32_t kRelative = R_AARCH64_RELATIVE;
constexpr std::uint32_t kGlobal = R_AARCH64_GLOB_DAT;
constexpr std::uint32_t kJumpSlot = R_AARCH64_JUMP_SLOT;
constexpr std::uint32_t kAbsolute = R_AARCH64_ABS64;
#endif

constexpr std::string_view kImportPrefix = "plrust_import_";
constexpr std::uint64_t kMaxSymbols = 4096;

}  // namespace

void ModuleParser::read_symbols() {
  const auto count = read_image<std::uint32_t>(dynamic_.hash + sizeof(std::uint32_t));
  if (count == 0 || count > kMaxSymbols) {
    refuse("it has " + std::to_string(count) + " dynamic symbols");
  }
  image_range(dynamic_.symtab, count * sizeof(Elf64_Sym));
  symbols_.resize(count);
  for (std::uint32_t i = 1; i < count; ++i) {
    const auto symbol = read_image<Elf64_Sym>(dynamic_.symtab + i * sizeof(Elf64_Sym));
    const std::string_view name = name_at(symbol.st_name);
    if (ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL) {
      refuse("symbol '" + std::string(name) + "' is not global");
    }
    symbols_[i] = symbol.st_shndx == SHN_UNDEF ? import_symbol(name, symbol) : defined_symbol(name, symbol);
  }
  if (module_->entry_ == 0 || !ctl_usp_) {
    refuse("it does not define plrust_entry and plrust_ctl_usp");
  }
  for (std::vector<std::string>* list : {&module_->imports_, &module_->capabilities_}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
}

ModuleParser::Symbol ModuleParser::import_symbol(std::string_view name, const Elf64_Sym& symbol) {
  const unsigned type = ELF64_ST_TYPE(symbol.st_info);
  const bool is_import = name.starts_with(kImportPrefix) && (type == STT_NOTYPE || type == STT_FUNC);
  const auto found = std::find_if(functions_.begin(), functions_.end(), [&](const HostFunction& function) {
    return is_import && function.name == name.substr(kImportPrefix.size());
  });
  if (found == functions_.end()) {
    refuse("import '" + std::string(name) + "' is not a host function");
  }
  module_->imports_.emplace_back(found->name);
  module_->capabilities_.emplace_back(found->capability);
  return {import_address(found->address), true};
}

ModuleParser::Symbol ModuleParser::defined_symbol(std::string_view name, const Elf64_Sym& symbol) {
  const unsigned type = ELF64_ST_TYPE(symbol.st_info);
  const Module::Segment* segment = segment_of(symbol.st_value, 1);
  if (name == "plrust_entry" && type == STT_FUNC && module_->entry_ == 0 && symbol.st_value != 0 &&
      segment != nullptr && segment->executable) {
    module_->entry_ = symbol.st_value;
  } else if (name == "plrust_ctl_usp" && (type == STT_OBJECT || type == STT_NOTYPE) && !ctl_usp_ &&
             symbol.st_value % sizeof(std::uint64_t) == 0 &&
             is_relro(symbol.st_value, sizeof(std::uint64_t))) {
    ctl_usp_ = symbol.st_value;
  } else {
    refuse("symbol '" + std::string(name) + "' at " + hex(symbol.st_value) +
           " is not one that a module defines");
  }
  return {symbol.st_value, false};
}

void ModuleParser::read_relocations(std::uint64_t table, std::uint64_t bytes) {
  if (bytes % sizeof(Elf64_Rela) != 0) {
    refuse("a relocation table has a broken size");
  }
  if (bytes != 0) {
    image_range(table, bytes);  // also keeps the sums below from wrapping
  }
  for (std::uint64_t at = 0; at < bytes; at += sizeof(Elf64_Rela)) {
    add_relocation(read_image<Elf64_Rela>(table + at));
  }
}

void ModuleParser::add_relocation(const Elf64_Rela& relocation) {
  const std::uint32_t type = ELF64_R_TYPE(relocation.r_info);
  const std::uint32_t index = ELF64_R_SYM(relocation.r_info);
  const auto addend = static_cast<std::uint64_t>(relocation.r_addend);
  const auto fail = [&](const char* why) {
    refuse("relocation of type " + std::to_string(type) + " at " + hex(relocation.r_offset) + ": " + why);
  };
  const Module::Segment* segment = segment_of(relocation.r_offset, sizeof(std::uint64_t));
  if (relocation.r_offset % sizeof(std::uint64_t) != 0 || segment == nullptr || !segment->writable) {
    fail("not an aligned place in writable data");
  }
  if (type == kRelative) {
    if (index != 0 || addend > module_->image_bytes_) {
      fail("its value is outside the image");
    }
    module_->relocations_.push_back({relocation.r_offset, addend, true});
    return;
  }
  if (type != kGlobal && type != kJumpSlot && type != kAbsolute) {
    fail("unknown type");
  }
  if (index == 0 || index >= symbols_.size()) {
    fail("unknown symbol");
  }
  const Symbol& symbol = symbols_[index];
  if (symbol.is_import) {
    if (addend != 0 || !is_relro(relocation.r_offset, sizeof(std::uint64_t))) {
      fail("a host function's address must stand alone in read-only data");
    }
    module_->relocations_.push_back({relocation.r_offset, symbol.value, false});
    return;
  }
  if (addend > module_->image_bytes_ - symbol.value) {
    fail("its value is outside the image");
  }
  module_->relocations_.push_back({relocation.r_offset, symbol.value + addend, true});
}

void ModuleParser::check_relocations() {
  auto& relocations = module_->relocations_;
  const auto by_offset = [](const Module::Relocation& a, const Module::Relocation& b) {
    return a.offset < b.offset;
  };
  std::sort(relocations.begin(), relocations.end(), by_offset);
  const auto twice = [](const Module::Relocation& a, const Module::Relocation& b) {
    return a.offset == b.offset;
  };
  const auto same = std::adjacent_find(relocations.begin(), relocations.end(), twice);
  if (same != relocations.end()) {
    refuse("two relocations at " + hex(same->offset));
  }
}

void ModuleParser::find_usp() {
  const auto& relocations = module_->relocations_;
  const auto found = std::find_if(relocations.begin(), relocations.end(),
                                  [&](const Module::Relocation& each) { return each.offset == *ctl_usp_; });
  if (found == relocations.end() || !found->relative || found->value % sizeof(std::uint64_t) != 0) {
    refuse("plrust_ctl_usp does not hold an aligned address in the module");
  }
  const Module::Segment* segment = segment_of(found->value, sizeof(std::uint64_t));
  const bool overlaps_relro =
      found->value + sizeof(std::uint64_t) > module_->relro_begin_ && found->value < module_->relro_end_;
  if (segment == nullptr || !segment->writable || overlaps_relro) {
    refuse("the region-stack pointer is not in writable data");
  }
  module_->usp_ = found->value;
}

}  // namespace plrust::confine
