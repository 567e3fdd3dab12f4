// SPDX-License-Identifier: PostgreSQL
#include "toolchain/rlib.hpp"

#include <elf.h>

#include <cstring>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kSectionNames{"\0.rmeta\0.shstrtab\0", 18};
constexpr std::uint32_t kMetadataName = 1;
constexpr std::uint32_t kNamesName = 8;
constexpr std::size_t kAlignment = 16;

template <typename T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

Elf64_Shdr section(std::uint32_t name, std::uint32_t type, std::uint64_t offset, std::uint64_t size) {
  Elf64_Shdr header{};
  header.sh_name = name;
  header.sh_type = type;
  header.sh_offset = offset;
  header.sh_size = size;
  header.sh_addralign = 1;
  return header;
}

std::string elf_of(std::string_view metadata, std::string_view arch) {
  const std::size_t data_at = (sizeof(Elf64_Ehdr) + kAlignment - 1) / kAlignment * kAlignment;
  const std::size_t names_at = data_at + metadata.size();
  const std::size_t headers_at = (names_at + kSectionNames.size() + kAlignment - 1) / kAlignment * kAlignment;

  Elf64_Ehdr elf{};
  std::memcpy(elf.e_ident, ELFMAG, SELFMAG);
  elf.e_ident[EI_CLASS] = ELFCLASS64;
  elf.e_ident[EI_DATA] = ELFDATA2LSB;
  elf.e_ident[EI_VERSION] = EV_CURRENT;
  elf.e_type = ET_REL;
  elf.e_machine = arch == "x86_64" ? EM_X86_64 : EM_AARCH64;
  elf.e_version = EV_CURRENT;
  elf.e_shoff = headers_at;
  elf.e_ehsize = sizeof(Elf64_Ehdr);
  elf.e_shentsize = sizeof(Elf64_Shdr);
  elf.e_shnum = 3;
  elf.e_shstrndx = 2;

  std::string out;
  out.reserve(headers_at + 3 * sizeof(Elf64_Shdr));
  append(out, elf);
  out.resize(data_at);
  out += metadata;
  out += kSectionNames;
  out.resize(headers_at);
  append(out, Elf64_Shdr{});
  append(out, section(kMetadataName, SHT_PROGBITS, data_at, metadata.size()));
  append(out, section(kNamesName, SHT_STRTAB, names_at, kSectionNames.size()));
  return out;
}

}  // namespace

std::string rlib_of_metadata(std::string_view metadata, std::string_view arch) {
  const std::string elf = elf_of(metadata, arch);
  constexpr std::size_t kLargestMember = 9'999'999'999;  // ten digits in ar's header
  if (elf.size() > kLargestMember) {
    throw Error(fmt::format("the metadata of a crate is too large: {} bytes", metadata.size()));
  }
  std::string out = "!<arch>\n";
  // Name, time, owner, group, mode, size: all but the last fixed, for equal bytes everywhere.
  out += fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "lib.rmeta/", 0, 0, 0, "644", elf.size());
  out += elf;
  if (elf.size() % 2 != 0) {
    out += '\n';
  }
  return out;
}

}  // namespace plrust::toolchain
