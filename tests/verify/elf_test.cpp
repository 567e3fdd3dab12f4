// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "confine/abi.hpp"
#include "confine/verify/verdict.hpp"
#include "tests/verify/module_builder.hpp"

namespace plrust::confine::tests {
namespace {

constexpr const char* kBody =
    "pushq %rax; callq *slot_memcpy(%rip); popq %rax; retq; .p2align 4; function: retq";

struct Change {
  std::string_view rule;
  std::string_view name;
  std::function<void(Module&)> make;
};

void check(const std::vector<Change>& changes) {
  for (const Change& change : changes) {
    CAPTURE(change.name);
    Module module(kBody);
    REQUIRE(verify(module.bytes).proved);
    change.make(module);
    const Verdict verdict = verify(module.bytes);
    CHECK_FALSE(verdict.proved);
    const auto is_rule = [&](const Violation& violation) { return violation.rule == change.rule; };
    const std::string first = verdict.violations.empty() ? "" : verdict.violations[0].rule;
    INFO(first);
    CHECK(std::ranges::any_of(verdict.violations, is_rule));
  }
}

constexpr std::string_view kLongName =
    "plrust_import_"
    "memcpyaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

using Header = Elf64_Ehdr;
using Program = Elf64_Phdr;
using Dynamic = Elf64_Dyn;
using Symbol = Elf64_Sym;
using Relocation = Elf64_Rela;

std::function<void(Module&)> header(const std::function<void(Header&)>& edit) {
  return [edit](Module& m) { m.edit_header(edit); };
}
std::function<void(Module&)> program(std::size_t index, const std::function<void(Program&)>& edit) {
  return [=](Module& m) { m.edit_program(index, edit); };
}
std::function<void(Module&)> dynamic(Elf64_Sxword tag, std::uint64_t value) {
  return [=](Module& m) { m.edit_dynamic(tag, [&](Dynamic& d) { d.d_un.d_val = value; }); };
}
std::function<void(Module&)> add_dynamic(Elf64_Sxword tag) {
  return [=](Module& m) { m.add_dynamic(tag, 0); };
}
std::function<void(Module&)> symbol(std::size_t index, const std::function<void(Symbol&)>& edit) {
  return [=](Module& m) { m.edit_symbol(index, edit); };
}
std::function<void(Module&)> relocation(std::size_t index, const std::function<void(Relocation&)>& edit) {
  return [=](Module& m) { m.edit_relocation(index, edit); };
}
std::function<void(Module&)> name_of(std::size_t index, std::string_view name) {
  return [=](Module& m) {
    constexpr std::uint64_t offset = 0x100;  // behind the names in use
    std::copy(name.begin(), name.end(), reinterpret_cast<char*>(m.bytes.data()) + kNamesAt + offset);
    m.edit_symbol(index, [](Symbol& s) { s.st_name = offset; });
  };
}

}  // namespace

TEST_SUITE("verify ELF") {
  TEST_CASE("the verdict says what the module is") {
    const Verdict verdict = verify(Module(kBody).bytes);
    REQUIRE(verdict.proved);
    CHECK(verdict.entry == kEntryAt);
    CHECK(verdict.usp == kDataAt);
    CHECK(verdict.text_begin == kTextAt);
    CHECK(verdict.text_end == kEntryAt + 17);
    CHECK(verdict.imports == std::vector<std::string>{"abort", "memcpy"});
    CHECK(verdict.frame_bytes == 8);
    CHECK(verdict.size == kImageEnd);
    CHECK(verdict.sha256.size() == 64);
    CHECK(verdict.hashes.empty());
    CHECK(verdict.entries == std::vector<std::uint32_t>{kEntryAt, kEntryAt + 16});
  }

  TEST_CASE("a header that is not a module's is refused") {
    check({
        {"not-elf", "another magic", header([](Header& h) { h.e_ident[0] = 0; })},
        {"not-elf", "32 bits", header([](Header& h) { h.e_ident[EI_CLASS] = ELFCLASS32; })},
        {"not-elf", "big endian", header([](Header& h) { h.e_ident[EI_DATA] = ELFDATA2MSB; })},
        {"elf-header", "another ABI", header([](Header& h) { h.e_ident[EI_OSABI] = ELFOSABI_GNU; })},
        {"elf-header", "flags", header([](Header& h) { h.e_flags = 1; })},
        {"elf-header", "an entry point", header([](Header& h) { h.e_entry = kEntryAt; })},
        {"elf-type", "an executable", header([](Header& h) { h.e_type = ET_EXEC; })},
        {"elf-type", "an object", header([](Header& h) { h.e_type = ET_REL; })},
        {"elf-type", "another machine", header([](Header& h) { h.e_machine = EM_RISCV; })},
        {"program-headers", "none", header([](Header& h) { h.e_phnum = 0; })},
        {"program-headers", "too many", header([](Header& h) { h.e_phnum = 0xffff; })},
        {"program-headers", "of another size", header([](Header& h) { h.e_phentsize = 55; })},
        {"program-headers", "outside the file", header([](Header& h) { h.e_phoff = kImageEnd - 8; })},
        {"program-headers", "at an offset that wraps", header([](Header& h) { h.e_phoff = ~0ULL - 63; })},
        {"truncated", "nothing but a magic", [](Module& m) { m.bytes.resize(63); }},
        {"truncated", "nothing", [](Module& m) { m.bytes.clear(); }},
    });
  }

  TEST_CASE("code and relocations are judged as what the header says they are") {
    Module x86(kBody);
    x86.edit_header([](Header& h) { h.e_machine = EM_AARCH64; });
    const Verdict as_aarch64 = verify(x86.bytes);
    CHECK_FALSE(as_aarch64.proved);
    CHECK(as_aarch64.arch == "aarch64");
    Module arm("ret", Machine::aarch64);
    REQUIRE(verify(arm.bytes).proved);
    CHECK(verify(arm.bytes).arch == "aarch64");
    arm.edit_header([](Header& h) { h.e_machine = EM_X86_64; });
    const Verdict as_x86 = verify(arm.bytes);
    const auto is_type = [](const Violation& violation) { return violation.rule == "relocation-type"; };
    CHECK(std::ranges::any_of(as_x86.violations, is_type));
  }

  TEST_CASE("segments that could hide or change code are refused") {
    check({
        {"writable-code", "writable code", program(kCode, [](Program& p) { p.p_flags |= PF_W; })},
        {"text-range", "two executable segments",
         program(kData, [](Program& p) { p.p_flags = PF_R | PF_X; })},
        {"text-range", "no executable segment", program(kCode, [](Program& p) { p.p_flags = PF_R; })},
        {"text-range", "executable zeroes", program(kCode, [](Program& p) { p.p_memsz += 16; })},
        {"text-range", "code off a page",
         program(kCode,
                 [](Program& p) { p.p_vaddr += 16, p.p_offset += 16, p.p_filesz -= 16, p.p_memsz -= 16; })},
        {"text-range", "code behind writable memory",
         program(kReadOnly, [](Program& p) { p.p_flags = PF_R | PF_W; })},
        {"segment-flags", "execute-only code", program(kCode, [](Program& p) { p.p_flags = PF_X; })},
        {"segment-flags", "unknown permissions", program(kData, [](Program& p) { p.p_flags |= 0x100000; })},
        {"segment-order", "overlapping segments", program(kRelro, [](Program& p) { p.p_memsz += 0x1000; })},
        {"segment-order", "segments on one page", program(kReadOnly, [](Program& p) { p.p_memsz = 0x2001; })},
        {"segment-order", "an image that begins later",
         program(kReadOnly,
                 [](Program& p) { p.p_vaddr = 0x1000, p.p_offset = 0, p.p_filesz = p.p_memsz = 0x100; })},
        {"segment-alignment", "an offset off its page", program(kData, [](Program& p) { p.p_offset -= 8; })},
        {"segment-alignment", "no alignment", program(kData, [](Program& p) { p.p_align = 0; })},
        {"segment-alignment", "an odd alignment", program(kData, [](Program& p) { p.p_align = 0x1800; })},
        {"segment-range", "beyond the file", program(kData, [](Program& p) { p.p_offset = 0x10000; })},
        {"segment-range", "an offset that wraps",
         program(kData, [](Program& p) { p.p_offset = ~0ULL - 0xfff; })},
        {"segment-range", "a size that wraps",
         program(kData, [](Program& p) { p.p_filesz = p.p_memsz = ~0ULL; })},
        {"segment-range", "more file than memory", program(kData, [](Program& p) { p.p_memsz = 8; })},
        {"segment-range", "no memory", program(kData, [](Program& p) { p.p_memsz = p.p_filesz = 0; })},
        {"segment-range", "an address outside",
         program(kData, [](Program& p) { p.p_vaddr = ~0ULL - 0xfff; })},
        {"segment-range", "an image larger than the space of modules",
         program(kData, [](Program& p) { p.p_memsz = kModulesEnd - kModulesBegin; })},
        {"program-header-type", "an interpreter", program(kStack, [](Program& p) { p.p_type = PT_INTERP; })},
        {"program-header-type", "thread-local storage",
         program(kStack, [](Program& p) { p.p_type = PT_TLS; })},
        {"program-header-type", "an unknown type",
         program(kStack, [](Program& p) { p.p_type = 0x6abcdef0; })},
        {"executable-stack", "an executable stack", program(kStack, [](Program& p) { p.p_flags |= PF_X; })},
        {"program-headers", "two RELRO ranges",
         program(kStack,
                 [](Program& p) { p = {PT_GNU_RELRO, PF_R, kDataAt, kDataAt, kDataAt, 4096, 4096, 1}; })},
        {"program-headers", "two dynamic sections",
         program(kStack, [](Program& p) { p.p_type = PT_DYNAMIC; })},
        {"no-dynamic", "no dynamic section", program(kDynamic, [](Program& p) { p.p_type = PT_NULL; })},
        {"dynamic-range", "a dynamic section outside",
         program(kDynamic, [](Program& p) { p.p_vaddr = 0x9000; })},
        {"dynamic-range", "one without an end", program(kDynamic, [](Program& p) { p.p_filesz = 16; })},
        {"dynamic-range", "one that is cut", program(kDynamic, [](Program& p) { p.p_filesz = 161; })},
    });
  }

  TEST_CASE("RELRO that would leave the slots writable is refused") {
    check({
        {"relro-range", "no RELRO", program(kRelroRange, [](Program& p) { p.p_type = PT_NULL; })},
        {"relro-range", "less than a page", program(kRelroRange, [](Program& p) { p.p_memsz = 0x800; })},
        {"relro-range", "off a page", program(kRelroRange, [](Program& p) { p.p_vaddr += 8; })},
        {"relro-range", "outside writable memory",
         program(kRelroRange, [](Program& p) { p.p_vaddr = kTextAt; })},
        {"relro-range", "an end that wraps",
         program(kRelroRange, [](Program& p) { p.p_memsz = ~0ULL - 0x3fff; })},
        {"relocation-place", "elsewhere", program(kRelroRange, [](Program& p) { p.p_vaddr = kDataAt; })},
        {"unchecked-branch", "a slot outside it",
         program(kRelroRange, [](Program& p) { p.p_vaddr = kDataAt; })},
    });
  }

  TEST_CASE("dynamic tags that ask a loader for more are refused") {
    check({
        {"dynamic-tag", "a library", add_dynamic(DT_NEEDED)},
        {"dynamic-tag", "a constructor", add_dynamic(DT_INIT)},
        {"dynamic-tag", "a destructor", add_dynamic(DT_FINI)},
        {"dynamic-tag", "constructors", add_dynamic(DT_INIT_ARRAY)},
        {"dynamic-tag", "preinit", add_dynamic(DT_PREINIT_ARRAY)},
        {"dynamic-tag", "text relocations", add_dynamic(DT_TEXTREL)},
        {"dynamic-tag", "a run path", add_dynamic(DT_RUNPATH)},
        {"dynamic-tag", "an auditor", add_dynamic(DT_AUDIT)},
        {"dynamic-tag", "versions", add_dynamic(DT_VERSYM)},
        {"dynamic-tag", "packed relocations", add_dynamic(DT_RELR)},
        {"dynamic-tag", "relocations without addends", add_dynamic(DT_REL)},
        {"dynamic-tag", "one tag twice", add_dynamic(DT_RELA)},
        {"dynamic-tag", "the flag of text relocations", dynamic(DT_FLAGS, DF_TEXTREL)},
        {"dynamic-tag", "the flag of static TLS", dynamic(DT_FLAGS, DF_STATIC_TLS)},
        {"dynamic-tag", "other flags", dynamic(DT_FLAGS_1, DF_1_NOW | DF_1_INTERPOSE)},
        {"dynamic-tag", "a size of symbols", dynamic(DT_SYMENT, 16)},
        {"dynamic-tag", "a size of relocations", dynamic(DT_RELAENT, 16)},
        {"symbols", "a hash table outside", dynamic(DT_HASH, 0x900000)},
        {"symbols", "a symbol table outside", dynamic(DT_SYMTAB, ~0ULL - 8)},
        {"symbols", "a string table outside", dynamic(DT_STRSZ, 0x100000)},
        {"symbols", "names outside the string table", dynamic(DT_STRSZ, 4)},
        {"relocations", "relocations outside", dynamic(DT_RELA, 0x100000)},
        {"relocations", "relocations that are cut", dynamic(DT_RELASZ, 25)},
        {"relocations", "more than there are bytes", dynamic(DT_RELASZ, ~0ULL)},
        {"symbols", "a count of symbols that is far too large",
         [](Module& m) { std::memset(m.bytes.data() + kHashTableAt + 4, 0xff, 4); }},
    });
  }

  TEST_CASE("symbols other than the contract's are refused") {
    check({
        {"import-not-allowed", "a function of libc", name_of(kMemcpy, "system")},
        {"import-not-allowed", "an unknown host function", name_of(kMemcpy, "plrust_import_nothing")},
        {"import-not-allowed", "a prefix of an import", name_of(kMemcpy, "plrust_import_memc")},
        {"symbols", "an import twice", name_of(kMemcpy, "plrust_import_abort")},
        {"symbols", "a name that is too long", name_of(kMemcpy, kLongName)},
        {"symbols", "another export", name_of(kEntry, "plrust_other")},
        {"symbols", "no entry", symbol(kEntry, [](Symbol& s) { s.st_name = 0; })},
        {"import-not-allowed", "an entry that is imported",
         symbol(kEntry, [](Symbol& s) { s.st_shndx = SHN_UNDEF; })},
        {"symbols", "an absolute entry", symbol(kEntry, [](Symbol& s) { s.st_shndx = SHN_ABS; })},
        {"symbols", "an indirect function",
         symbol(kEntry, [](Symbol& s) { s.st_info = ELF64_ST_INFO(1, 10); })},
        {"symbols", "a thread-local",
         symbol(kControl, [](Symbol& s) { s.st_info = ELF64_ST_INFO(1, STT_TLS); })},
        {"symbols", "a weak import",
         symbol(kMemcpy, [](Symbol& s) { s.st_info = ELF64_ST_INFO(STB_WEAK, 0); })},
        {"symbols", "a hidden symbol", symbol(kEntry, [](Symbol& s) { s.st_other = STV_HIDDEN; })},
        {"entry", "an entry in data", symbol(kEntry, [](Symbol& s) { s.st_value = kDataAt; })},
        {"entry", "an entry past the code", symbol(kEntry, [](Symbol& s) { s.st_value = kRelroAt - 1; })},
        {"entry-target", "an entry inside an instruction",
         symbol(kEntry, [](Symbol& s) { s.st_value += 2; })},
        {"call-alignment", "an entry past the push", symbol(kEntry, [](Symbol& s) { s.st_value += 1; })},
        {"usp", "a control word in data", symbol(kControl, [](Symbol& s) { s.st_value = kDataAt + 8; })},
        {"usp", "a control word that is a slot",
         symbol(kControl, [](Symbol& s) { s.st_value = kRelroAt + 8; })},
    });
  }

  TEST_CASE("relocations that could change code, slots or the host are refused") {
    check({
        {"relocation-type", "a copy",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_info = ELF64_R_INFO(3, 5); })},
        {"relocation-type", "an indirect relative",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_info = R_X86_64_IRELATIVE; })},
        {"relocation-type", "a 32-bit one",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_info = ELF64_R_INFO(3, 10); })},
        {"relocation-place", "in text",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = kTextAt; })},
        {"relocation-place", "in constants",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = 0x1000; })},
        {"relocation-place", "across two segments",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = 0x4ffc; })},
        {"relocation-place", "past the image",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = 0x5200; })},
        {"relocation-place", "far outside",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = ~0ULL - 7; })},
        {"relocation-place", "misaligned",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset += 4; })},
        {"relocation-place", "two at one place",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_offset = kRelroAt + 8; })},
        {"relocation-place", "an import in writable data",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_offset = kDataAt; })},
        {"relocation-value", "a negative address",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_addend = -8; })},
        {"relocation-value", "an address past the image",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_addend = 0x7000; })},
        {"relocation-value", "an import with an addend",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_addend = 4; })},
        {"relocation-value", "a symbol that is not an import",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_info = ELF64_R_INFO(kEntry, R_X86_64_GLOB_DAT); })},
        {"relocation-value", "a symbol that does not exist",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_info = ELF64_R_INFO(99, R_X86_64_GLOB_DAT); })},
        {"relocation-value", "a relative one with a symbol",
         relocation(kControlPointer, [](Relocation& r) { r.r_info = ELF64_R_INFO(3, R_X86_64_RELATIVE); })},
        {"unchecked-branch", "no slot where the code calls",
         relocation(kMemcpySlot, [](Relocation& r) { r.r_offset = kRelroAt + 64; })},
        {"entry-target", "a code address inside an instruction",
         relocation(kFunctionPointer, [](Relocation& r) { r.r_addend = kEntryAt + 2; })},
        {"usp", "a region-stack pointer in code",
         relocation(kControlPointer, [](Relocation& r) { r.r_addend = kTextAt; })},
        {"usp", "one in RELRO",
         relocation(kControlPointer, [](Relocation& r) { r.r_addend = kRelroAt + 32; })},
        {"usp", "a misaligned one",
         relocation(kControlPointer, [](Relocation& r) { r.r_addend = kDataAt + 4; })},
        {"usp", "one at the end of its segment",
         relocation(kControlPointer, [](Relocation& r) { r.r_addend = 0x5200; })},
    });
  }

  TEST_CASE("every truncation is refused without a fault") {
    const Module module(kBody);
    for (std::size_t size = 0; size < module.bytes.size(); size += size < 0x400 ? 1 : 61)
      CHECK_FALSE(verify(std::span(module.bytes).first(size)).proved);
  }

  TEST_CASE("the JSON of a hostile name is valid and bounded") {
    Module module(kBody);
    name_of(kMemcpy, "bad\xff\"name")(module);
    const std::string json = to_json(verify(module.bytes));
    CHECK(json.find("\"verdict\":\"refused\"") != std::string::npos);
    CHECK(std::ranges::all_of(json, [](char c) { return c >= 0x20 && c < 0x7f; }));
  }
}

}  // namespace plrust::confine::tests
