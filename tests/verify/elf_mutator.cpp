// SPDX-License-Identifier: PostgreSQL
#include "tests/verify/elf_mutator.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace plrust::confine::tests {
namespace {

// Instructions that would be a way out if they were let through.
constexpr std::array<std::uint32_t, 24> kWords = {
    0xd4000001,  // svc #0
    0xd53bd040,  // mrs x0, tpidr_el0
    0xd51b4400,  // msr fpcr, x0
    0xd61f0000,  // br x0
    0xd63f0240,  // blr x18
    0xd65f0000,  // ret x0
    0xd65f03c0,  // ret
    0xaa0003fc,  // mov x28, x0
    0xaa0003fe,  // mov x30, x0
    0x9100001f,  // mov sp, x0
    0xf9400000,  // ldr x0, [x0]
    0xf9400240,  // ldr x0, [x18]
    0xf90003e0,  // str x0, [sp]
    0xf81f0ffe,  // str x30, [sp, #-16]!
    0xf84107fe,  // ldr x30, [sp], #16
    0x8b204392,  // add x18, x28, w0, uxtw
    0x14000001,  // b .+4
    0x12345678,  // the hash of the hand-written modules
    0x0000050f,  // syscall
    0xae0f48f3,  // wrgsbase, part
    0x00e0ff90,  // nop; jmp *%rax
    0x240c8948,  // mov %rcx, (%rsp)
    0xc3c35c58,  // pop %rax; pop %rsp; ret
    0x00088b48,  // mov (%rax), %rcx
};

template <typename Record>
std::optional<Record> read(std::span<const std::byte> module, std::uint64_t at) {
  if (at > module.size() || module.size() - at < sizeof(Record))
    return std::nullopt;
  Record record;
  std::memcpy(&record, module.data() + at, sizeof record);
  return record;
}

// A number of the size of a field, in the neighbourhood of what such fields hold.
std::uint64_t interesting(std::uint64_t old, std::span<const std::byte> module, std::mt19937& random) {
  switch (random() % 9) {
    case 0:
      return 0;
    case 1:
      return ~std::uint64_t{0};
    case 2:
      return old + 1;
    case 3:
      return old - 1;
    case 4:
      return old ^ (std::uint64_t{1} << (random() % 64));
    case 5:
      return module.size() - random() % 16;
    case 6:
      return random() % 8 * 0x1000;
    case 7:
      return std::uint64_t{1} << (random() % 64);
    default:
      return random() % 64;
  }
}

// Changes one field of the record at `at`, whose fields begin at these offsets and end at `size`.
void change_field(std::span<std::byte> module, std::uint64_t at, std::span<const std::size_t> fields,
                  std::size_t size, std::mt19937& random) {
  const std::size_t which = random() % fields.size();
  const std::size_t begin = fields[which];
  const std::size_t end = which + 1 == fields.size() ? size : fields[which + 1];
  if (at > module.size() || module.size() - at < size)
    return;
  std::uint64_t value = 0;
  std::memcpy(&value, module.data() + at + begin, end - begin);
  value = interesting(value, module, random);
  std::memcpy(module.data() + at + begin, &value, end - begin);
}

std::optional<Elf64_Phdr> program(std::span<const std::byte> module, Elf64_Word type, Elf64_Word flags) {
  const auto header = read<Elf64_Ehdr>(module, 0);
  for (unsigned i = 0; header && i < std::min<unsigned>(header->e_phnum, 16); ++i) {
    const auto found = read<Elf64_Phdr>(module, header->e_phoff + i * sizeof(Elf64_Phdr));
    if (found && found->p_type == type && (found->p_flags & flags) == flags)
      return found;
  }
  return std::nullopt;
}

std::uint64_t dynamic_value(std::span<const std::byte> module, Elf64_Sxword tag) {
  const auto dynamic = program(module, PT_DYNAMIC, 0);
  for (std::uint64_t at = dynamic ? dynamic->p_offset : module.size();; at += sizeof(Elf64_Dyn)) {
    const auto entry = read<Elf64_Dyn>(module, at);
    if (!entry || entry->d_tag == DT_NULL)
      return 0;
    if (entry->d_tag == tag)
      return entry->d_un.d_val;
  }
}

void change_code(std::span<std::byte> module, std::mt19937& random) {
  const auto code = program(module, PT_LOAD, PF_X);
  if (!code || code->p_filesz < 8 || code->p_offset > module.size() ||
      module.size() - code->p_offset < code->p_filesz)
    return;
  const auto text = module.subspan(code->p_offset, code->p_filesz);
  const std::size_t words = text.size() / 4;
  const std::size_t to = random() % words * 4;
  switch (random() % 4) {
    case 0:
      text[random() % text.size()] ^= std::byte{1} << (random() % 8);
      return;
    case 1: {
      const std::uint32_t word = kWords[random() % kWords.size()];
      std::memcpy(text.data() + to, &word, sizeof word);
      return;
    }
    case 2:
      std::memmove(text.data() + to, text.data() + random() % words * 4, 4);
      return;
    default: {
      const std::size_t count = std::min(random() % 16 + 1, text.size() - to);
      std::memmove(text.data() + to, text.data() + random() % (text.size() - count + 1), count);
    }
  }
}

}  // namespace

void mutate_module(std::span<std::byte> module, std::mt19937& random) {
  constexpr std::array<std::size_t, 10> header = {4, 5, 7, 16, 18, 20, 24, 32, 48, 54};
  constexpr std::array<std::size_t, 8> programs = {0, 4, 8, 16, 24, 32, 40, 48};
  constexpr std::array<std::size_t, 2> dynamic = {0, 8};
  constexpr std::array<std::size_t, 6> symbols = {0, 4, 5, 6, 8, 16};
  constexpr std::array<std::size_t, 4> relocations = {0, 8, 12, 16};
  const std::uint64_t index = random() % 16;
  switch (random() % 12) {
    case 0:
      return change_field(module, 0, header, 56, random);
    case 1:
    case 2:
      return change_field(module, sizeof(Elf64_Ehdr) + index % 8 * sizeof(Elf64_Phdr), programs, 56, random);
    case 3: {
      const auto found = program(module, PT_DYNAMIC, 0);
      return change_field(module, (found ? found->p_offset : 0) + index * sizeof(Elf64_Dyn), dynamic, 16,
                          random);
    }
    case 4:
      return change_field(module, dynamic_value(module, DT_SYMTAB) + index % 8 * sizeof(Elf64_Sym), symbols,
                          24, random);
    case 5:
      return change_field(module, dynamic_value(module, DT_RELA) + index % 8 * sizeof(Elf64_Rela),
                          relocations, 24, random);
    default:
      return change_code(module, random);
  }
}

}  // namespace plrust::confine::tests
