// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"instruction", "syscall", "syscall; retq"},
    {"instruction", "sysenter", "sysenter; retq"},
    {"instruction", "int 80", "int $0x80; retq"},
    {"undecodable", "int1", ".byte 0xf1; retq"},
    {"instruction", "hlt", "hlt"},
    {"instruction", "in", "inb $1; retq"},
    {"instruction", "out", "outb $1; retq"},
    {"instruction", "cli", "cli; retq"},
    {"instruction", "wrgsbase", "wrgsbase %rdi; retq"},
    {"instruction", "wrfsbase", "wrfsbase %rdi; retq"},
    {"instruction", "rdgsbase", "rdgsbase %rax; retq"},
    {"instruction", "rdfsbase", "rdfsbase %rax; retq"},
    {"instruction", "swapgs", "swapgs; retq"},
    {"instruction", "gs loaded", "movw %di, %gs; retq"},
    {"instruction", "ss loaded", "movw %di, %ss; retq"},
    {"instruction", "gs read", "movw %gs, %ax; retq"},
    {"instruction", "lgs", "lgsq %gs:(%edi), %rax; retq"},
    {"instruction", "lar", "larl %eax, %eax; retq"},
    {"instruction", "a control register", "movq %cr0, %rax; retq"},
    {"instruction", "a debug register", "movq %rax, %dr7; retq"},
    {"instruction", "rdmsr", "rdmsr; retq"},
    {"instruction", "wrmsr", "wrmsr; retq"},
    {"instruction", "wrpkru", "wrpkru; retq"},
    {"instruction", "rdpkru", "rdpkru; retq"},
    {"instruction", "xsetbv", "xsetbv; retq"},
    {"instruction", "xrstor", "xrstor %gs:(%edi); retq"},
    {"instruction", "fxrstor", "fxrstor %gs:(%edi); retq"},
    {"instruction", "ldmxcsr", "ldmxcsr %gs:(%edi); retq"},
    {"instruction", "stmxcsr", "stmxcsr %gs:(%edi); retq"},
    {"instruction", "vldmxcsr", "vldmxcsr %gs:(%edi); retq"},
    {"instruction", "std", "std; retq"},
    {"instruction", "cld", "cld; retq"},
    {"instruction", "stac", "stac; retq"},
    {"instruction", "fldcw", "fldcw %gs:(%edi); retq"},
    {"instruction", "fninit", "fninit; retq"},
    {"instruction", "emms", "emms; retq"},
    {"instruction", "an MMX register", "movd %eax, %mm0; retq"},
    {"instruction", "a vector to MMX", "movdq2q %xmm0, %mm0; retq"},
    {"instruction", "xbegin", "xbegin 1f; 1: retq"},
    {"instruction", "xend", "xend; retq"},
    {"instruction", "monitor", "monitor; retq"},
    {"instruction", "umwait", "umwait %eax; retq"},
    {"instruction", "rdtsc", "rdtsc; retq"},
    {"instruction", "rdtscp", "rdtscp; retq"},
    {"instruction", "rdpmc", "rdpmc; retq"},
    {"instruction", "rdpid", "rdpid %rax; retq"},
    {"instruction", "invlpg", "invlpg %gs:(%edi); retq"},
    {"instruction", "wbinvd", "wbinvd; retq"},
    {"instruction", "vmcall", "vmcall; retq"},
    {"instruction", "rdssp", "rdsspq %rax; retq"},
    {"instruction", "incssp", "incsspq %rax; retq"},
    {"instruction", "ud1 of memory", "ud1l %gs:(%edi), %eax; retq"},
    {"instruction", "vzeroall", "vzeroall; retq"},
    {"instruction", "a ymm register", "vpaddd %ymm0, %ymm1, %ymm2; retq"},
    {"instruction", "a zmm register", ".byte 0x62,0xf1,0x75,0x48,0xfe,0xd0; retq"},
    {"instruction", "an xop instruction", ".byte 0x8f,0xe8,0x78,0xc0,0xc8,0x05; retq"},
    {"prefix", "lock on a load", ".byte 0xf0; movq %gs:(%edi), %rax; retq"},
    {"prefix", "lock on a register", ".byte 0xf0; addq %rax, %rcx; retq"},
    {"prefix", "lock on a store", ".byte 0xf0; movq %rax, %gs:(%edi); retq"},
    {"prefix", "lock on a compare", ".byte 0xf0; cmpq %rax, %gs:(%edi); retq"},
    {"prefix", "lock on padding", ".byte 0xf0; nop; retq"},
    {"prefix", "lock twice", ".byte 0xf0; lock incq %gs:(%edi); retq"},
    {"prefix", "lock on a shift", ".byte 0xf0; shlq $1, %gs:(%edi); retq"},
    {"prefix", "xacquire", ".byte 0xf2; lock incq %gs:(%edi); retq"},
    {"prefix", "xrelease", ".byte 0xf3; movq %rax, %gs:(%edi); retq"},
    {"prefix", "rep on an addition", ".byte 0xf3; addq %rax, %rcx; retq"},
    {"prefix", "repne on an addition", ".byte 0xf2; addq %rax, %rcx; retq"},
    {"prefix", "two operand-size prefixes", ".byte 0x66; addw %ax, %cx; retq"},
    {"prefix", "a REX prefix before a legacy prefix", ".byte 0x48, 0x66, 0x01, 0xc1; retq"},
    {"prefix", "two REX prefixes", ".byte 0x48, 0x48, 0x01, 0xc1; retq"},
    {"prefix", "two prefixes that choose a vector operation", ".byte 0x66; addsd %xmm0, %xmm1; retq"},
});

}  // namespace

std::span<const Case> instruction_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
