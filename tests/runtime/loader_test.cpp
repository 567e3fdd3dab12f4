// SPDX-License-Identifier: PostgreSQL
// The loader's reader against files that no linker of ours made.
#include <doctest/doctest.h>
#include <elf.h>

#include <cstring>
#include <functional>
#include <random>

#include "base/error.hpp"
#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

using Bytes = std::vector<std::byte>;

template <typename T>
T& at(Bytes& bytes, std::uint64_t offset) {
  REQUIRE(offset + sizeof(T) <= bytes.size());
  return *reinterpret_cast<T*>(bytes.data() + offset);
}

Elf64_Phdr& program_header(Bytes& bytes, std::uint32_t type, unsigned number = 0) {
  auto& header = at<Elf64_Ehdr>(bytes, 0);
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    auto& each = at<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (each.p_type == type && number-- == 0) {
      return each;
    }
  }
  throw std::runtime_error("no such program header");
}

Elf64_Dyn& dynamic_entry(Bytes& bytes, std::int64_t tag) {
  for (std::uint64_t offset = program_header(bytes, PT_DYNAMIC).p_offset;; offset += sizeof(Elf64_Dyn)) {
    auto& each = at<Elf64_Dyn>(bytes, offset);
    if (each.d_tag == tag) {
      return each;
    }
    REQUIRE(each.d_tag != DT_NULL);
  }
}

// In our modules the tables lie in the first segment, where file offset and address are equal.
Elf64_Rela& relocation(Bytes& bytes, unsigned number) {
  return at<Elf64_Rela>(bytes, dynamic_entry(bytes, DT_RELA).d_un.d_ptr + number * sizeof(Elf64_Rela));
}
Elf64_Sym& symbol(Bytes& bytes, const char* name) {
  const std::uint64_t names = dynamic_entry(bytes, DT_STRTAB).d_un.d_ptr;
  const std::uint64_t table = dynamic_entry(bytes, DT_SYMTAB).d_un.d_ptr;
  for (unsigned i = 1;; ++i) {
    auto& each = at<Elf64_Sym>(bytes, table + i * sizeof(Elf64_Sym));
    if (std::strcmp(reinterpret_cast<char*>(bytes.data() + names + each.st_name), name) == 0) {
      return each;
    }
  }
}

std::string refusal(const Bytes& bytes) {
  try {
    Module::parse(bytes, host_functions());
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

struct BadModule {
  const char* expected;  // part of the message
  std::function<void(Bytes&)> spoil;
};

void set_flags(Bytes& bytes, unsigned number, std::uint32_t flags) {
  program_header(bytes, PT_LOAD, number).p_flags = flags;
}

const BadModule kHeaders[] = {
    {"the file ends", [](Bytes& m) { m.resize(20); }},
    {"not a 64-bit", [](Bytes& m) { m[0] = std::byte{0}; }},
    {"not a 64-bit", [](Bytes& m) { m[EI_CLASS] = std::byte{ELFCLASS32}; }},
    {"not a 64-bit", [](Bytes& m) { m[EI_DATA] = std::byte{ELFDATA2MSB}; }},
    {"not a shared object", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_type = ET_EXEC; }},
    {"another processor", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_machine = EM_S390; }},
    {"unusual shape", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_phnum = 0; }},
    {"unusual shape", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_phnum = 0xffff; }},
    {"unusual shape", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_phentsize = 55; }},
    {"outside the file", [](Bytes& m) { at<Elf64_Ehdr>(m, 0).e_phoff = ~std::uint64_t{0}; }},
    {"program header of type", [](Bytes& m) { program_header(m, PT_GNU_STACK).p_type = PT_INTERP; }},
    {"program header of type", [](Bytes& m) { program_header(m, PT_GNU_STACK).p_type = PT_TLS; }},
    {"two program headers", [](Bytes& m) { program_header(m, PT_GNU_STACK).p_type = PT_DYNAMIC; }},
    {"executable stack", [](Bytes& m) { program_header(m, PT_GNU_STACK).p_flags = PF_R | PF_W | PF_X; }},
    {"no dynamic section", [](Bytes& m) { program_header(m, PT_DYNAMIC).p_type = PT_NULL; }},
};

const BadModule kSegments[] = {
    {"segment with flags", [](Bytes& m) { set_flags(m, 1, PF_R | PF_W | PF_X); }},
    {"segment with flags", [](Bytes& m) { set_flags(m, 2, PF_W); }},
    {"0 executable segments", [](Bytes& m) { set_flags(m, 1, PF_R); }},
    {"2 executable segments", [](Bytes& m) { set_flags(m, 0, PF_R | PF_X); }},
    {"out of order", [](Bytes& m) { program_header(m, PT_LOAD, 2).p_vaddr -= 0x1000; }},
    {"out of order", [](Bytes& m) { program_header(m, PT_LOAD, 3).p_memsz = std::uint64_t{1} << 40; }},
    {"out of order", [](Bytes& m) { program_header(m, PT_LOAD, 3).p_vaddr = ~std::uint64_t{0} - 4096; }},
    {"out of order", [](Bytes& m) { program_header(m, PT_LOAD, 3).p_memsz = 0; }},
    {"not in the file", [](Bytes& m) { program_header(m, PT_LOAD, 1).p_filesz -= 1; }},
    {"the file ends", [](Bytes& m) { program_header(m, PT_LOAD, 0).p_offset = ~std::uint64_t{0}; }},
    {"read-only-after-relocation", [](Bytes& m) { program_header(m, PT_GNU_RELRO).p_type = PT_NULL; }},
    {"read-only-after-relocation", [](Bytes& m) { program_header(m, PT_GNU_RELRO).p_memsz -= 8; }},
    {"read-only-after-relocation", [](Bytes& m) { program_header(m, PT_GNU_RELRO).p_vaddr = 0; }},
    {"read-only-after-relocation",
     [](Bytes& m) { program_header(m, PT_GNU_RELRO).p_memsz = ~std::uint64_t{4095}; }},
};

const BadModule kDynamic[] = {
    {"dynamic tag 0x1", [](Bytes& m) { dynamic_entry(m, DT_RELACOUNT).d_tag = DT_NEEDED; }},
    {"dynamic tag 0xc", [](Bytes& m) { dynamic_entry(m, DT_RELACOUNT).d_tag = DT_INIT; }},
    {"dynamic tag 0x19", [](Bytes& m) { dynamic_entry(m, DT_RELACOUNT).d_tag = DT_INIT_ARRAY; }},
    {"dynamic tag 0x16", [](Bytes& m) { dynamic_entry(m, DT_RELACOUNT).d_tag = DT_TEXTREL; }},
    {"dynamic tag 0x1e", [](Bytes& m) { dynamic_entry(m, DT_FLAGS).d_un.d_val |= DF_TEXTREL; }},
    {"appears twice", [](Bytes& m) { dynamic_entry(m, DT_RELACOUNT).d_tag = DT_STRTAB; }},
    {"lacks", [](Bytes& m) { dynamic_entry(m, DT_HASH).d_un.d_val = 0; }},
    {"no segment has bytes",
     [](Bytes& m) { dynamic_entry(m, DT_SYMTAB).d_un.d_val = ~std::uint64_t{0} - 7; }},
    {"no segment has bytes", [](Bytes& m) { dynamic_entry(m, DT_RELASZ).d_un.d_val = 24'000'000; }},
    {"broken size", [](Bytes& m) { dynamic_entry(m, DT_RELASZ).d_un.d_val -= 1; }},
    {"outside the string table", [](Bytes& m) { dynamic_entry(m, DT_STRSZ).d_un.d_val = 1; }},
};

const BadModule kSymbols[] = {
    {"is not a host function", [](Bytes& m) { ++symbol(m, "plrust_import_memcpy").st_name; }},
    {"is not one that a module defines", [](Bytes& m) { symbol(m, "plrust_import_memcpy").st_shndx = 1; }},
    {"is not a host function", [](Bytes& m) { symbol(m, "plrust_entry").st_shndx = SHN_UNDEF; }},
    {"is not one that", [](Bytes& m) { symbol(m, "plrust_entry").st_value = 8; }},
    {"is not one that",
     [](Bytes& m) { symbol(m, "plrust_entry").st_info = ELF64_ST_INFO(STB_GLOBAL, STT_GNU_IFUNC); }},
    {"is not global",
     [](Bytes& m) { symbol(m, "plrust_entry").st_info = ELF64_ST_INFO(STB_WEAK, STT_FUNC); }},
    {"is not one that", [](Bytes& m) { symbol(m, "plrust_ctl_usp").st_value += 4; }},
    {"does not hold", [](Bytes& m) { symbol(m, "plrust_ctl_usp").st_value += 16; }},
};

const BadModule kRelocations[] = {
    {"two relocations", [](Bytes& m) { relocation(m, 1).r_offset = relocation(m, 0).r_offset; }},
    {"not an aligned place", [](Bytes& m) { relocation(m, 1).r_offset += 4; }},
    {"not an aligned place", [](Bytes& m) { relocation(m, 1).r_offset = 0x1000; }},
    {"not an aligned place", [](Bytes& m) { relocation(m, 1).r_offset = ~std::uint64_t{7}; }},
    {"outside the image", [](Bytes& m) { relocation(m, 1).r_addend = -8; }},
    {"outside the image", [](Bytes& m) { relocation(m, 1).r_addend = 0x1000'0000; }},
    {"unknown type", [](Bytes& m) { relocation(m, 1).r_info = ELF64_R_INFO(0, R_X86_64_IRELATIVE); }},
    {"unknown type", [](Bytes& m) { relocation(m, 2).r_info = ELF64_R_INFO(2, R_X86_64_COPY); }},
    {"unknown symbol", [](Bytes& m) { relocation(m, 2).r_info = ELF64_R_INFO(4000, R_X86_64_GLOB_DAT); }},
    {"must stand alone", [](Bytes& m) { relocation(m, 2).r_addend = 1; }},
    {"must stand alone", [](Bytes& m) { relocation(m, 2).r_offset = relocation(m, 0).r_addend; }},
    {"not in writable data", [](Bytes& m) { relocation(m, 0).r_addend = relocation(m, 0).r_offset; }},
    {"not in writable data", [](Bytes& m) { relocation(m, 0).r_addend = 0x1000; }},
    {"does not hold", [](Bytes& m) { relocation(m, 0).r_addend += 4; }},
};

void check_all(std::span<const BadModule> rows) {
  const Bytes good = read_module("actor");
  for (const BadModule& row : rows) {
    Bytes bad = good;
    row.spoil(bad);
    const std::string why = refusal(bad);
    CAPTURE(why);
    CAPTURE(row.expected);
    CHECK(why.find(row.expected) != std::string::npos);
  }
}

}  // namespace

TEST_SUITE("loader") {
  TEST_CASE("a module says what it imports and what that lets it do") {
    const auto actor = parse("actor");
    CHECK(actor->imports() == std::vector<std::string>{"abort", "callback", "grow", "memcmp", "memcpy",
                                                       "memmove", "memset", "panic", "release", "strlen"});
    CHECK(actor->capabilities() == std::vector<std::string>{"errors", "memory", "test"});
    CHECK(parse("minimal")->imports().empty());
  }
  TEST_CASE("a broken header is refused") {
    check_all(kHeaders);
  }
  TEST_CASE("segments of another shape are refused") {
    check_all(kSegments);
  }
  TEST_CASE("dynamic entries that we do not need are refused") {
    check_all(kDynamic);
  }
  TEST_CASE("symbols other than the contract's are refused") {
    check_all(kSymbols);
  }
  TEST_CASE("relocations that could change what was proved are refused") {
    check_all(kRelocations);
  }

  TEST_CASE("every truncation is refused or harmless") {
    const Bytes good = read_module("actor");
    for (std::size_t size = 0; size < good.size(); size += 1 + size / 50) {
      const Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
      try {
        Module::parse(cut, host_functions());
        // What is missing is behind the last segment: section headers, which nobody reads.
        CHECK(size > good.size() - 2048);
      } catch (const Error&) {
      }
    }
  }

  TEST_CASE("random changes never do more than be refused, or load") {
    const Bytes good = read_module("actor");
    std::mt19937 random{11};  // NOLINT: the same run each time
    int loaded = 0;
    for (int i = 0; i < 4000; ++i) {
      Bytes bad = good;
      for (unsigned change = 0; change <= random() % 4; ++change) {
        // Headers, tables and the dynamic section more often than code.
        const std::size_t limit = random() % 4 == 0 ? bad.size() : 0x600;
        bad[random() % limit] = static_cast<std::byte>(random());
      }
      try {
        const auto module = Module::parse(bad, host_functions());
        const InstancePointer instance = Instance::load(module, shared_region());
        ++loaded;
      } catch (const Error&) {
      }
    }
    CHECK(loaded > 0);
  }

  TEST_CASE("a module whose code could mislead another's checked branches needs a region of its own") {
    const Bytes bytes = read_module("minimal");
    const auto region = Region::create();
    // Two of its instructions' bytes as a hash: xorl %edx, %edx; ret.
    std::uint32_t hash = 0;
    const std::uint64_t entry = parse("minimal")->entry();
    Bytes copy = bytes;
    std::memcpy(&hash, &at<std::byte>(copy, entry + 1), sizeof hash);
    const auto place = static_cast<std::uint32_t>(entry + 1 + sizeof hash);
    const auto victim = Module::parse(bytes, host_functions());
    const auto careful = Module::parse(bytes, host_functions(), {{}, {place}});
    const auto attacker = Module::parse(read_module("call_host"), host_functions(), {{hash}, {}});
    CHECK_FALSE(victim->may_share_region_with(*attacker));
    CHECK_FALSE(attacker->may_share_region_with(*victim));
    CHECK(attacker->may_share_region_with(*careful));
    CHECK(attacker->may_share_region_with(*attacker));
    const InstancePointer first = Instance::load(attacker, *region);
    CHECK_FALSE(region->admits(*victim));
    CHECK_THROWS_AS(Instance::load(victim, *region), Error);
    const InstancePointer again = Instance::load(attacker, *region);
    const InstancePointer beside = Instance::load(careful, *region);
  }

  TEST_CASE("when the other module has gone, the region admits again") {
    const auto region = Region::create();
    const Bytes bytes = read_module("minimal");
    std::uint32_t hash = 0;
    std::memcpy(&hash, bytes.data() + parse("minimal")->entry(), sizeof hash);
    const auto attacker = Module::parse(read_module("call_host"), host_functions(), {{hash}, {}});
    {
      const InstancePointer first = Instance::load(attacker, *region);
      CHECK_FALSE(region->admits(*parse("minimal")));
    }
    CHECK(region->admits(*parse("minimal")));
  }

  TEST_CASE("unloading gives the address space back") {
    const auto module = parse("actor");
    const std::uint64_t first = Instance::load(module, shared_region())->image();
    for (int i = 0; i < 3000; ++i) {
      CHECK(Instance::load(module, shared_region())->image() == first);
    }
  }
}

}  // namespace plrust::confine
