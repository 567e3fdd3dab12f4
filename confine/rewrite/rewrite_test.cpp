// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "confine/rewrite/rewrite.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/error.hpp"

using plrust::Error;
using plrust::confine::Arch;
using plrust::confine::arch_of;
using plrust::confine::rewrite_assembly;

namespace {

std::string rewritten(const std::string& text) {
  return rewrite_assembly(text, Arch::x86_64);
}

std::string error_of(const std::string& text) {
  try {
    rewritten(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_SUITE("rewrite") {
  TEST_CASE("labels, data and alignment stay as they are") {
    CHECK(rewritten("f:\n\t.p2align\t4\n\t.quad\tf\n\t.asciz\t\"a:#b\"\n") ==
          "f:\n\t.p2align\t4\n\t.quad\tf\n\t.asciz\t\"a:#b\"\n");
  }

  TEST_CASE("unwind tables, comments and file names are left out") {
    CHECK(rewritten("\t.file\t\"a.rs\"\nf:\n\t.cfi_startproc\n# a comment\n\tretq # done\n\t.cfi_endproc\n"
                    "\t.ident\t\"rustc\"\n") == "f:\n\tretq\n");
  }

  TEST_CASE("kcfi's trap table is left out with its labels") {
    CHECK(rewritten("\tud2\n\t.section\t.kcfi_traps,\"ao\",@progbits,.text\n.Ltmp2:\n\t.long\t.Ltmp1-.Ltmp2\n"
                    "\t.text\n\tretq\n") == "\tud2\n\t.text\n\tretq\n");
  }

  TEST_CASE("a directive that reads a file or hides text is refused by name") {
    for (const char* name : {".incbin", ".include", ".macro", ".rept", ".intel_syntax", ".pushsection"})
      CHECK(error_of("\t" + std::string(name) + " \"x\"\n").find(name) != std::string::npos);
  }

  TEST_CASE("sections that run by themselves are refused") {
    CHECK(error_of("\t.section\t.init_array,\"aw\"\n") ==
          "cannot confine assembly line 1: the section '.init_array' is not allowed in a module");
    CHECK(!error_of("\t.section\t\".ctors.1\",\"aw\"\n").empty());
    CHECK(!error_of("\t.section\t.tdata,\"awT\"\n").empty());
  }

  TEST_CASE("an error names the function as the user wrote it, and the line") {
    CHECK(error_of("_RNvNtCsb1_8function4user3fib:\n\tretq\n\tsyscall_unknown\n") ==
          "cannot confine 'function::user::fib', assembly line 3: the instruction 'syscall_unknown' is not "
          "known");
  }

  TEST_CASE("with a list, a function that cannot be confined becomes a trap and is listed") {
    std::vector<std::string> trapped;
    const std::string text =
        "bad:\n\tpushq\t%rbp\n\tmovq\t%rsp, %rbp\n.Ltmp1:\n\tretq\n.Lfunc_end0:\n"
        "\t.size\tbad, .Lfunc_end0-bad\ngood:\n\tretq\n";
    CHECK(rewrite_assembly(text, Arch::x86_64, &trapped) ==
          "bad:\n\tud2\n.Lfunc_end0:\n\t.size\tbad, .Lfunc_end0-bad\ngood:\n\tretq\n");
    CHECK(trapped == std::vector<std::string>{"bad"});
  }

  TEST_CASE("with a list, what belongs to no function still fails") {
    std::vector<std::string> trapped;
    CHECK_THROWS_AS(rewrite_assembly("\t.incbin \"x\"\n", Arch::x86_64, &trapped), Error);
    CHECK_THROWS_AS(rewrite_assembly("\tleave\n", Arch::x86_64, &trapped), Error);
  }

  TEST_CASE("names for merged functions are kept") {
    CHECK(rewritten("\tretq\n_Ra = _Rb\n") == "\tretq\n_Ra = _Rb\n");
  }

  TEST_CASE("a file without a last newline is complete") {
    CHECK(rewritten("\tretq") == "\tretq\n");
  }

  TEST_CASE("architectures are known by name or triple") {
    CHECK(arch_of("x86_64-postgres-linux-gnu") == Arch::x86_64);
    CHECK(arch_of("aarch64") == Arch::aarch64);
    CHECK_THROWS_AS(arch_of("riscv64"), Error);
  }
}
