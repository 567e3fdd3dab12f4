// SPDX-License-Identifier: PostgreSQL
// What a loader acts on: tags, symbols, relocations. All of it is read through the segments, at the addresses
// where it will be at run time, never through section headers: two views of one file cannot disagree.
#include "confine/verify/dynamic_reader.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "confine/host_functions.hpp"

namespace plrust::confine {
namespace {

constexpr std::size_t kMaxDynamicEntries = 64;
constexpr std::size_t kMaxNameBytes = 128;

// Everything lld writes for a module; what else a tag could ask for (libraries, constructors, text
// relocations, versions, auditing) has no place in one.
constexpr std::array<Elf64_Sxword, 16> kAllowedTags = {
    DT_PLTRELSZ, DT_PLTGOT, DT_HASH,   DT_STRTAB, DT_SYMTAB, DT_RELA,    DT_RELASZ,    DT_RELAENT,
    DT_STRSZ,    DT_SYMENT, DT_PLTREL, DT_JMPREL, DT_FLAGS,  DT_FLAGS_1, DT_RELACOUNT, DT_GNU_HASH,
};

enum class RelocationKind : std::uint8_t { relative, import, other };

// The few that lld writes for a module.
RelocationKind kind_of(Machine machine, std::uint64_t type) {
  const bool arm = machine == Machine::aarch64;
  if (type == (arm ? std::uint64_t{R_AARCH64_RELATIVE} : std::uint64_t{R_X86_64_RELATIVE}))
    return RelocationKind::relative;
  constexpr std::array<std::uint64_t, 3> x86 = {R_X86_64_GLOB_DAT, R_X86_64_JUMP_SLOT, R_X86_64_64};
  constexpr std::array<std::uint64_t, 3> aarch64 = {R_AARCH64_GLOB_DAT, R_AARCH64_JUMP_SLOT, R_AARCH64_ABS64};
  return std::ranges::find(arm ? aarch64 : x86, type) == (arm ? aarch64 : x86).end() ? RelocationKind::other
                                                                                     : RelocationKind::import;
}

class Reader {
 public:
  Reader(Range dynamic, Image& image, Report& report) : dynamic_(dynamic), image_(image), report_(report) {}

  void read() {
    if (!read_tags() || !read_symbols())
      return;
    read_relocations(DT_RELA, DT_RELASZ);
    read_relocations(DT_JMPREL, DT_PLTRELSZ);
    check_places();
    find_entry();
    find_usp();
    std::ranges::sort(image_.code_pointers);
    std::ranges::sort(image_.import_slots);
    std::ranges::sort(image_.imports);
  }

 private:
  struct Symbol {
    bool import = false;
    std::uint64_t value = 0;
  };

  void refuse(std::string_view rule, std::uint64_t at, std::string why) {
    report_.refuse_file(rule, at, std::move(why));
  }

  // Bytes of the file that will be at an address; nothing if they are not all in one segment's file part.
  std::optional<std::span<const std::byte>> file_bytes(std::uint64_t address, std::uint64_t length) const {
    for (const Segment& segment : image_.segments) {
      const Range range{segment.memory.begin, segment.memory.begin + segment.bytes.size()};
      if (range.holds(address, length))
        return segment.bytes.subspan(address - range.begin, length);
    }
    return std::nullopt;
  }

  const Segment* writable_at(std::uint64_t address) const {
    for (const Segment& segment : image_.segments)
      if (segment.writable && segment.memory.holds(address, sizeof(std::uint64_t)))
        return &segment;
    return nullptr;
  }

  bool read_tags() {
    const auto bytes = file_bytes(dynamic_.begin, dynamic_.end - dynamic_.begin);
    if (!bytes || bytes->size() % sizeof(Elf64_Dyn) != 0 || dynamic_.begin % alignof(Elf64_Dyn) != 0) {
      refuse("dynamic-range", dynamic_.begin, "dynamic section is outside the image or cut");
      return false;
    }
    for (std::size_t at = 0; at < bytes->size(); at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry;
      std::memcpy(&entry, bytes->data() + at, sizeof entry);
      if (entry.d_tag == DT_NULL)
        return check_tags();
      if (at / sizeof entry >= kMaxDynamicEntries)
        break;
      if (std::ranges::find(kAllowedTags, entry.d_tag) == kAllowedTags.end())
        refuse("dynamic-tag", dynamic_.begin + at, "tag " + std::to_string(entry.d_tag) + " is not allowed");
      else if (!tags_.emplace(entry.d_tag, entry.d_un.d_val).second)
        refuse("dynamic-tag", dynamic_.begin + at, "tag " + std::to_string(entry.d_tag) + " twice");
    }
    refuse("dynamic-range", dynamic_.begin, "dynamic section has no end");
    return false;
  }

  std::uint64_t tag(Elf64_Sxword name) const {
    const auto found = tags_.find(name);
    return found == tags_.end() ? 0 : found->second;
  }

  bool check_tags() {
    const auto differs = [&](Elf64_Sxword name, std::uint64_t wanted) {
      return tags_.contains(name) && tag(name) != wanted;
    };
    if ((tag(DT_FLAGS) & ~std::uint64_t{DF_SYMBOLIC | DF_BIND_NOW}) != 0 ||
        (tag(DT_FLAGS_1) & ~std::uint64_t{DF_1_NOW}) != 0)
      refuse("dynamic-tag", dynamic_.begin, "flags other than SYMBOLIC and NOW");
    if (differs(DT_SYMENT, sizeof(Elf64_Sym)) || differs(DT_RELAENT, sizeof(Elf64_Rela)) ||
        differs(DT_PLTREL, DT_RELA))
      refuse("dynamic-tag", dynamic_.begin, "unexpected size of symbols or relocations");
    for (const Elf64_Sxword name : {Elf64_Sxword{DT_SYMTAB}, Elf64_Sxword{DT_STRTAB}, Elf64_Sxword{DT_HASH}})
      if (!tags_.contains(name)) {
        refuse("dynamic-tag", dynamic_.begin, "no symbol, string or hash table");
        return false;
      }
    return true;
  }

  // Only the hash table says how many symbols there are.
  bool read_symbols() {
    const auto head = file_bytes(tag(DT_HASH), 2 * sizeof(std::uint32_t));
    if (!head) {
      refuse("symbols", tag(DT_HASH), "hash table is outside the image");
      return false;
    }
    std::uint32_t count = 0;
    std::memcpy(&count, head->data() + sizeof count, sizeof count);
    const auto symbols = file_bytes(tag(DT_SYMTAB), std::uint64_t{count} * sizeof(Elf64_Sym));
    const auto names = file_bytes(tag(DT_STRTAB), tag(DT_STRSZ));
    if (!symbols || !names) {
      refuse("symbols", tag(DT_SYMTAB), "symbol or string table is outside the image");
      return false;
    }
    symbols_.resize(count);
    for (std::uint32_t i = 1; i < count; ++i) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, symbols->data() + i * sizeof symbol, sizeof symbol);
      read_symbol(symbol, i, *names);
    }
    return true;
  }

  static std::optional<std::string_view> name_at(std::span<const std::byte> names, std::uint32_t offset) {
    if (offset >= names.size())
      return std::nullopt;
    const auto tail = names.subspan(offset, std::min(names.size() - offset, kMaxNameBytes + 1));
    const auto end = std::ranges::find(tail, std::byte{0});
    if (end == tail.end())
      return std::nullopt;
    return std::string_view(reinterpret_cast<const char*>(tail.data()),
                            static_cast<std::size_t>(end - tail.begin()));
  }

  void read_symbol(const Elf64_Sym& symbol, std::uint32_t index, std::span<const std::byte> names) {
    const std::uint64_t at = tag(DT_SYMTAB) + index * sizeof symbol;
    const auto name = name_at(names, symbol.st_name);
    if (!name)
      return refuse("symbols", at, "name is outside the string table or too long");
    const int type = ELF64_ST_TYPE(symbol.st_info);
    if (ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL || symbol.st_other != STV_DEFAULT ||
        (type != STT_NOTYPE && type != STT_FUNC && type != STT_OBJECT))
      return refuse("symbols", at, "symbol is not a plain global one: " + std::string(*name));
    if (!names_.emplace(*name, index).second)
      return refuse("symbols", at, "symbol twice: " + std::string(*name));
    if (symbol.st_shndx == SHN_UNDEF)
      return read_import(*name, index, at);
    if (symbol.st_shndx >= SHN_LORESERVE || (*name != "plrust_entry" && *name != "plrust_ctl_usp"))
      return refuse("symbols", at, "symbol is not part of the contract: " + std::string(*name));
    symbols_[index].value = symbol.st_value;
  }

  void read_import(std::string_view name, std::uint32_t index, std::uint64_t at) {
    const auto row = std::ranges::find(kHostFunctions, name, &HostFunctionInfo::import);
    if (row == kHostFunctions.end())
      return refuse("import-not-allowed", at, "import is not a host function: " + std::string(name));
    symbols_[index].import = true;
    image_.imports.emplace_back(row->name);
  }

  void read_relocations(Elf64_Sxword table, Elf64_Sxword size) {
    if (!tags_.contains(table) && tag(size) == 0)
      return;
    const auto bytes = file_bytes(tag(table), tag(size));
    if (!bytes || bytes->size() % sizeof(Elf64_Rela) != 0)
      return refuse("relocations", tag(table), "relocations are outside the image or cut");
    for (std::size_t i = 0; i < bytes->size(); i += sizeof(Elf64_Rela)) {
      Elf64_Rela relocation;
      std::memcpy(&relocation, bytes->data() + i, sizeof relocation);
      read_relocation(relocation, tag(table) + i);
    }
  }

  // Whole words in writable memory only: never in text, never across two segments.
  void read_relocation(const Elf64_Rela& relocation, std::uint64_t at) {
    const std::uint64_t place = relocation.r_offset;
    if (place % sizeof(std::uint64_t) != 0 || writable_at(place) == nullptr)
      return refuse("relocation-place", at, "relocation outside writable memory or not aligned");
    places_.push_back(place);
    const std::uint64_t symbol = ELF64_R_SYM(relocation.r_info);
    switch (kind_of(image_.machine, ELF64_R_TYPE(relocation.r_info))) {
      case RelocationKind::relative:
        if (symbol != 0 || std::cmp_less(relocation.r_addend, 0) ||
            std::cmp_greater(relocation.r_addend, image_.span))
          return refuse("relocation-value", at, "relative relocation points outside the image");
        return add_pointer(place, static_cast<std::uint64_t>(relocation.r_addend));
      case RelocationKind::import:
        if (symbol >= symbols_.size() || !symbols_[symbol].import || relocation.r_addend != 0)
          return refuse("relocation-value", at, "symbol relocation that is not exactly an import");
        if (!image_.relro.holds(place, sizeof place))
          return refuse("relocation-place", at, "the address of a host function would stay writable");
        image_.import_slots.push_back(place);
        return;
      case RelocationKind::other:
        refuse("relocation-type", at,
               "relocation of type " + std::to_string(ELF64_R_TYPE(relocation.r_info)));
    }
  }

  void add_pointer(std::uint64_t place, std::uint64_t target) {
    if (image_.text.holds(target))
      image_.code_pointers.push_back(target);
    pointers_.emplace(place, target);
  }

  // One relocation per word, or a later one could replace an import slot.
  void check_places() {
    std::ranges::sort(places_);
    const auto twice = std::ranges::adjacent_find(places_);
    if (twice != places_.end())
      refuse("relocation-place", *twice, "two relocations at one place");
  }

  std::optional<std::uint64_t> exported(std::string_view name) {
    const auto found = names_.find(name);
    if (found == names_.end() || symbols_[found->second].import) {
      refuse("symbols", 0, "does not define " + std::string(name));
      return std::nullopt;
    }
    return symbols_[found->second].value;
  }

  void find_entry() {
    const auto entry = exported("plrust_entry");
    if (!entry)
      return;
    if (!image_.text.holds(*entry))
      return refuse("entry", *entry, "plrust_entry is not in the code");
    image_.entry = *entry;
  }

  // The boundary writes the region-stack pointer through this: it must be read-only itself, and point at
  // plain data.
  void find_usp() {
    const auto control = exported("plrust_ctl_usp");
    if (!control)
      return;
    const auto pointer = pointers_.find(*control);
    if (!image_.relro.holds(*control, sizeof *control) || pointer == pointers_.end())
      return refuse("usp", *control, "plrust_ctl_usp is not a relocated pointer in RELRO");
    const std::uint64_t usp = pointer->second;
    if (usp % sizeof usp != 0 || writable_at(usp) == nullptr || image_.relro.holds(usp))
      return refuse("usp", usp, "plrust_ctl_usp does not point at an aligned writable word");
    image_.usp = usp;
  }

  Range dynamic_;
  Image& image_;
  Report& report_;
  std::map<Elf64_Sxword, std::uint64_t> tags_;
  std::vector<Symbol> symbols_;
  std::map<std::string, std::uint32_t, std::less<>> names_;
  std::vector<std::uint64_t> places_;
  std::map<std::uint64_t, std::uint64_t> pointers_;
};

}  // namespace

void read_dynamic(Range dynamic, Image& image, Report& report) {
  Reader(dynamic, image, report).read();
}

}  // namespace plrust::confine
