// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"", "a load from the region", "movq %gs:(%edi), %rax; retq"},
    {"", "base, index, scale and displacement", "movl %eax, %gs:0x7fffffff(%r12d,%r13d,8); retq"},
    {"", "a negative displacement from a register", "movzbl %gs:-1(%edi), %eax; retq"},
    {"", "an absolute address in the region", "movq %gs:0x10010, %rax; retq"},
    {"", "constants and data relative to rip", "movups rodata(%rip), %xmm0; movq %rax, data(%rip); retq"},
    {"", "the address of data as a number", "leaq data(%rip), %rax; leaq 8(%rax,%rcx,4), %rdx; retq"},
    {"", "the red zone of a leaf",
     "movq %rdi, -128(%rsp); movups %xmm0, -16(%rsp); movq -8(%rsp), %rax; retq"},
    {"", "a frame and spills",
     "pushq %rbp; pushq %rbx; subq $24, %rsp; movq %rdi, 16(%rsp); "
     "movq 16(%rsp), %rax; addq $24, %rsp; popq %rbx; popq %rbp; retq"},
    {"", "a frame moved by lea", "leaq -24(%rsp), %rsp; movq %rdi, (%rsp); leaq 24(%rsp), %rsp; retq"},
    {"", "the last byte of the red zone", "movb %al, -128(%rsp); movb -1(%rsp), %al; retq"},
    {"", "the last byte of the stack arguments", "movb 1031(%rsp), %al; retq"},
    {"", "the largest frame, probed page by page",
     ".rept 16; subq $4096, %rsp; movq $0, (%rsp); .endr; addq $65536, %rsp; retq"},
    {"", "stack arguments", "movq 8(%rsp), %rax; movq 1024(%rsp), %rcx; retq"},
    {"", "a direct call", "pushq %rax; callq 1f; popq %rax; retq; .p2align 4; 1: movl $1, %eax; retq"},
    {"", "a direct call with an address-size prefix, as lld relaxes it",
     "pushq %rax; .byte 0x67; callq 1f; popq %rax; retq; 1: retq"},
    {"", "a direct tail call", "jmp 1f; int3; 1: retq"},
    {"", "a loop", "1: decq %rdi; jne 1b; retq"},
    {"", "a loop that never ends", "1: jmp 1b"},
    {"", "a call and a tail call of the host",
     "pushq %rax; callq *slot_memcpy(%rip); popq %rax; "
     "jmpq *slot_abort(%rip)"},
    {"", "a checked call", "pushq %rax; checked_branch callq, r11d, r11; popq %rax; retq"},
    {"", "a checked tail call", "checked_branch jmpq, eax, rax"},
    {"", "a branch to a checked call",
     "pushq %rax; testl %edi, %edi; je 1f; nop; 1: checked_branch callq, ecx, rcx; popq %rax; retq"},
    {"", "a hash in a constant with an entry behind it",
     "pushq %rax; checked_branch callq, r11d, r11; popq %rax; movl $0x12345678, %ecx; retq"},
    {"", "a function whose address is in data", "retq; .p2align 4; function: movl $2, %eax; retq"},
    {"", "a large frame, probed page by page",
     "pushq %rbx; subq $4096, %rsp; movq $0, (%rsp); subq $4096, %rsp; movq $0, (%rsp); subq $4080, %rsp; "
     "callq 1f; addq $12272, %rsp; popq %rbx; retq; 1: retq"},
    {"", "locked updates",
     "lock cmpxchgq %rcx, %gs:(%edi); lock xaddl %eax, %gs:4(%edi); "
     "lock incq %gs:(%edi); lock orb $1, %gs:(%edi); xchgq %rax, %gs:(%edi); lock cmpxchg16b %gs:(%edi); "
     "retq"},
    {"", "bit tests of registers, and of memory by a constant",
     "btq %rax, %rcx; btsl $3, %eax; btq $5, %gs:(%edi); lock btsl $3, %gs:(%edi); retq"},
    {"", "counts with their mandatory prefix",
     "tzcntq %rax, %rcx; lzcntw %ax, %cx; popcntl %gs:(%edi), %ecx; pause; retq"},
    {"", "shifts, double shifts, carries",
     "shldq $3, %rax, %rcx; shrdl %cl, %eax, %edx; rcrq %rax; sarb $2, %gs:(%edi); adcq %rax, %rcx; retq"},
    {"", "SSE2 to SSE4.2",
     "pshufb %xmm1, %xmm0; pmovzxbq %gs:(%edi), %xmm0; crc32b %gs:(%edi), %eax; "
     "pcmpestri $4, %gs:(%edi), %xmm1; roundsd $1, %xmm0, %xmm0; pinsrq $1, %gs:(%edi), %xmm0; "
     "insertps $1, %gs:(%edi), %xmm0; blendvps %xmm0, %gs:(%edi), %xmm1; ptest %xmm0, %xmm1; retq"},
    {"", "AES, CLMUL, SHA",
     "aesenc %xmm1, %xmm0; pclmulqdq $0, %gs:(%edi), %xmm0; sha256rnds2 %xmm1, %xmm2; retq"},
    {"", "BMI with memory",
     "andnq %gs:(%edi), %rax, %rcx; shlxl %eax, %gs:(%edi), %ecx; rorxq $3, %rax, %rcx; "
     "mulxq %gs:(%edi), %rax, %rcx; retq"},
    {"", "long padding",
     ".byte 0x66,0x66,0x2e,0x0f,0x1f,0x84,0,0,0,0,0; nopw %cs:0(%rax,%rax); nopl (%rax); retq"},
    {"", "rbp as a general register", "movq %rdi, %rbp; movq %gs:8(%ebp), %rax; retq"},
    {"", "a trap ends a path", "testl %edi, %edi; je 1f; ud2; 1: int3"},
    {"", "unreached instructions that decode", "retq; syscall; movq (%rdi), %rax; hlt"},
    {"", "a push from memory of the region and of the frame",
     "pushq %gs:(%edi); pushq (%rsp); addq $16, %rsp; retq"},
});

}  // namespace

std::span<const Case> proved_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
