// SPDX-License-Identifier: PostgreSQL
// The loader's own reader of the ELF file. The verifier has proved the object already, with its own reader;
// this one trusts neither it nor the file, because a difference in what two readers see is where such walls
// break. So it takes only the shape that our linker call produces: each structure once, page-aligned segments
// that do not touch, known dynamic tags, four kinds of relocation that do not overlap, imports only in memory
// that is read-only later.
#include "confine/runtime/module.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/error.hpp"
#include "confine/abi.hpp"
#include "confine/runtime/module_parser.hpp"
#include "confine/runtime/region.hpp"
#include "confine/verify/shared_region.hpp"

namespace plrust::confine {
namespace {

#ifdef __x86_64__
constexpr std::uint16_t kMachine = EM_X86_64;
constexpr std::byte kFiller{0xcc};  // int3: what stands behind the last instruction must not be one
#else
constexpr std::uint16_t kMachine = EM_AARCH64;
constexpr std::byte kFiller{0};  // udf
#endif

constexpr std::uint64_t kMaxImage = std::uint64_t{64} << 20;  // .bss is not under the limit of the heap
constexpr std::uint16_t kMaxSegments = 32;

}  // namespace

// The tags whose values are used.
struct ModuleParser::TableTag {
  std::int64_t tag;
  std::uint64_t Dynamic::*place;
};
const std::array<ModuleParser::TableTag, 8> ModuleParser::kTables{{{DT_HASH, &Dynamic::hash},
                                                                   {DT_SYMTAB, &Dynamic::symtab},
                                                                   {DT_STRTAB, &Dynamic::strtab},
                                                                   {DT_STRSZ, &Dynamic::strsz},
                                                                   {DT_RELA, &Dynamic::rela},
                                                                   {DT_RELASZ, &Dynamic::relasz},
                                                                   {DT_JMPREL, &Dynamic::jmprel},
                                                                   {DT_PLTRELSZ, &Dynamic::pltrelsz}}};

std::shared_ptr<const Module> Module::parse(std::span<const std::byte> object,
                                            std::span<const HostFunction> functions, BranchLists branches) {
  return ModuleParser(object, functions, std::move(branches)).parse();
}

void ModuleParser::refuse(const std::string& why) {
  throw Error("module refused: " + why);
}

std::string ModuleParser::hex(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number & 15]);
    number >>= 4;
  } while (number != 0);
  return "0x" + text;
}

std::shared_ptr<const Module> ModuleParser::parse() {
  module_ = std::shared_ptr<Module>(new Module);
  read_header();
  read_segments();
  read_relro();
  read_dynamic();
  read_symbols();
  read_relocations(dynamic_.rela, dynamic_.relasz);
  read_relocations(dynamic_.jmprel, dynamic_.pltrelsz);
  check_relocations();
  find_usp();
  make_window();
  module_->branches_ = std::move(branches_);
  return module_;
}

std::span<const std::byte> ModuleParser::file_range(std::uint64_t offset, std::uint64_t bytes) const {
  if (offset > object_.size() || bytes > object_.size() - offset) {
    refuse("the file ends before " + hex(offset) + " + " + std::to_string(bytes));
  }
  return object_.subspan(offset, bytes);
}

std::span<const std::byte> ModuleParser::image_range(std::uint64_t address, std::uint64_t bytes) const {
  for (const Module::Segment& segment : module_->segments_) {
    if (address >= segment.data_begin && address - segment.data_begin <= segment.bytes.size() &&
        bytes <= segment.bytes.size() - (address - segment.data_begin)) {
      return std::span(segment.bytes).subspan(address - segment.data_begin, bytes);
    }
  }
  refuse("no segment has bytes at " + hex(address) + " + " + std::to_string(bytes));
}

std::string_view ModuleParser::name_at(std::uint64_t offset) const {
  if (offset >= dynamic_.strsz) {
    refuse("a symbol's name is outside the string table");
  }
  const auto rest = image_range(dynamic_.strtab + offset, dynamic_.strsz - offset);
  const auto end = std::find(rest.begin(), rest.end(), std::byte{0});
  if (end == rest.end()) {
    refuse("a symbol's name has no end");
  }
  return {reinterpret_cast<const char*>(rest.data()), static_cast<std::size_t>(end - rest.begin())};
}

const Module::Segment* ModuleParser::segment_of(std::uint64_t address, std::uint64_t bytes) const {
  for (std::size_t i = 0; i < module_->segments_.size(); ++i) {
    const Module::Segment& segment = module_->segments_[i];
    if (address >= segment.data_begin && address <= memory_ends_[i] && bytes <= memory_ends_[i] - address) {
      return &segment;
    }
  }
  return nullptr;
}

bool ModuleParser::is_relro(std::uint64_t address, std::uint64_t bytes) const {
  return address >= module_->relro_begin_ && address <= module_->relro_end_ &&
         bytes <= module_->relro_end_ - address;
}

void ModuleParser::read_header() {
  header_ = read_file<Elf64_Ehdr>(0);
  const unsigned char* ident = header_.e_ident;
  if (std::memcmp(ident, ELFMAG, SELFMAG) != 0 || ident[EI_CLASS] != ELFCLASS64 ||
      ident[EI_DATA] != ELFDATA2LSB || ident[EI_VERSION] != EV_CURRENT) {
    refuse("not a 64-bit little-endian ELF file");
  }
  if (ident[EI_OSABI] != ELFOSABI_NONE || header_.e_type != ET_DYN || header_.e_version != EV_CURRENT) {
    refuse("not a shared object");
  }
  if (header_.e_machine != kMachine) {
    refuse("made for another processor (ELF machine " + std::to_string(header_.e_machine) + ")");
  }
  if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum == 0 || header_.e_phnum > kMaxSegments) {
    refuse("the program header table has an unusual shape");
  }
}

void ModuleParser::read_segments() {
  unsigned executable = 0;
  for (std::uint16_t i = 0; i < header_.e_phnum; ++i) {
    if (header_.e_phoff > object_.size()) {
      refuse("the program header table is outside the file");
    }
    const auto header = read_file<Elf64_Phdr>(header_.e_phoff + i * sizeof(Elf64_Phdr));
    switch (header.p_type) {
      case PT_LOAD:
        add_segment(header);
        executable += module_->segments_.back().executable ? 1 : 0;
        break;
      case PT_DYNAMIC:
      case PT_GNU_RELRO: {
        auto& slot = header.p_type == PT_DYNAMIC ? dynamic_header_ : relro_header_;
        if (slot) {
          refuse("two program headers of type " + hex(header.p_type));
        }
        slot = header;
        break;
      }
      case PT_GNU_STACK:
        if ((header.p_flags & PF_X) != 0) {
          refuse("it asks for an executable stack");
        }
        break;
      case PT_NULL:
      case PT_PHDR:
      case PT_NOTE:
      case PT_GNU_EH_FRAME:
      case PT_GNU_PROPERTY:
        break;  // say nothing that the loader acts on
      default:
        refuse("program header of type " + hex(header.p_type));
    }
  }
  if (executable != 1) {
    refuse("it has " + std::to_string(executable) + " executable segments instead of one");
  }
}

void ModuleParser::add_segment(const Elf64_Phdr& header) {
  const bool writable = (header.p_flags & PF_W) != 0;
  const bool executable = (header.p_flags & PF_X) != 0;
  if ((header.p_flags & ~std::uint32_t{PF_R | PF_W | PF_X}) != 0 || (header.p_flags & PF_R) == 0 ||
      (writable && executable)) {
    refuse("segment with flags " + hex(header.p_flags));
  }
  const std::uint64_t previous_end = module_->segments_.empty() ? 0 : module_->segments_.back().end;
  if (header.p_vaddr < previous_end || header.p_vaddr > kMaxImage || header.p_memsz > kMaxImage ||
      header.p_memsz == 0 || header.p_filesz > header.p_memsz) {
    refuse("segment at " + hex(header.p_vaddr) + " is out of order, too large or shares a page with another");
  }
  // Bytes of a code segment that the file does not have would be code that nobody decoded.
  if (executable && (header.p_filesz != header.p_memsz || header.p_vaddr % kPage != 0)) {
    refuse("the executable segment does not start on a page or has bytes that are not in the file");
  }
  const auto bytes = file_range(header.p_offset, header.p_filesz);
  Module::Segment segment{};
  segment.begin = header.p_vaddr & ~(kPage - 1);
  segment.end = round_to_pages(header.p_vaddr + header.p_memsz);
  segment.writable = writable;
  segment.executable = executable;
  segment.data_begin = header.p_vaddr;
  segment.bytes.assign(bytes.begin(), bytes.end());
  if (executable) {
    segment.bytes.resize(segment.end - segment.begin, kFiller);
  }
  memory_ends_.push_back(header.p_vaddr + header.p_memsz);
  module_->image_bytes_ = segment.end;
  module_->segments_.push_back(std::move(segment));
}

void ModuleParser::read_relro() {
  if (!relro_header_) {
    refuse("no read-only-after-relocation part");
  }
  const std::uint64_t begin = relro_header_->p_vaddr;
  const std::uint64_t bytes = relro_header_->p_memsz;
  const auto& segments = module_->segments_;
  const auto inside = std::find_if(segments.begin(), segments.end(), [&](const Module::Segment& segment) {
    return segment.writable && begin >= segment.begin && begin < segment.end && bytes <= segment.end - begin;
  });
  // Whole pages: what shares a page with it would stay writable, or become read-only unseen.
  if (begin % kPage != 0 || bytes % kPage != 0 || bytes == 0 || inside == segments.end()) {
    refuse("the read-only-after-relocation part is not whole pages of one writable segment");
  }
  module_->relro_begin_ = begin;
  module_->relro_end_ = begin + bytes;
}

void ModuleParser::read_dynamic() {
  if (!dynamic_header_ || dynamic_header_->p_filesz % sizeof(Elf64_Dyn) != 0) {
    refuse("no dynamic section");
  }
  std::uint64_t seen = 0;
  const std::uint64_t count = dynamic_header_->p_filesz / sizeof(Elf64_Dyn);
  image_range(dynamic_header_->p_vaddr, dynamic_header_->p_filesz);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto entry = read_image<Elf64_Dyn>(dynamic_header_->p_vaddr + i * sizeof(Elf64_Dyn));
    if (entry.d_tag == DT_NULL) {
      break;
    }
    set_dynamic(entry, seen);
  }
  if (dynamic_.symtab == 0 || dynamic_.strtab == 0 || dynamic_.hash == 0) {
    refuse("the dynamic section lacks symbols, names or the hash table");
  }
}

void ModuleParser::set_dynamic(const Elf64_Dyn& entry, std::uint64_t& seen) {
  if (entry.d_tag > 0 && entry.d_tag < 64) {
    if ((seen >> entry.d_tag & 1) != 0) {
      refuse("dynamic tag " + hex(entry.d_tag) + " appears twice");
    }
    seen |= std::uint64_t{1} << entry.d_tag;
  }
  const auto known = std::find_if(kTables.begin(), kTables.end(),
                                  [&](const TableTag& each) { return each.tag == entry.d_tag; });
  if (known == kTables.end()) {
    check_dynamic(entry);
    return;
  }
  dynamic_.*known->place = entry.d_un.d_val;
}

void ModuleParser::check_dynamic(const Elf64_Dyn& entry) const {
  const std::uint64_t value = entry.d_un.d_val;
  bool is_as_expected = false;
  switch (entry.d_tag) {
    case DT_SYMENT:
      is_as_expected = value == sizeof(Elf64_Sym);
      break;
    case DT_RELAENT:
      is_as_expected = value == sizeof(Elf64_Rela);
      break;
    case DT_PLTREL:
      is_as_expected = value == DT_RELA;
      break;
    case DT_FLAGS:
      is_as_expected = (value & ~std::uint64_t{DF_SYMBOLIC | DF_BIND_NOW}) == 0;
      break;
    case DT_FLAGS_1:
      is_as_expected = value == DF_1_NOW;
      break;
    case DT_PLTGOT:
    case DT_RELACOUNT:
    case DT_BIND_NOW:
    case DT_SYMBOLIC:
      is_as_expected = true;  // hints for a dynamic linker
      break;
    default:
      break;
  }
  if (!is_as_expected) {
    refuse("dynamic tag " + hex(entry.d_tag) + " with value " + hex(value));
  }
}

// The bytes in front of the code are the end of a read-only segment, or zeros, or not mapped: then a
// comparison that reads them faults, and zeros in their place only make sharing stricter.
void ModuleParser::make_window() {
  for (const Module::Segment& segment : module_->segments_) {
    if (segment.executable) {
      if (segment.begin < kHashBytes) {
        refuse("the code is the first segment");
      }
      module_->window_begin_ = segment.begin - kHashBytes;
      module_->window_.resize(kHashBytes);
      module_->window_.insert(module_->window_.end(), segment.bytes.begin(), segment.bytes.end());
      return;
    }
    if (segment.writable) {
      refuse("writable data before the code");
    }
    const std::uint64_t end = segment.data_begin + segment.bytes.size();
    module_->window_.assign(kHashBytes, std::byte{0});
    if (segment.end - end < kHashBytes) {
      const std::uint64_t count =
          std::min<std::uint64_t>(kHashBytes - (segment.end - end), segment.bytes.size());
      std::copy_n(segment.bytes.end() - static_cast<std::ptrdiff_t>(count), count, module_->window_.begin());
    }
  }
}

bool Module::may_share_region_with(const Module& other) const {
  const auto facts = [](const Module& module) {
    return BranchFacts{module.window_begin_, module.window_, module.branches_.hashes,
                       module.branches_.entries};
  };
  return this == &other || may_share_region(facts(*this), facts(other));
}

}  // namespace plrust::confine
