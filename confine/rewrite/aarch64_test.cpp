// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <string>

#include "base/error.hpp"
#include "confine/rewrite/rewrite.hpp"

using plrust::Error;
using plrust::confine::Arch;
using plrust::confine::rewrite_assembly;

namespace {

std::string one(const std::string& instruction) {
  const std::string out = rewrite_assembly("\t" + instruction + "\n", Arch::aarch64);
  return out.empty() ? out : out.substr(1, out.size() - 2);
}

bool refused(const std::string& instruction) {
  try {
    one(instruction);
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace

TEST_SUITE("aarch64") {
  TEST_CASE("a plain access takes the region's base for free") {
    CHECK(one("ldr\tx0, [x1]") == "ldr\tx0, [x28, w1, uxtw]");
    CHECK(one("strb\tw2, [x10]") == "strb\tw2, [x28, w10, uxtw]");
    CHECK(one("ldr\tq0, [x1]") == "ldr\tq0, [x28, w1, uxtw]");
  }

  TEST_CASE("other forms compute the address first") {
    CHECK(one("ldr\tx0, [x1, #16]") == "add\tx18, x28, w1, uxtw\n\tldr\tx0, [x18, #16]");
    CHECK(one("ldp\tx0, x2, [x1]") == "add\tx18, x28, w1, uxtw\n\tldp\tx0, x2, [x18]");
    CHECK(one("ldr\tx0, [x1, :lo12:name]") == "add\tx18, x28, w1, uxtw\n\tldr\tx0, [x18, :lo12:name]");
    CHECK(one("ldaxr\tw0, [x1]") == "add\tx18, x28, w1, uxtw\n\tldaxr\tw0, [x18]");
    CHECK(one("ldr\tx0, [x1, x2, lsl #3]") == "add\tx18, x1, x2, lsl #3\n\tldr\tx0, [x28, w18, uxtw]");
    CHECK(one("ldr\tx0, [x1, w2, uxtw #3]") == "add\tx18, x1, w2, uxtw #3\n\tldr\tx0, [x28, w18, uxtw]");
    CHECK(one("st1\t{ v0.b }[3], [x0]") == "add\tx18, x28, w0, uxtw\n\tst1\t{ v0.b }[3], [x18]");
  }

  TEST_CASE("write-back becomes an addition of its own") {
    CHECK(one("str\tx0, [x1, #8]!") == "add\tx1, x1, #8\n\tadd\tx18, x28, w1, uxtw\n\tstr\tx0, [x18]");
    CHECK(one("str\tx0, [x1, #-8]!") == "sub\tx1, x1, #8\n\tadd\tx18, x28, w1, uxtw\n\tstr\tx0, [x18]");
    CHECK(one("ldr\tx0, [x1], #8") == "add\tx18, x28, w1, uxtw\n\tldr\tx0, [x18]\n\tadd\tx1, x1, #8");
  }

  TEST_CASE("the native stack is used at constants only") {
    for (const char* text :
         {"str\tx30, [sp, #-16]!", "ldp\tx29, x30, [sp], #32", "sub\tsp, sp, #64", "ldr\tx0, [sp, #8]"})
      CHECK(one(text) == text);
    for (const char* text : {"mov\tx29, sp", "add\tx20, sp, #8", "add\tx0, sp, #8, lsl #12",
                             "add\tx0, sp, x1", "ldr\tx0, [sp, x1]", "mov\tsp, x0", "sub\tsp, sp, x0"})
      CHECK_MESSAGE(refused(text), text);
  }

  TEST_CASE("arguments that go through a copy of the stack pointer go through the stack pointer") {
    const auto rewritten = [](const std::string& text) { return rewrite_assembly(text, Arch::aarch64); };
    CHECK(rewritten("\tmov\tx9, sp\n\tstr\tx8, [x9]\n\tstrb\tw8, [x9, #16]\n\tmov\tw8, "
                    "#1\n\tbl\tf\n\tmov\tx0, x9\n") ==
          "\tstr\tx8, [sp]\n\tstrb\tw8, [sp, #16]\n\tmov\tw8, #1\n\tbl\tf\n\tmov\tx0, x9\n");
    CHECK(rewritten("\tmov\tx8, sp\n\tstr\tx0, [x8]\n\tmov\tw8, #1\n\tbl\tf\n") ==
          "\tstr\tx0, [sp]\n\tmov\tw8, #1\n\tbl\tf\n");
    CHECK(rewritten("\tmov\tx9, sp\n\tldr\tx9, [x9, #8]\n\tstr\tx9, [sp]\n") ==
          "\tldr\tx9, [sp, #8]\n\tstr\tx9, [sp]\n");
    CHECK(rewritten("\tadd\tx8, sp, #32\n\tldr\tq0, [x8]\n\tldr\tx8, [x8, #16]\n\tstr\tx8, [x0]\n") ==
          "\tldr\tq0, [sp, #32]\n\tldr\tx8, [sp, #48]\n\tstr\tx8, [x28, w0, uxtw]\n");
    CHECK(rewritten("\tadd\tx11, sp, #184\n\tstur\tw10, [x11, #19]\n\tldur\tx11, [x11, #-8]\n") ==
          "\tstr\tw10, [sp, #203]\n\tldr\tx11, [sp, #176]\n");
    for (const char* use :
         {"str\tx9, [x0]", "str\tx9, [x9]", "mov\tx0, x9", "add\tx9, x9, #8", "str\tx0, [x9, #8]!",
          "str\tx0, [x9], #8", "ldr\tx0, [x9, x1]", "ldr\tx0, [x1, x9]", "movk\tx9, #1", "cmp\tw9, #0",
          "cbz\tx0, .LBB0_1", "b\tf", "ret", "sub\tsp, sp, #16", "mov\tx10, sp", "stp\tx0, x9, [x9]"})
      for (const char* copy : {"\tmov\tx9, sp\n\t", "\tadd\tx9, sp, #8\n\t"})
        CHECK_THROWS_AS(rewritten(copy + std::string(use) + "\n"), Error);
    CHECK_THROWS_AS(rewritten("\tmov\tx8, sp\n\tbl\tf\n"), Error);
    CHECK_THROWS_AS(rewritten("\tmov\tx9, sp\n.LBB0_1:\n\tstr\tx0, [x9]\n"), Error);
    CHECK_THROWS_AS(rewritten("\tmov\tx19, sp\n"), Error);
  }

  TEST_CASE("lanes are not addresses, hints go") {
    CHECK(one("fmla\tv0.4s, v1.4s, v2.s[0]") == "fmla\tv0.4s, v1.4s, v2.s[0]");
    CHECK(one("prfm\tpldl1keep, [x0]").empty());
  }

  TEST_CASE("an indirect call keeps its type check and goes through the scratch register") {
    const std::string check =
        "\tldur\tw16, [x8, #-4]\n\tmovk\tw17, #1\n\tmovk\tw17, #2, lsl #16\n\tcmp\tw16, w17\n\tb.eq\t.Ltmp0\n"
        "\tbrk\t#33288\n.Ltmp0:\n";
    CHECK(rewrite_assembly(check + "\tblr\tx8\n", Arch::aarch64) ==
          "\tadd\tx18, x28, w8, uxtw\n\tldur\tw16, [x18, #-4]\n\tmovk\tw17, #1\n\tmovk\tw17, #2, lsl #16\n"
          "\tcmp\tw16, w17\n\tb.eq\t.Ltmp0\n\tbrk\t#33288\n.Ltmp0:\n\tblr\tx18\n");
    CHECK_THROWS_AS(rewrite_assembly(check + "\tblr\tx9\n", Arch::aarch64), Error);
    CHECK(refused("blr\tx8"));
    CHECK(refused("br\tx8"));
  }

  TEST_CASE("the probes of a large frame become one after the other") {
    const auto loop = [](const std::string& pages, const std::string& compared) {
      return "\tsub\tx9, sp, #" + pages + ", lsl #12\n.LBB0_1:\n\tsub\tsp, sp, #1, lsl #12\n\tcmp\tsp, " +
             compared + "\n\tstr\txzr, [sp]\n\tb.ne\t.LBB0_1\n\tnop\n";
    };
    const std::string pass = "\tsub\tsp, sp, #1, lsl #12\n\tstr\txzr, [sp]\n";
    CHECK(rewrite_assembly(loop("3", "x9"), Arch::aarch64) == ".LBB0_1:\n" + pass + pass + pass + "\tnop\n");
    CHECK_THROWS_AS(rewrite_assembly(loop("3", "x10"), Arch::aarch64), Error);
    CHECK_THROWS_AS(rewrite_assembly(loop("17", "x9"), Arch::aarch64), Error);
    CHECK_THROWS_AS(rewrite_assembly(loop("0", "x9"), Arch::aarch64), Error);
    CHECK(refused("sub\tx9, sp, #8"));
  }

  TEST_CASE("reserved registers and the system are out of reach") {
    for (const char* text :
         {"mov\tx18, x0", "ldr\tw28, [x0]", "svc\t#0", "mrs\tx0, tpidr_el0", "dc\tzva, x0", "ret\tx1"})
      CHECK_MESSAGE(refused(text), text);
    CHECK(one("ret") == "ret");
    CHECK(one("mov\tx0, x180") == "mov\tx0, x180");
  }
}
