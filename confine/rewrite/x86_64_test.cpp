// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <string>

#include "base/error.hpp"
#include "confine/rewrite/rewrite.hpp"

using plrust::Error;
using plrust::confine::Arch;
using plrust::confine::rewrite_assembly;

namespace {

// One instruction in, one or more out, without the tab and newline around.
std::string one(const std::string& instruction) {
  const std::string out = rewrite_assembly("\t" + instruction + "\n", Arch::x86_64);
  return out.substr(1, out.size() - 2);
}

bool refused(const std::string& instruction) {
  try {
    one(instruction);
  } catch (const Error&) {
    return true;
  }
  return false;
}

std::string checked_call(const std::string& reg, const std::string& call) {
  return "\tmovl\t$-305419896, %r10d\n\taddl\t-4(" + reg + "), %r10d\n\tje\t.Ltmp0\n.Ltmp1:\n\tud2\n" +
         "\t.section\t.kcfi_traps,\"ao\",@progbits,.text\n.Ltmp2:\n\t.long\t.Ltmp1-.Ltmp2\n\t.text\n.Ltmp0:"
         "\n" +
         call;
}

}  // namespace

TEST_SUITE("x86_64") {
  TEST_CASE("a memory operand is bound to the region through gs and 32-bit registers") {
    CHECK(one("movq\t8(%rdi), %rax") == "movq\t%gs:8(%edi), %rax");
    CHECK(one("movq\t%rax, (%r15)") == "movq\t%rax, %gs:(%r15d)");
    CHECK(one("movzbl\t-1(%rax,%rcx), %edx") == "movzbl\t%gs:-1(%eax,%ecx), %edx");
    CHECK(one("movsd\t%xmm0, 16(%rbp,%r9,8)") == "movsd\t%xmm0, %gs:16(%ebp,%r9d,8)");
    CHECK(one("movl\t$5, 24(,%rax,8)") == "movl\t$5, %gs:24(,%eax,8)");
    CHECK(one("pushq\t8(%rbx)") == "pushq\t%gs:8(%ebx)");
    CHECK(one("cmpb\t$0, (%rax)") == "cmpb\t$0, %gs:(%eax)");
    CHECK(one("imulq\t$3, (%rax), %rcx") == "imulq\t$3, %gs:(%eax), %rcx");
  }

  TEST_CASE("prefixes stay in front") {
    CHECK(one("lock\t\tcmpxchgq\t%rdi, (%rax)") == "lock cmpxchgq\t%rdi, %gs:(%eax)");
    CHECK(one("rep\t\tbsfl\t%edi, %eax") == "rep bsfl\t%edi, %eax");
  }

  TEST_CASE("a bit scan in memory has no prefix but those that bind it") {
    CHECK(one("rep\t\tbsfl\t8(%rdi), %eax") == "bsfl\t%gs:8(%edi), %eax");
  }

  TEST_CASE("stack slots at constants and pc-relative operands stay") {
    for (const char* text : {"movq\t%rax, 16(%rsp)", "movaps\t.LCPI0_0(%rip), %xmm0", "pushq\t%rbx", "retq",
                             "movq\tf@GOTPCREL(%rip), %rax", "leaq\t1(%rbx,%rcx,2), %rbp", "cltq",
                             "subq\t$72, %rsp", "addq\t$72, %rsp", "leaq\t8(%rsp), %rsp"})
      CHECK(one(text) == text);
  }

  TEST_CASE("direct branches stay, a call through an import slot becomes direct") {
    CHECK(one("callq\tmemcpy@PLT") == "callq\tmemcpy@PLT");
    CHECK(one("jne\t.LBB0_1") == "jne\t.LBB0_1");
    CHECK(one("callq\t*memcpy@GOTPCREL(%rip)") == "callq\tmemcpy@PLT");
    CHECK(one("jmpq\t*f@GOTPCREL(%rip)") == "jmpq\tf@PLT");
  }

  TEST_CASE("an indirect call keeps its type check and is bound to the region") {
    CHECK(rewrite_assembly(checked_call("%rax", "\tcallq\t*%rax\n"), Arch::x86_64) ==
          "\tmovl\t$-305419896, %r10d\n\taddl\t%gs:-4(%eax), "
          "%r10d\n\tje\t.Ltmp0\n.Ltmp1:\n\tud2\n\t.text\n.Ltmp0:\n"
          "\tmovl\t%eax, %eax\n\torq\t%gs:65552, %rax\n\tcallq\t*%rax\n");
  }

  TEST_CASE("an indirect branch without exactly that check is refused") {
    CHECK(refused("callq\t*%rax"));
    CHECK(refused("jmpq\t*(%rax)"));
    CHECK(refused("jmpq\t*8(%rsp)"));
    for (const std::string& after :
         {std::string("\tcallq\t*%rcx\n"), std::string("\tnop\n\tcallq\t*%rax\n"),
          std::string(".Lother:\n\tcallq\t*%rax\n"), std::string("\tcallq\t*%rax\n\tcallq\t*%rax\n")})
      CHECK_THROWS_AS(rewrite_assembly(checked_call("%rax", after), Arch::x86_64), Error);
  }

  TEST_CASE("the stack pointer is nobody's value") {
    for (const char* text :
         {"movq\t%rsp, %rbp", "leaq\t8(%rsp), %rax", "movq\t(%rsp,%rax,8), %rcx", "pushq\t%rsp",
          "xchgq\t%rsp, %rax", "andq\t$-32, %rsp", "subq\t%rax, %rsp", "leaq\t(%rsp,%rax), %rsp",
          "cmpq\t%r11, %rsp", "addl\t$8, %esp", "movq\t8(%rax,%rsp), %rcx"})
      CHECK_MESSAGE(refused(text), text);
  }

  TEST_CASE("stack arguments through a copy of the stack pointer go through the pointer itself") {
    const auto call = [](const std::string& middle) {
      return rewrite_assembly("\tmovq\t%rsp, %rax\n" + middle, Arch::x86_64);
    };
    CHECK(call("\tmovq\t%r10, (%rax)\n\tmovq\t%r11, 8(%rax)\n\tcallq\tf\n\tmovq\t(%rax), %rcx\n") ==
          "\tmovq\t%r10, (%rsp)\n\tmovq\t%r11, 8(%rsp)\n\tcallq\tf\n\tmovq\t%gs:(%eax), %rcx\n");
    CHECK(call("\tmovq\t(%rax), %rax\n\tmovq\t(%rax), %rcx\n") ==
          "\tmovq\t(%rsp), %rax\n\tmovq\t%gs:(%eax), %rcx\n");
    CHECK(rewrite_assembly("\tmovq\t%rsp, %rcx\n\tmovq\t%rbx, (%rcx)\n\tmovl\t$1, %ecx\n\tcallq\tf\n",
                           Arch::x86_64) == "\tmovq\t%rbx, (%rsp)\n\tmovl\t$1, %ecx\n\tcallq\tf\n");
  }

  TEST_CASE("a copy of the stack pointer that something else may see is refused") {
    for (const char* use :
         {"\tmovq\t%rax, %rcx\n", "\tmovq\t%rax, 8(%rsp)\n", "\tmovq\t(%rax,%rcx), %rdx\n",
          "\tmovq\t(%rcx,%rax), %rdx\n", "\tleaq\t8(%rax), %rdi\n", "\taddq\t$8, %rax\n", "\tcmpb\t$1, %al\n",
          "\tmovl\t%eax, %eax\n", "\tretq\n", "\tjmp\t.LBB0_1\n", "\tje\t.LBB0_1\n", "\tpushq\t%rcx\n",
          "\tsubq\t$8, %rsp\n", ".LBB0_1:\n\tmovq\t%rcx, (%rax)\n", "\tmovq\t%rsp, %rcx\n",
          "\tmovb\t$1, %al\n", "\tpushq\t(%rax)\n"})
      CHECK_THROWS_AS(rewrite_assembly(std::string("\tmovq\t%rsp, %rax\n") + use, Arch::x86_64), Error);
    for (const char* reg : {"%rdi", "%r9", "%rcx"})
      CHECK_THROWS_AS(rewrite_assembly("\tmovq\t%rsp, " + std::string(reg) + "\n\tcallq\tf\n", Arch::x86_64),
                      Error);
    CHECK(refused("movq\t%rsp, %rbx"));
  }

  TEST_CASE("string instructions and their like are refused") {
    for (const char* text :
         {"rep;movsq\t(%rsi), %es:(%rdi)", "movsb\t(%rsi), %es:(%rdi)", "rep\t\tmovsb", "movsb", "movsq",
          "stosq\t%rax, %es:(%rdi)", "lodsb\t(%rsi), %al", "cmpsb\t%es:(%rdi), (%rsi)",
          "scasb\t%es:(%rdi), %al", "xlatb", "maskmovdqu\t%xmm0, %xmm1", "enter\t$8, $0", "leave",
          "insb\t%dx, %es:(%rdi)", "outsl\t(%rsi), %dx"})
      CHECK_MESSAGE(refused(text), text);
  }

  TEST_CASE("moves whose names resemble string moves are not refused") {
    CHECK(one("movsbl\t(%rax), %ecx") == "movsbl\t%gs:(%eax), %ecx");
    CHECK(one("movslq\t%eax, %rcx") == "movslq\t%eax, %rcx");
    CHECK(one("movss\t(%rax), %xmm0") == "movss\t%gs:(%eax), %xmm0");
    CHECK(one("insertps\t$16, (%rax), %xmm0") == "insertps\t$16, %gs:(%eax), %xmm0");
  }

  TEST_CASE("what cannot be bound is refused") {
    for (const char* text :
         {"movq\t%fs:0, %rax", "movq\t%gs:(%rdi), %rax", "movq\t4096, %rax", "movabsq\ttable, %rax",
          "movq\ttable(,%rax,8), %rcx", "movq\tx@GOTTPOFF(%rip), %rax",
          "vgatherdps\t%ymm2, (%rax,%ymm1,4), %ymm0", "movq\t(%eax), %rcx", "popq\t(%rax)",
          "btsq\t%rcx, (%rax)", "lock\t\tbtsl\t%ecx, (%rdi)", "vmovups\t(%rax), %zmm0 {%k1}", "vzeroupper",
          "vmovdqa\t%xmm0, %xmm1", "data16\t\tnop", "notrack\t\tjmpq\t*%rax", "addr32\t\tcallq\tf"})
      CHECK_MESSAGE(refused(text), text);
  }

  TEST_CASE("the probes of a large frame become one after the other") {
    const auto loop = [](const std::string& bytes, const std::string& between) {
      return "\tmovq\t%rsp, %r11\n" + between + "\tsubq\t$" + bytes +
             ", %r11\n.LBB0_1:\n\tsubq\t$4096, %rsp\n\tmovq\t$0, (%rsp)\n\tcmpq\t%r11, %rsp\n"
             "\tjne\t.LBB0_1\n\tnop\n";
    };
    const std::string pass = "\tsubq\t$4096, %rsp\n\tmovq\t$0, (%rsp)\n";
    CHECK(rewrite_assembly(loop("12288", ""), Arch::x86_64) == ".LBB0_1:\n" + pass + pass + pass + "\tnop\n");
    CHECK_THROWS_AS(rewrite_assembly(loop("69632", ""), Arch::x86_64), Error);
    CHECK_THROWS_AS(rewrite_assembly(loop("12289", ""), Arch::x86_64), Error);
    CHECK_THROWS_AS(rewrite_assembly(loop("12288", "\tnop\n"), Arch::x86_64), Error);
    CHECK_THROWS_AS(rewrite_assembly(loop("12288", ".LBB0_0:\n"), Arch::x86_64), Error);
  }

  TEST_CASE("a copy of the stack pointer that is none of a probe is left out as before") {
    CHECK(rewrite_assembly("\tmovq\t%rsp, %r11\n\tmovq\t%rax, (%r11)\n\tcallq\tf\n", Arch::x86_64) ==
          "\tmovq\t%rax, (%rsp)\n\tcallq\tf\n");
  }

  TEST_CASE("a bit test with a constant bit number is bound") {
    CHECK(one("lock\t\tbtsl\t$3, (%rdi)") == "lock btsl\t$3, %gs:(%edi)");
    CHECK(one("btl\t%ecx, %eax") == "btl\t%ecx, %eax");
  }
}
