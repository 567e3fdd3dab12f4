// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"unchecked-branch", "a jump to a register", "jmpq *%rdi"},
    {"unchecked-branch", "a call of a register", "pushq %rax; callq *%rdi; popq %rax; retq"},
    {"unchecked-branch", "a masked call without the comparison",
     "pushq %rax; movl %r11d, %r11d; orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "a checked call without the mask",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: callq *%r11; popq "
     "%rax; retq"},
    {"unchecked-branch", "without the truncation",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: nop; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "without the trap",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; nopl (%rax); 1: movl %r11d, "
     "%r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "with the condition turned round",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; jne 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "another register checked than called",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r9d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "another register masked than called",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r9d, %r9d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "truncated from another register",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r9d, %r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "based on another slot",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65560, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "based on writable memory",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq data(%rip), %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "based on a register's slot",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65552(%eax), %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "the hash read elsewhere",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-8(%r11d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "the hash read with an index",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d,%eax), %r10d; je 1f; ud2; 1: movl %r11d, "
     "%r11d; "
     "orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "the target changed after the check",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; 1: movl %r11d, %r11d; "
     "orq %gs:65552, %r11; addq $4, %r11; callq *%r11; popq %rax; retq"},
    {"unchecked-branch", "the target as its own scratch",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r10d), %r10d; je 1f; ud2; 1: movl %r10d, %r10d; "
     "orq %gs:65552, %r10; callq *%r10; popq %rax; retq"},
    {"unchecked-branch", "the trap jumped over by too much",
     "pushq %rax; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 1f; ud2; movl %r11d, %r11d; "
     "1: orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"unconfined-memory", "a jump through memory", "jmpq *(%rdi)"},
    {"unchecked-branch", "a jump through the region", "jmpq *%gs:(%edi)"},
    {"unchecked-branch", "a jump through the stack", "pushq %rdi; jmpq *(%rsp)"},
    {"unchecked-branch", "a call through writable data", "pushq %rax; callq *data(%rip); popq %rax; retq"},
    {"unchecked-branch", "a call through constant data", "pushq %rax; callq *rodata(%rip); popq %rax; retq"},
    {"unchecked-branch", "a call through a relocated pointer",
     "pushq %rax; callq *pointer(%rip); popq %rax; retq"},
    {"unchecked-branch", "a call into the middle of a slot",
     "pushq %rax; callq *slot_memcpy+4(%rip); popq %rax; retq"},
    {"inside-checked-call", "a branch past the comparison",
     "pushq %rax; testl %edi, %edi; je 7f; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 9f; ud2; "
     "9: movl %r11d, %r11d; 7: orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"inside-checked-call", "a branch to the truncation",
     "pushq %rax; testl %edi, %edi; je 9f; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 9f; ud2; "
     "9: movl %r11d, %r11d; orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"inside-checked-call", "a branch to the comparison",
     "pushq %rax; movl $5, %r10d; jmp 8f; movl $-0x12345678, %r10d; 8: addl %gs:-4(%r11d), %r10d; je 9f; "
     "ud2; "
     "9: movl %r11d, %r11d; orq %gs:65552, %r11; callq *%r11; popq %rax; retq"},
    {"inside-checked-call", "a call of the branch itself",
     "pushq %rax; callq 9f; popq %rax; retq; movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 8f; "
     "ud2; "
     "8: movl %r11d, %r11d; orq %gs:65552, %r11; 9: jmpq *%r11"},
    {"inside-checked-call", "a code address in data",
     "movl $-0x12345678, %r10d; addl %gs:-4(%r11d), %r10d; je 8f; ud2; 8: movl %r11d, %r11d; "
     "function: orq %gs:65552, %r11; jmpq *%r11"},
    {"entry-target", "a code address into an instruction", "movl $0x0f05c3, %eax; function = . - 3; retq"},
    {"entry-target", "a used hash in a constant with hidden code behind it",
     "pushq %rax; checked_branch callq, r11d, r11; popq %rax; movabsq $0x90c3050f12345678, %rcx; retq"},
    {"entry-target", "a used hash in a displacement",
     "pushq %rax; checked_branch callq, r11d, r11; popq %rax; movl $7, %gs:0x12345678(%edi); retq"},
    {"entry-target", "a used hash at the end of the code",
     "checked_branch jmpq, r11d, r11; movl $0x12345678, %ecx"},
    {"entry-target", "a used hash that ends in the padding of the page",
     "checked_branch jmpq, r11d, r11, -0x33336f70; ud2; .fill 9, 1, 0x90"},
    {"stack-depth", "a used hash in a constant inside a frame",
     "pushq %rax; checked_branch callq, r11d, r11; movl $0x12345678, %ecx; popq %rax; retq"},
    {"tail-call-depth", "a checked tail call inside a frame", "pushq %rax; checked_branch jmpq, r11d, r11"},
    {"tail-call-depth", "a tail call of the host inside a frame", "pushq %rax; jmpq *slot_memcpy(%rip)"},
    {"call-alignment", "a misaligned call", "callq 1f; retq; 1: retq"},
    {"call-alignment", "a misaligned call of the host", "callq *slot_memcpy(%rip); retq"},
    {"call-alignment", "a misaligned checked call", "checked_branch callq, r11d, r11; retq"},
    {"branch-target", "a jump into an instruction", "jmp .+3; movl $0x0f05c3, %eax; retq"},
    {"branch-target", "a jump into itself", ".byte 0xeb, 0xff, 0xc0; retq"},
    {"branch-target", "a jump outside the code", ".byte 0xe9; .long 0x10000; retq"},
    {"branch-target", "a jump before the code", ".byte 0xe9; .long -0x1000; retq"},
    {"branch-target", "a jump to the end of the code", "je 1f; retq; 1:"},
    {"branch-target", "a call of data", "pushq %rax; callq data; popq %rax; retq"},
    {"branch-target", "a conditional jump into an instruction", "je .+4; movl $0x0f05c3, %eax; retq"},
    {"falls-off", "no end", "nop"},
    {"falls-off", "a call at the end", "pushq %rax; callq 1f; popq %rax; retq; 1: pushq %rax; callq 1b"},
    {"falls-off", "a conditional jump at the end", "1: decq %rax; jne 1b"},
    {"instruction", "loop", "1: loop 1b; retq"},
    {"instruction", "jrcxz", "jrcxz 1f; 1: retq"},
    {"instruction", "ret with a count", "retq $8"},
    {"instruction", "ret of 16 bits", "retw"},
    {"instruction", "a far return", "lretq"},
    {"instruction", "a far jump", "ljmpl *%gs:(%edi)"},
    {"instruction", "iret", "iretq"},
    {"prefix", "a jump of 16 bits", ".byte 0x66, 0xff, 0xe0"},
    {"prefix", "a notrack jump", "notrack jmpq *%rax"},
    {"prefix", "an operand-size prefix on a call",
     "pushq %rax; .byte 0x66; callq 1f; popq %rax; retq; 1: retq"},
    {"prefix", "an operand-size prefix on a jump", ".byte 0x66; jmp 1f; 1: retq"},
    {"instruction", "an operand-size prefix on a conditional jump",
     ".byte 0x66, 0x0f, 0x84, 0, 0, 0, 0; retq"},
    {"prefix", "an operand-size prefix on ret", ".byte 0x66, 0x48, 0xc3"},
    {"prefix", "rep ret", ".byte 0xf3; retq"},
    {"prefix", "bnd jmp", ".byte 0xf2; jmp 1f; 1: retq"},
    {"prefix", "a branch hint", ".byte 0x2e; je 1f; 1: retq"},
    {"undecodable", "a byte that is no instruction", "retq; .byte 0x06"},
    {"undecodable", "an instruction cut by the end", "retq; .byte 0x48, 0xb8, 1, 2"},
});

}  // namespace

std::span<const Case> control_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
