// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/assemble.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/error.hpp"

using plrust::Error;
using plrust::confine::Arch;
using plrust::confine::assemble;

TEST_SUITE("assemble") {
  TEST_CASE("the object is ELF of its architecture and holds the code") {
    const auto object = assemble("f:\n\tmovq\t%gs:8(%edi), %rax\n\tretq\n", Arch::x86_64);
    const std::string_view bytes(object.data(), object.size());
    CHECK(bytes.starts_with("\177ELF\002\001"));
    CHECK(bytes[18] == 62);
    CHECK(bytes.find("\x65\x67\x48\x8b\x47\x08\xc3") != std::string_view::npos);
    const auto arm = assemble("f:\n\tldr\tx0, [x28, w1, uxtw]\n\tret\n", Arch::aarch64);
    CHECK(static_cast<unsigned char>(arm.at(18)) == 183);
  }

  TEST_CASE("the first message of the assembler is the error") {
    try {
      assemble("f:\n\tretq\n\tmovq\t%nope, %rax\n", Arch::x86_64);
      FAIL("assembled");
    } catch (const Error& error) {
      CHECK(std::string(error.what()) ==
            "cannot assemble: line 3: invalid register name: 'movq\t%nope, %rax'");
    }
  }

  TEST_CASE("an undefined local label is an error") {
    CHECK_THROWS_WITH_AS(assemble("\tjmp\t.Lnowhere\n", Arch::x86_64),
                         "cannot assemble: Undefined temporary symbol .Lnowhere", Error);
  }

  TEST_CASE("the same text gives the same bytes") {
    const std::string text = "f:\n\t.p2align\t4\n\tcallq\tg@PLT\n\tretq\n";
    CHECK(assemble(text, Arch::x86_64) == assemble(text, Arch::x86_64));
  }
}
