// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"unconfined-memory", "a plain load", "movq (%rdi), %rax; retq"},
    {"unconfined-memory", "a plain store", "movq %rax, (%rdi); retq"},
    {"unconfined-memory", "a plain update", "addq $1, (%rdi); retq"},
    {"unconfined-memory", "a plain compare", "cmpb $1, (%rdi); retq"},
    {"unconfined-memory", "a plain vector load", "movups (%rdi), %xmm0; retq"},
    {"unconfined-memory", "a plain push", "pushq (%rdi); addq $8, %rsp; retq"},
    {"unconfined-memory", "a plain setcc", "sete (%rdi); retq"},
    {"unconfined-memory", "a plain locked update", "lock incq (%rdi); retq"},
    {"unconfined-memory", "a plain prefetch", "prefetcht0 (%rdi); retq"},
    {"unconfined-memory", "32-bit registers without gs", "movq (%edi), %rax; retq"},
    {"unconfined-memory", "gs with a 64-bit base", "movq %gs:(%rdi), %rax; retq"},
    {"unconfined-memory", "gs with a 64-bit index", "movq %gs:(%rdi,%rcx,8), %rax; retq"},
    {"unconfined-memory", "gs with a 64-bit index only", "movq %gs:(,%rcx,8), %rax; retq"},
    {"unconfined-memory", "gs with rsp", "movq %gs:(%rsp), %rax; retq"},
    {"unconfined-memory", "gs with esp", "movq %gs:(%esp), %rax; retq"},
    {"unconfined-memory", "gs relative to rip", "movq %gs:data(%rip), %rax; retq"},
    {"unconfined-memory", "gs relative to eip", "movq %gs:data(%eip), %rax; retq"},
    {"unconfined-memory", "a negative absolute address", "movq %gs:-8, %rax; retq"},
    {"unconfined-memory", "the lowest absolute address", "movq %gs:-0x80000000, %rax; retq"},
    {"unconfined-memory", "a negative absolute store with an address-size prefix",
     ".byte 0x67, 0x65, 0x48, 0x89, 0x04, 0x25, 0xf8, 0xff, 0xff, 0xff; retq"},
    {"unconfined-memory", "an absolute address", "movq 0x1000, %rax; retq"},
    {"unconfined-memory", "rsp with an index", "movq (%rsp,%rdi,8), %rax; retq"},
    {"unconfined-memory", "rsp as a base of 32 bits", "movq (%esp), %rax; retq"},
    {"unconfined-memory", "a frame pointer", "movq 8(%rbp), %rax; retq"},
    {"prefix", "fs", "movq %fs:0, %rax; retq"},
    {"prefix", "fs with a 32-bit register", "movq %fs:(%edi), %rax; retq"},
    {"prefix", "ds", ".byte 0x3e; movq (%rdi), %rax; retq"},
    {"prefix", "two segment prefixes", ".byte 0x64; movq %gs:(%edi), %rax; retq"},
    {"prefix", "gs twice", ".byte 0x65; movq %gs:(%edi), %rax; retq"},
    {"prefix", "gs on a register operation", ".byte 0x65; addq %rax, %rcx; retq"},
    {"prefix", "gs on an address that is not accessed", ".byte 0x65; leaq 8(%rax), %rcx; retq"},
    {"prefix", "an address-size prefix on a register operation", ".byte 0x67; addq %rax, %rcx; retq"},
    {"outside-image", "rip beyond the image", "movq 0x1000000(%rip), %rax; retq"},
    {"outside-image", "rip below the image", "movq -0x3000(%rip), %rax; retq"},
    {"outside-image", "rip across the end of the image", "movups text_begin+0x3ff8(%rip), %xmm0; retq"},
    {"outside-image", "a store far away", "movq %rax, 0x7ffffff0(%rip); retq"},
    {"instruction", "movabs to an absolute address", "movabsq 0x123456789abc, %rax; retq"},
    {"instruction", "movabs store", "movabsq %rax, 0x123456789abc; retq"},
    {"instruction", "a bit test by a register reaches outside its operand", "btq %rax, %gs:(%edi); retq"},
    {"instruction", "a bit set by a register", "btsq %rax, %gs:(%edi); retq"},
    {"instruction", "a bit set on the stack by a register", "btsq %rax, -8(%rsp); retq"},
    {"instruction", "a locked bit reset by a register", "lock btrl %eax, %gs:(%edi); retq"},
    {"instruction", "xlat", "xlatb; retq"},
    {"instruction", "maskmov", "maskmovdqu %xmm0, %xmm1; retq"},
    {"instruction", "movsb", "movsb; retq"},
    {"instruction", "rep movsb", "rep movsb; retq"},
    {"instruction", "stosq", "stosq; retq"},
    {"instruction", "rep stosq", "rep stosq; retq"},
    {"instruction", "lodsb", "lodsb; retq"},
    {"instruction", "scasb", "repne scasb; retq"},
    {"instruction", "cmpsb", "repe cmpsb; retq"},
    {"instruction", "a gather", "vpgatherdd %xmm2, (%rdi,%xmm1,4), %xmm0; retq"},
    {"instruction", "a confined gather", "vpgatherdd %xmm2, %gs:(%edi,%xmm1,4), %xmm0; retq"},
    {"instruction", "a ymm load", "vmovdqu %gs:(%edi), %ymm0; retq"},
    {"instruction", "an MMX load", "movq %gs:(%edi), %mm0; retq"},
    {"instruction", "an x87 load", "fldl %gs:(%edi); retq"},
    {"instruction", "clflush", "clflush (%rdi); retq"},
    {"instruction", "clzero", "clzero; retq"},
    {"instruction", "movdir64b", ".byte 0x66, 0x0f, 0x38, 0xf8, 0x07; retq"},
    {"instruction", "enqcmd", ".byte 0xf2, 0x0f, 0x38, 0xf8, 0x07; retq"},
    {"instruction", "xsave", "xsave (%rdi); retq"},
    {"instruction", "fxsave", "fxsave %gs:(%edi); retq"},
    {"instruction", "sgdt", "sgdt %gs:(%edi); retq"},
});

}  // namespace

std::span<const Case> memory_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
