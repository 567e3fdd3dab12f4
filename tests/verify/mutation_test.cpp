// SPDX-License-Identifier: PostgreSQL
// A proved module, changed at random. Nothing may crash the verifier, and leaving any one piece of the
// confinement out must be seen.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "confine/verify/shared_region.hpp"
#include "confine/verify/verdict.hpp"
#include "tests/verify/module_builder.hpp"

namespace plrust::confine::tests {
namespace {

constexpr unsigned kSeed = 20240611;
// Every line of confinement of this body stands on a line of its own, so that each can be left out.
const std::vector<std::string> kConfined = {"pushq %rbx",
                                            "subq $32, %rsp",
                                            "movq %rdi, 8(%rsp)",
                                            "movq %gs:(%edi), %rbx",
                                            "addq %rbx, %gs:8(%esi,%ecx,4)",
                                            "movups %gs:(%edx), %xmm0",
                                            "movups %xmm0, 16(%rsp)",
                                            "cmpb $3, %gs:(%edi)",
                                            "je 2f",
                                            "movl $-0x12345678, %r10d",
                                            "addl %gs:-4(%r11d), %r10d",
                                            "je 1f",
                                            "ud2",
                                            "1: movl %r11d, %r11d",
                                            "orq %gs:65552, %r11",
                                            "callq *%r11",
                                            "2: movq 8(%rsp), %rax",
                                            "callq *slot_memcpy(%rip)",
                                            "addq $32, %rsp",
                                            "popq %rbx",
                                            "jmpq *slot_abort(%rip)"};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string without_confinement(std::string line) {
  const std::size_t gs = line.find("%gs:");
  if (gs == std::string::npos)
    return line;
  line.erase(gs, 4);
  for (const auto& [narrow, wide] :
       {std::pair{"%edi", "%rdi"}, {"%esi", "%rsi"}, {"%ecx", "%rcx"}, {"%edx", "%rdx"}, {"%r11d)", "%r11)"}})
    if (const std::size_t at = line.find(narrow); at != std::string::npos)
      line.replace(at, std::string(narrow).size(), wide);
  return line;
}

// True if a change of the byte at `offset` of the file can reach what the run time uses.
bool same_code(const std::vector<std::byte>& a, const std::vector<std::byte>& b) {
  return std::equal(a.begin() + kTextAt, a.begin() + kRelroAt, b.begin() + kTextAt);
}

}  // namespace

TEST_SUITE("verify mutations") {
  TEST_CASE("leaving out any one confinement is refused") {
    REQUIRE(verify(Module(joined(kConfined)).bytes).proved);
    unsigned tried = 0;
    for (std::size_t i = 0; i < kConfined.size(); ++i) {
      std::vector<std::string> lines = kConfined;
      lines[i] = without_confinement(lines[i]);
      if (lines[i] == kConfined[i])
        continue;
      CAPTURE(kConfined[i]);
      CHECK_FALSE(verify(Module(joined(lines)).bytes).proved);
      ++tried;
    }
    CHECK(tried == 6);
  }

  TEST_CASE("leaving out any line of the stack discipline or of a check is refused") {
    for (const std::size_t i : {0, 1, 9, 10, 12, 14, 18, 19}) {
      std::vector<std::string> lines = kConfined;
      lines[i] = i == 12 ? "nop; nop" : "";
      CAPTURE(kConfined[i]);
      CHECK_FALSE(verify(Module(joined(lines)).bytes).proved);
    }
  }

  TEST_CASE("flipped bits never crash, and what is still proved has the same code or provable code") {
    const Module module(joined(kConfined));
    std::mt19937 random(kSeed);
    unsigned proved = 0;
    for (int round = 0; round < 4000; ++round) {
      std::vector<std::byte> bytes = module.bytes;
      const int flips = 1 + static_cast<int>(random() % 3);
      for (int i = 0; i < flips; ++i) bytes[random() % bytes.size()] ^= std::byte{1} << (random() % 8);
      const Verdict verdict = verify(bytes);
      CHECK(verdict.proved == verdict.violations.empty());
      proved += verdict.proved ? 1 : 0;
    }
    CHECK(proved < 4000);
  }

  TEST_CASE("changed headers never crash, and never change the code that is proved") {
    const Module module(joined(kConfined));
    const Verdict original = verify(module.bytes);
    std::mt19937 random(kSeed + 1);
    for (int round = 0; round < 4000; ++round) {
      std::vector<std::byte> bytes = module.bytes;
      const std::uint64_t tables = random() % 2 == 0 ? 0x900 : kDynamicAt + 0x100;
      const std::uint64_t from = tables == 0x900 ? 0 : kDynamicAt;
      for (int i = 0; i < 2; ++i) bytes[from + random() % (tables - from)] = static_cast<std::byte>(random());
      const Verdict verdict = verify(bytes);
      if (!verdict.proved)
        continue;
      CHECK(same_code(bytes, module.bytes));
      CHECK(verdict.text_begin == original.text_begin);
      CHECK(verdict.hashes == original.hashes);
    }
  }

  TEST_CASE("random code is refused or proved, never a crash") {
    std::mt19937 random(kSeed + 2);
    const Module module(".fill 64, 1, 0xcc");
    for (int round = 0; round < 4000; ++round) {
      std::vector<std::byte> bytes = module.bytes;
      for (std::uint64_t at = kEntryAt; at < kEntryAt + 48; ++at)
        bytes[at] = static_cast<std::byte>(random());
      const Verdict verdict = verify(bytes);
      CHECK(verdict.proved == (verdict.violation_count == 0));
    }
  }
}

TEST_SUITE("verify shared region") {
  TEST_CASE("a module whose constant holds another's hash may not share its region") {
    const Module caller("pushq %rax; checked_branch callq, r11d, r11, 0x0badcafe; popq %rax; retq");
    const Module victim("movabsq $0x90c3050f0badcafe, %rcx; retq");
    const Module harmless("retq; .p2align 4; nop; .byte 0xb8; .long 0x0badcafe; movl $1, %eax; retq");
    const Verdict caller_verdict = verify(caller.bytes);
    const Verdict victim_verdict = verify(victim.bytes);
    const Verdict harmless_verdict = verify(harmless.bytes);
    REQUIRE(caller_verdict.proved);
    REQUIRE(victim_verdict.proved);
    REQUIRE(harmless_verdict.proved);
    const auto facts = [](const Module& module, const Verdict& verdict) {
      return BranchFacts{kTextAt - kHashBytes,
                         std::span(module.bytes).subspan(kTextAt - kHashBytes, 0x1000 + kHashBytes),
                         verdict.hashes, verdict.entries};
    };
    CHECK_FALSE(may_share_region(facts(caller, caller_verdict), facts(victim, victim_verdict)));
    CHECK_FALSE(may_share_region(facts(victim, victim_verdict), facts(caller, caller_verdict)));
    CHECK(may_share_region(facts(caller, caller_verdict), facts(harmless, harmless_verdict)));
  }

  TEST_CASE("a hash is found where it begins before the text") {
    std::vector<std::byte> window(64);
    window[2] = std::byte{0xaa};
    window[5] = std::byte{0xbb};
    const std::vector<std::uint32_t> hashes = {0xbb0000aa};
    std::vector<std::uint64_t> found;
    find_hash_places(0x1ffc, window, hashes, [&](std::uint64_t address) { found.push_back(address); });
    CHECK(found == std::vector<std::uint64_t>{0x2002});
  }
}

}  // namespace plrust::confine::tests
