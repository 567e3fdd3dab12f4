// SPDX-License-Identifier: PostgreSQL
#include "tests/verify/module_builder.hpp"

#include <array>
#include <stdexcept>

#include "tests/verify/assembler.hpp"

namespace plrust::confine::tests {
namespace {

constexpr const char* kPrologue = R"(
  .macro checked_branch how, t32, t64, hash=0x12345678
    movl $-\hash, %r10d
    addl %gs:-4(%\t32), %r10d
    je 991f
    ud2
  991: movl %\t32, %\t32
    orq %gs:65552, %\t64
    \how *%\t64
  .endm
  .text
  .org 0x1000
rodata:
  .quad 1, 2, 3, 4
  .org 0x2000
text_begin:
  .fill 11, 1, 0x90
  .byte 0xb8
  .long 0x12345678
plrust_entry:
)";

constexpr const char* kAarch64Prologue = R"(
  .macro checked_branch how, n, low=0x5678, high=0x1234
    add x18, x28, w\n, uxtw
    ldur w16, [x18, #-4]
    movk w17, #\low
    movk w17, #\high, lsl #16
    cmp w16, w17
    b.eq 991f
    brk #0x8228
  991: \how x18
  .endm
  .macro host_jump offset
    adrp x16, #0x2000
    ldr x16, [x16, #\offset]
    br x16
  .endm
  .set memcpy, 8
  .set abort, 16
  .text
  .org 0x1000
rodata:
  .xword 1, 2, 3, 4
  .org 0x2000
text_begin:
  nop
  nop
  nop
  .word 0x12345678
plrust_entry:
)";

constexpr const char* kEpilogue = R"(
text_end:
  .org 0x4000
plrust_ctl_usp: .quad 0
slot_memcpy: .quad 0
slot_abort: .quad 0
pointer: .quad 0
  .org 0x5000
usp: .quad 0
data: .quad 0
  .org 0x5100
)";

constexpr std::array<const char*, kSymbols> kNames = {"", "plrust_entry", "plrust_ctl_usp",
                                                      "plrust_import_memcpy", "plrust_import_abort"};

template <typename Record>
void put(std::vector<std::byte>& bytes, std::uint64_t at, const Record& record) {
  std::memcpy(bytes.data() + at, &record, sizeof record);
}

std::uint32_t name_offset(std::size_t index) {
  std::uint32_t offset = 0;
  for (std::size_t i = 0; i < index; ++i) offset += static_cast<std::uint32_t>(std::strlen(kNames[i]) + 1);
  return offset;
}

}  // namespace

Module::Module(const std::string& body, Machine machine) : machine_(machine) {
  const bool arm = machine == Machine::aarch64;
  Assembled assembled = assemble((arm ? kAarch64Prologue : kPrologue) + body + kEpilogue, machine);
  if (assembled.labels.at("plrust_entry") != kEntryAt || assembled.labels.at("text_end") > kRelroAt ||
      assembled.bytes.size() != kImageEnd)
    throw std::runtime_error("the body does not fit the layout");
  bytes = std::move(assembled.bytes);
  write_headers(assembled.labels.at("text_end") - kTextAt);
  write_symbols();
  const auto function = assembled.labels.find("function");
  write_relocations(function == assembled.labels.end() ? kDataAt : function->second);
  write_dynamic();
}

void Module::write_headers(std::uint64_t text_bytes) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_DYN;
  header.e_machine = machine_ == Machine::aarch64 ? EM_AARCH64 : EM_X86_64;
  header.e_version = EV_CURRENT;
  header.e_phoff = sizeof header;
  header.e_ehsize = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = kPrograms;
  put(bytes, 0, header);
  const auto program = [](Elf64_Word type, Elf64_Word flags, std::uint64_t at, std::uint64_t size) {
    return Elf64_Phdr{type, flags, at, at, at, size, size, 0x1000};
  };
  std::array<Elf64_Phdr, kPrograms> programs = {
      program(PT_LOAD, PF_R, 0, 0x1100),
      program(PT_LOAD, PF_R | PF_X, kTextAt, text_bytes),
      program(PT_LOAD, PF_R | PF_W, kRelroAt, 0x1000),
      program(PT_LOAD, PF_R | PF_W, kDataAt, kImageEnd - kDataAt),
      program(PT_DYNAMIC, PF_R | PF_W, kDynamicAt, 16 * sizeof(Elf64_Dyn)),
      program(PT_GNU_RELRO, PF_R, kRelroAt, 0x1000),
      program(PT_GNU_STACK, PF_R | PF_W, 0, 0),
  };
  programs[kData].p_memsz += 0x100;
  put(bytes, sizeof header, programs);
}

void Module::write_symbols() {
  for (std::size_t i = 0; i < kSymbols; ++i)
    std::memcpy(bytes.data() + kNamesAt + name_offset(i), kNames[i], std::strlen(kNames[i]) + 1);
  const auto symbol = [](std::size_t index, unsigned char type, Elf64_Section section, std::uint64_t value) {
    return Elf64_Sym{name_offset(index),
                     static_cast<unsigned char>(ELF64_ST_INFO(STB_GLOBAL, type)),
                     0,
                     section,
                     value,
                     0};
  };
  const std::array<Elf64_Sym, kSymbols> symbols = {
      Elf64_Sym{},
      symbol(kEntry, STT_FUNC, 8, kEntryAt),
      symbol(kControl, STT_OBJECT, 9, kRelroAt),
      symbol(kMemcpy, STT_NOTYPE, SHN_UNDEF, 0),
      symbol(kAbort, STT_NOTYPE, SHN_UNDEF, 0),
  };
  put(bytes, kSymbolsAt, symbols);
  put(bytes, kHashTableAt, std::array<std::uint32_t, 2>{1, kSymbols});
}

void Module::write_relocations(std::uint64_t function) {
  const bool arm = machine_ == Machine::aarch64;
  const std::uint64_t relative = arm ? R_AARCH64_RELATIVE : R_X86_64_RELATIVE;
  const std::uint64_t data = arm ? R_AARCH64_GLOB_DAT : R_X86_64_GLOB_DAT;
  const std::uint64_t slot = arm ? R_AARCH64_JUMP_SLOT : R_X86_64_JUMP_SLOT;
  const std::array<Elf64_Rela, kRelocations> relocations = {
      Elf64_Rela{kRelroAt, relative, static_cast<Elf64_Sxword>(kDataAt)},
      Elf64_Rela{kRelroAt + 8, ELF64_R_INFO(kMemcpy, data), 0},
      Elf64_Rela{kRelroAt + 16, ELF64_R_INFO(kAbort, slot), 0},
      Elf64_Rela{kRelroAt + 24, relative, static_cast<Elf64_Sxword>(function)},
  };
  put(bytes, kRelocationsAt, relocations);
}

void Module::write_dynamic() {
  const auto entry = [](Elf64_Sxword tag, std::uint64_t value) {
    Elf64_Dyn dynamic{};
    dynamic.d_tag = tag;
    dynamic.d_un.d_val = value;
    return dynamic;
  };
  put(bytes, kDynamicAt,
      std::array{
          entry(DT_FLAGS, DF_SYMBOLIC | DF_BIND_NOW),
          entry(DT_FLAGS_1, DF_1_NOW),
          entry(DT_RELA, kRelocationsAt),
          entry(DT_RELASZ, kRelocations * sizeof(Elf64_Rela)),
          entry(DT_RELAENT, sizeof(Elf64_Rela)),
          entry(DT_SYMTAB, kSymbolsAt),
          entry(DT_SYMENT, sizeof(Elf64_Sym)),
          entry(DT_STRTAB, kNamesAt),
          entry(DT_STRSZ, 0x200),
          entry(DT_HASH, kHashTableAt),
          entry(DT_NULL, 0),
      });
}

void Module::add_dynamic(Elf64_Sxword tag, std::uint64_t value) {
  edit_dynamic(DT_NULL, [&](Elf64_Dyn& entry) {
    entry.d_tag = tag;
    entry.d_un.d_val = value;
  });
}

}  // namespace plrust::confine::tests
