// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"", "a load from the region", "ldr x0, [x28, w1, uxtw]; ret"},
    {"", "every width",
     "ldrb w0, [x28, w1, uxtw]; ldrh w0, [x28, w1, uxtw]; ldr w0, [x28, w1, uxtw]; ldrsw x0, [x28, w1, "
     "uxtw]; str q0, [x28, w1, uxtw]; str d0, [x28, w1, uxtw]; ret"},
    {"", "a null pointer", "ldr x0, [x28, wzr, uxtw]; ret"},
    {"", "relative to the base itself", "ldr x0, [x28, #16]; ldur x1, [x28, #-8]; ret"},
    {"", "an address that is bound first",
     "add x18, x28, w0, uxtw; ldr x0, [x18, #32760]; stp q0, q1, [x18, #-1024]; ldur x0, [x18, #-256]; ret"},
    {"", "a bound address on both paths",
     "cbz w0, 1f; add x18, x28, w0, uxtw; b 2f; 1: add x18, x28, w1, uxtw; 2: ldr x0, [x18, #8]; ret"},
    {"", "a sum in x18, used as an index", "add x18, x1, x2, lsl #3; ldr x0, [x28, w18, uxtw]; ret"},
    {"", "structures",
     "add x18, x28, w0, uxtw; ld1 { v0.16b, v1.16b }, [x18]; ld4 { v0.2d, v1.2d, v2.2d, v3.2d }, [x18]; st1 "
     "{ v0.b }[3], [x18]; ld1r { v0.4s }, [x18]; ret"},
    {"", "exclusives",
     "add x18, x28, w0, uxtw; 1: ldaxr w1, [x18]; add w1, w1, #1; stlxr w2, w1, [x18]; cbnz w2, 1b; ldxp x1, "
     "x2, [x18]; clrex; ret"},
    {"", "atomics",
     "add x18, x28, w0, uxtw; ldaddal x1, x2, [x18]; casal x1, x2, [x18]; swpb w1, w2, [x18]; ldar x1, "
     "[x18]; stlrh w1, [x18]; ret"},
    {"", "prefetches",
     "add x18, x28, w0, uxtw; prfm pldl1keep, [x18, #64]; prfm pldl1keep, [x28, w1, uxtw]; ret"},
    {"", "a literal", "ldr x0, rodata; ldr q0, rodata; ldrsw x1, rodata; ret"},
    {"", "the address of data as a number", "adrp x0, #0x3000; add x0, x0, #8; adr x1, rodata; ret"},
    {"", "a frame and spills",
     "stp x29, x30, [sp, #-48]!; stp x19, x20, [sp, #16]; str q0, [sp, #32]; ldr q0, [sp, #32]; ldp x19, "
     "x20, [sp, #16]; ldp x29, x30, [sp], #48; ret"},
    {"", "x30 as a register, once it is saved",
     "str x30, [sp, #-16]!; mov x30, #5; add x0, x0, x30; ldr x30, [sp], #16; ret"},
    {"", "x30 saved second of two",
     "sub sp, sp, #32; stp x19, x30, [sp, #16]; ldp x19, x30, [sp, #16]; add sp, sp, #32; ret"},
    {"", "x30 saved twice, restored from the last place",
     "sub sp, sp, #32; str x30, [sp]; str x30, [sp, #8]; ldr x30, [sp, #8]; add sp, sp, #32; ret"},
    {"", "x30 restored on each of two paths",
     "str x30, [sp, #-16]!; cbz w0, 1f; ldr x30, [sp], #16; ret; 1: ldr x30, [sp], #16; ret"},
    {"", "x30 saved on one path only, and restored there",
     "cbz w0, 1f; str x30, [sp, #-16]!; bl 2f; ldr x30, [sp], #16; 1: ret; 2: ret"},
    {"", "the stack moved by a shifted constant",
     "sub sp, sp, #1, lsl #12; str xzr, [sp]; add sp, sp, #1, lsl #12; ret"},
    {"", "stack arguments", "ldr x0, [sp]; ldr x1, [sp, #1016]; ret"},
    {"", "a local beside them",
     "sub sp, sp, #16; str x0, [sp, #8]; ldp x0, x1, [sp, #8]; add sp, sp, #16; ret"},
    {"", "a direct call", "str x30, [sp, #-16]!; bl 1f; ldr x30, [sp], #16; ret; 1: mov x0, #1; ret"},
    {"", "a direct tail call", "b 1f; udf #0; 1: ret"},
    {"", "conditional tail calls", "cbz x0, 1f; tbnz w0, #3, 1f; b.ne 1f; ret; 1: ret"},
    {"", "a loop", "1: subs x0, x0, #1; b.ne 1b; ret"},
    {"", "a loop that never ends", "1: b 1b"},
    {"", "a checked call", "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret"},
    {"", "a checked tail call", "checked_branch br, 0"},
    {"", "a branch to a checked call",
     "str x30, [sp, #-16]!; cbz w0, 1f; nop; 1: checked_branch blr, 8; ldr x30, [sp], #16; ret"},
    {"", "a call of the host", "str x30, [sp, #-16]!; bl 1f; ldr x30, [sp], #16; ret; 1: host_jump memcpy"},
    {"", "a tail call of the host", "b 1f; 1: host_jump abort"},
    {"", "a function whose address is in data", "ret; .p2align 4; function: mov x0, #2; ret"},
    {"", "data that cannot run", "ret; .word 0xffffffff; .word 0xd4000001; 1: ret"},
    {"", "a hash in a constant pool with an entry behind it",
     "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret; .word 0x12345678; mov x0, #1; "
     "ret"},
    {"", "a hash that is not aligned",
     "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret; .hword 0; .word 0x12345678; "
     ".hword 0xffff; .word 0xd4000001"},
    {"", "a large frame, probed page by page",
     "sub sp, sp, #1, lsl #12; str xzr, [sp]; sub sp, sp, #1, lsl #12; str xzr, [sp]; sub sp, sp, #1, lsl "
     "#12; str xzr, [sp]; add sp, sp, #3, lsl #12; ret"},
    {"", "the largest frame",
     ".rept 16; sub sp, sp, #1, lsl #12; str xzr, [sp]; .endr; add sp, sp, #16, lsl #12; ret"},
    {"", "hints", "nop; yield; bti c; bti j; bti jc; hint #32; dmb ish; isb; ret"},
    {"", "the end of a path in a fault", "cbz x0, 1f; brk #1; 1: udf #0"},
    {"", "floating point and vectors",
     "fadd d0, d1, d2; fmla v0.4s, v1.4s, v2.s[0]; fcvtzs x0, d0; scvtf s0, w1; tbl v0.16b, { v1.16b, v2.16b "
     "}, v3.16b; cnt v0.8b, v1.8b; addv b0, v0.8b; umov w0, v0.b[3]; ret"},
    {"", "checksums and cryptography",
     "crc32cx w0, w1, x2; aese v0.16b, v1.16b; sha256h q0, q1, v2.4s; pmull v0.1q, v1.1d, v2.1d; ret"},
    {"", "sdiv, madd, csel, ccmp",
     "sdiv x0, x1, x2; madd x0, x1, x2, x3; csel x0, x1, x2, lt; ccmp x0, x1, #0, eq; extr x0, x1, x2, #7; "
     "ret"},
});

}  // namespace

std::span<const Case> aarch64_proved_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
