// SPDX-License-Identifier: PostgreSQL
// Headers and segments. A module has very little of what ELF offers, and this accepts exactly that little:
// the loader then needs no code for the rest, and nothing can hide where only one of the two looks.
#include "confine/verify/elf_reader.hpp"

#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "confine/abi.hpp"
#include "confine/verify/dynamic_reader.hpp"

namespace plrust::confine {
namespace {

constexpr std::size_t kMaxProgramHeaders = 16;

std::string hex(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number % 16]);
    number /= 16;
  } while (number != 0);
  return "0x" + text;
}

class Reader {
 public:
  Reader(std::span<const std::byte> object, Report& report) : object_(object), report_(report) {}

  std::optional<Image> read() {
    if (!read_header() || !read_segments())
      return std::nullopt;
    check_layout();
    check_text();
    check_relro();
    if (!find_text())
      return std::nullopt;
    if (dynamic_)
      read_dynamic(*dynamic_, image_, report_);
    else
      report_.refuse_file("no-dynamic", 0, "there is no dynamic section");
    return std::move(image_);
  }

 private:
  bool broken(std::string_view rule, std::uint64_t offset, std::string why) {
    report_.refuse_file(rule, offset, std::move(why));
    return false;
  }

  bool read_header() {
    if (object_.size() < sizeof(Elf64_Ehdr))
      return broken("truncated", object_.size(), "shorter than an ELF header");
    std::memcpy(&header_, object_.data(), sizeof header_);
    const unsigned char* id = header_.e_ident;
    if (std::memcmp(id, ELFMAG, SELFMAG) != 0 || id[EI_CLASS] != ELFCLASS64 || id[EI_DATA] != ELFDATA2LSB ||
        id[EI_VERSION] != EV_CURRENT)
      return broken("not-elf", 0, "not a 64-bit little-endian ELF file");
    if (id[EI_OSABI] != ELFOSABI_NONE || id[EI_ABIVERSION] != 0 || header_.e_flags != 0 ||
        header_.e_version != EV_CURRENT || header_.e_ehsize != sizeof(Elf64_Ehdr))
      return broken("elf-header", EI_OSABI, "unexpected ABI, flags, version or header size");
    if (header_.e_type != ET_DYN || (header_.e_machine != EM_X86_64 && header_.e_machine != EM_AARCH64))
      return broken("elf-type", EI_NIDENT, "not a shared object for x86_64 or aarch64");
    image_.machine = header_.e_machine == EM_AARCH64 ? Machine::aarch64 : Machine::x86_64;
    if (header_.e_entry != 0)
      report_.refuse_file("elf-header", 24, "a module has no ELF entry point");
    if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum == 0 ||
        header_.e_phnum > kMaxProgramHeaders)
      return broken("program-headers", 54, "wrong size or number of program headers");
    const std::uint64_t bytes = std::uint64_t{header_.e_phnum} * sizeof(Elf64_Phdr);
    if (header_.e_phoff > object_.size() || object_.size() - header_.e_phoff < bytes)
      return broken("program-headers", 32, "program headers are outside the file");
    return true;
  }

  bool read_segments() {
    for (std::size_t i = 0; i < header_.e_phnum; ++i) {
      Elf64_Phdr program;
      const std::uint64_t at = header_.e_phoff + i * sizeof program;
      std::memcpy(&program, object_.data() + at, sizeof program);
      if (!read_program_header(program, at))
        return false;
    }
    return true;
  }

  bool read_program_header(const Elf64_Phdr& program, std::uint64_t at) {
    switch (program.p_type) {
      case PT_LOAD:
        return read_load(program, at);
      case PT_DYNAMIC:
        if (dynamic_)
          return broken("program-headers", at, "two dynamic sections");
        dynamic_ = Range{program.p_vaddr, program.p_vaddr + program.p_filesz};
        if (dynamic_->end < dynamic_->begin)
          return broken("program-headers", at, "the dynamic section wraps");
        return true;
      case PT_GNU_RELRO:
        if (image_.relro.end != 0)
          return broken("program-headers", at, "two RELRO ranges");
        image_.relro = {program.p_vaddr, program.p_vaddr + program.p_memsz};
        return true;
      case PT_GNU_STACK:
        if ((program.p_flags & PF_X) != 0)
          report_.refuse_file("executable-stack", at, "asks for an executable stack");
        return true;
      case PT_PHDR:
      case PT_NOTE:
      case PT_GNU_EH_FRAME:
      case PT_GNU_PROPERTY:
      case PT_NULL:
        return true;  // say where something is, but nobody acts on them
      default:
        report_.refuse_file("program-header-type", at, "program header of type " + hex(program.p_type));
        return true;
    }
  }

  bool read_load(const Elf64_Phdr& program, std::uint64_t at) {
    constexpr std::uint64_t limit = kModulesEnd - kModulesBegin;
    if (program.p_vaddr >= limit || program.p_memsz == 0 || program.p_memsz > limit - program.p_vaddr)
      return broken("segment-range", at, "segment is empty or outside the space of modules");
    if (program.p_filesz > program.p_memsz || program.p_offset > object_.size() ||
        object_.size() - program.p_offset < program.p_filesz)
      return broken("segment-range", at, "segment is outside the file, or larger there than in memory");
    if (!std::has_single_bit(program.p_align) || program.p_align < kPageSize ||
        program.p_vaddr % kPageSize != program.p_offset % kPageSize)
      report_.refuse_file("segment-alignment", at, "segment is not aligned to pages");
    if ((program.p_flags & PF_R) == 0 || (program.p_flags & ~Elf64_Word{PF_R | PF_W | PF_X}) != 0)
      report_.refuse_file("segment-flags", at, "unexpected permissions");
    Segment segment;
    segment.memory = {program.p_vaddr, program.p_vaddr + program.p_memsz};
    segment.bytes = object_.subspan(program.p_offset, program.p_filesz);
    segment.writable = (program.p_flags & PF_W) != 0;
    segment.executable = (program.p_flags & PF_X) != 0;
    if (segment.writable && segment.executable)
      report_.refuse_file("writable-code", at, "segment is writable and executable");
    image_.segments.push_back(segment);
    return true;
  }

  // Segments on pages of their own: what is writable can then never show through what is executable.
  void check_layout() {
    std::uint64_t page = 0;
    for (const Segment& segment : image_.segments) {
      const std::uint64_t begin = segment.memory.begin / kPageSize * kPageSize;
      if (begin < page)
        report_.refuse_file("segment-order", segment.memory.begin, "segments overlap or share a page");
      page = (segment.memory.end + kPageSize - 1) / kPageSize * kPageSize;
    }
    image_.span = page;
    if (!image_.segments.empty() && image_.segments.front().memory.begin != 0)
      report_.refuse_file("segment-order", image_.segments.front().memory.begin, "image does not begin at 0");
    if (image_.span > kModulesEnd - kModulesBegin)
      report_.refuse_file("image-size", image_.span, "larger than the space of modules");
  }

  // The four bytes before the text are compared with type hashes too (checked_calls.cpp): they must be the
  // image's own and constant, hence the rule about the segment before it.
  void check_text() {
    for (std::size_t i = 0; i < image_.segments.size(); ++i) {
      const Segment& segment = image_.segments[i];
      if (!segment.executable)
        continue;
      const std::uint64_t at = segment.memory.begin;
      if (segment.bytes.size() != segment.memory.end - segment.memory.begin)
        report_.refuse_file("text-range", at, "executable memory that is not in the file");
      if (at % kPageSize != 0)
        report_.refuse_file("text-range", at, "code does not begin on a page");
      if (i == 0 || image_.segments[i - 1].writable)
        report_.refuse_file("text-range", at, "code is not preceded by a read-only segment");
    }
  }

  void check_relro() {
    const Range& relro = image_.relro;
    const bool whole_pages = relro.begin % kPageSize == 0 && relro.end % kPageSize == 0;
    if (relro.begin >= relro.end || !whole_pages) {
      report_.refuse_file("relro-range", relro.begin, "no RELRO of whole pages");
      image_.relro = {};
      return;
    }
    for (const Segment& segment : image_.segments) {
      // The segment's last page counts as a whole: protection does.
      const Range pages{segment.memory.begin, (segment.memory.end + kPageSize - 1) / kPageSize * kPageSize};
      if (segment.writable && pages.holds(relro.begin, relro.end - relro.begin))
        return;
    }
    report_.refuse_file("relro-range", relro.begin, "RELRO is not part of a writable segment");
    image_.relro = {};
  }

  bool find_text() {
    const auto executable = [](const Segment& segment) { return segment.executable; };
    if (std::ranges::count_if(image_.segments, executable) != 1)
      return broken("text-range", 0, "not exactly one executable segment");
    const Segment& segment = *std::ranges::find_if(image_.segments, executable);
    image_.text = {segment.memory.begin, segment.memory.begin + segment.bytes.size()};
    image_.code = segment.bytes;
    return !image_.code.empty() || broken("text-range", 0, "no code");
  }

  std::span<const std::byte> object_;
  Report& report_;
  Elf64_Ehdr header_{};
  std::optional<Range> dynamic_;
  Image image_;
};

}  // namespace

std::optional<Image> read_image(std::span<const std::byte> object, Report& report) {
  return Reader(object, report).read();
}

}  // namespace plrust::confine
