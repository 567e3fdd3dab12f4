// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <elf.h>

#include <cstring>

#include "toolchain/rlib.hpp"

using namespace plrust::toolchain;

TEST_SUITE("rlib") {
  TEST_CASE("the archive holds one ELF object whose section .rmeta is the metadata") {
    const std::string metadata = std::string("rust\0\0\0\012", 8) + "metadata";
    const std::string rlib = rlib_of_metadata(metadata, "aarch64");
    REQUIRE(rlib.size() > 8 + 60 + sizeof(Elf64_Ehdr));
    CHECK(rlib.starts_with("!<arch>\nlib.rmeta/      0           0     0     644     "));
    CHECK(rlib.substr(66, 2) == "`\n");
    CHECK(std::stoul(rlib.substr(56, 10)) + 68 <= rlib.size());

    const std::string elf = rlib.substr(68);
    Elf64_Ehdr header{};
    std::memcpy(&header, elf.data(), sizeof header);
    CHECK(std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0);
    CHECK(header.e_machine == EM_AARCH64);
    Elf64_Shdr section{};
    std::memcpy(&section, elf.data() + header.e_shoff + sizeof section, sizeof section);
    CHECK(elf.substr(section.sh_offset, section.sh_size) == metadata);
    Elf64_Shdr names{};
    std::memcpy(&names, elf.data() + header.e_shoff + 2 * sizeof names, sizeof names);
    CHECK(std::string(elf.data() + names.sh_offset + section.sh_name) == ".rmeta");
  }

  TEST_CASE("an archive member of odd size is padded") {
    CHECK(rlib_of_metadata("1", "x86_64").size() % 2 == 0);
    CHECK(rlib_of_metadata("12", "x86_64").size() % 2 == 0);
  }
}
