// SPDX-License-Identifier: PostgreSQL
// A proved aarch64 module, changed at random: leaving any one piece of the confinement out must be seen, and
// nothing may crash the verifier.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "confine/verify/verdict.hpp"
#include "tests/verify/module_builder.hpp"

namespace plrust::confine::tests {
namespace {

constexpr unsigned kSeed = 20240612;

struct Line {
  const char* confined;
  const char* without;  // what the compiler would have written; null: the line is no confinement
};

// Every line that the rewriter or the compiler's split stack contributes stands by itself.
const std::vector<Line> kLines = {
    {"stp x29, x30, [sp, #-48]!", "nop"},
    {"str x19, [sp, #16]", nullptr},
    {"ldr x19, [x28, w0, uxtw]", "ldr x19, [x0]"},
    {"add x18, x28, w1, uxtw", "mov x18, x1"},
    {"ldp x2, x3, [x18, #16]", "ldp x2, x3, [x1, #16]"},
    {"add x18, x1, x2, lsl #3", nullptr},
    {"str x3, [x28, w18, uxtw]", "str x3, [x1, x2, lsl #3]"},
    {"add x1, x1, #8", nullptr},
    {"add x18, x28, w1, uxtw", "nop"},
    {"ldaxr w4, [x18]", "ldaxr w4, [x1]"},
    {"stlxr w5, w4, [x18]", "stlxr w5, w4, [x1]"},
    {"ld1 { v0.16b, v1.16b }, [x18]", "ld1 { v0.16b, v1.16b }, [x1], #32"},
    {"str q0, [sp, #32]", "str q0, [x29, #32]"},
    {"add x18, x28, w8, uxtw", "nop"},
    {"ldur w16, [x18, #-4]", "ldur w16, [x8, #-4]"},
    {"movk w17, #0x5678", "nop"},
    {"movk w17, #0x1234, lsl #16", "nop"},
    {"cmp w16, w17", "nop"},
    {"b.eq 1f", "b 1f"},
    {"brk #0x8228", "nop"},
    {"1: blr x18", "1: blr x8"},
    {"bl 2f", nullptr},
    {"ldr x19, [sp, #16]", nullptr},
    {"ldp x29, x30, [sp], #48", "add sp, sp, #48"},
    {"ret", "ret x8"},
    {"2: host_jump memcpy", "2: br x16"},
};

std::string body(std::size_t left_out) {
  std::string text;
  for (std::size_t i = 0; i < kLines.size(); ++i)
    text += std::string(i == left_out ? kLines[i].without : kLines[i].confined) + "\n";
  return text;
}

Module confined() {
  return Module(body(kLines.size()), Machine::aarch64);
}

}  // namespace

TEST_SUITE("verify mutations of aarch64") {
  TEST_CASE("leaving out any one confinement is refused") {
    REQUIRE(verify(confined().bytes).proved);
    unsigned tried = 0;
    for (std::size_t i = 0; i < kLines.size(); ++i) {
      if (kLines[i].without == nullptr)
        continue;
      CAPTURE(kLines[i].confined);
      CHECK_FALSE(verify(Module(body(i), Machine::aarch64).bytes).proved);
      ++tried;
    }
    CHECK(tried == 21);
  }

  TEST_CASE("flipped bits never crash, and are mostly refused") {
    const Module module = confined();
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

  // A word that the flip turned into another one that is still proved is another instruction of the same
  // kind; what it must never become is checked by its encoding, without LLVM.
  TEST_CASE("no flipped bit of the code makes a system instruction, an unchecked branch or a write to x28") {
    const Module module = confined();
    unsigned proved = 0;
    unsigned tried = 0;
    for (std::uint64_t at = kEntryAt; at < kEntryAt + 4 * kLines.size(); ++at)
      for (int bit = 0; bit < 8; ++bit) {
        Module changed = module;
        changed.bytes[at] ^= std::byte{1} << bit;
        ++tried;
        if (!verify(changed.bytes).proved)
          continue;
        ++proved;
        std::uint32_t word = 0;
        std::memcpy(&word, changed.bytes.data() + at / 4 * 4, sizeof word);
        CAPTURE(word);
        const bool exception = (word & 0xff000000U) == 0xd4000000U && (word & 0xffe0001fU) != 0xd4200000U;
        const bool system = (word & 0xffc00000U) == 0xd5000000U && (word & 0xfffff000U) != 0xd5032000U &&
                            (word & 0xfffff000U) != 0xd5033000U;
        CHECK_FALSE(exception);
        CHECK_FALSE(system);
      }
    CHECK(tried == 32 * kLines.size());
    CHECK(proved < tried / 2);
  }

  TEST_CASE("random words are refused or proved, never a crash") {
    std::mt19937 random(kSeed + 2);
    const Module module(".fill 64, 1, 0", Machine::aarch64);
    for (int round = 0; round < 4000; ++round) {
      std::vector<std::byte> bytes = module.bytes;
      for (std::uint64_t at = kEntryAt; at < kEntryAt + 48; ++at)
        bytes[at] = static_cast<std::byte>(random());
      const Verdict verdict = verify(bytes);
      CHECK(verdict.proved == (verdict.violation_count == 0));
    }
  }
}

}  // namespace plrust::confine::tests
