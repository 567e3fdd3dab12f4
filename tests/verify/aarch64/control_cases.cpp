// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"unchecked-branch", "a jump to a register", "br x0"},
    {"unchecked-branch", "a call of a register", "str x30, [sp, #-16]!; blr x0; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "a return to a register", "ret x0"},
    {"unchecked-branch", "a bound jump without a check", "add x18, x28, w0, uxtw; br x18"},
    {"unchecked-branch", "a bound call without a check",
     "str x30, [sp, #-16]!; add x18, x28, w0, uxtw; blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the call of another register than was checked",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x8; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "without the binding",
     "str x30, [sp, #-16]!; nop; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, #0x1234, lsl #16; cmp "
     "w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "bound in another way",
     "str x30, [sp, #-16]!; add x18, x28, x8; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, #0x1234, "
     "lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the hash read from elsewhere",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-8]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the hash read through another register",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldr w16, [x28, w8, uxtw]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the hash read into x18",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w18, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w18, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "half a hash",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; nop; movk w17, #0x1234, lsl #16; "
     "cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the other half",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; nop; cmp w16, "
     "w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "twice the same half",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "halves in another register",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w15, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "the comparison of a register with itself",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w16; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "with the found hash as the wanted one",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w16, #0x5678; movk w16, "
     "#0x1234, lsl #16; cmp w16, w16; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "a comparison that shifts",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17, lsl #1; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "a comparison of 64 bits",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp x16, x17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "a subtraction that keeps its result",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; subs w15, w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "an addition of flags",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmn w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "another condition",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.ne 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "always",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.al 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "no trap",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; nop; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "something between check and branch",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: nop; blr x18; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "x18 bound again",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: add x18, x28, w9, uxtw; blr x18; ldr x30, [sp], "
     "#16; ret"},
    {"unchecked-branch", "a jump through a slot that is no import",
     "adrp x16, #0x2000; ldr x16, [x16, #24]; br x16"},
    {"unchecked-branch", "a jump through the middle of a slot",
     "adrp x16, #0x2000; ldr x16, [x16, #0]; br x16"},
    {"unchecked-branch", "a jump through writable data", "adrp x16, #0x3000; ldr x16, [x16, #8]; br x16"},
    {"unchecked-branch", "a jump through constant data", "adrp x16, #-0x1000; ldr x16, [x16, #8]; br x16"},
    {"unchecked-branch", "a call through a slot",
     "str x30, [sp, #-16]!; adrp x16, #0x2000; ldr x16, [x16, #8]; blr x16; ldr x30, [sp], #16; ret"},
    {"unchecked-branch", "a jump through another register than was loaded",
     "adrp x16, #0x2000; ldr x16, [x16, #8]; br x17"},
    {"unchecked-branch", "a jump through a slot at another page",
     "adrp x17, #0x2000; ldr x16, [x16, #8]; br x16"},
    {"unchecked-branch", "the slot loaded through x18", "adrp x18, #0x2000; ldr x18, [x18, #8]; br x18"},
    {"unchecked-branch", "the slot changed before the jump",
     "adrp x16, #0x2000; ldr x16, [x16, #8]; add x16, x16, #4; br x16"},
    {"unchecked-branch", "a narrow load of a slot", "adrp x16, #0x2000; ldr w16, [x16, #8]; br x16"},
    {"unconfined-memory", "the slot of an import, only read", "adrp x16, #0x2000; ldr x16, [x16, #8]; ret"},
    {"inside-checked-call", "a branch past the comparison",
     "str x30, [sp, #-16]!; cbz w0, 7f; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; "
     "movk w17, #0x1234, lsl #16; cmp w16, w17; 7: b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"inside-checked-call", "a branch to the call",
     "str x30, [sp, #-16]!; cbz w0, 1f; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; "
     "movk w17, #0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"inside-checked-call", "a branch to the load of the hash",
     "str x30, [sp, #-16]!; cbz w0, 7f; add x18, x28, w8, uxtw; 7: ldur w16, [x18, #-4]; movk w17, #0x5678; "
     "movk w17, #0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"inside-checked-call", "a branch to a half of the hash",
     "str x30, [sp, #-16]!; cbz w0, 7f; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; 7: "
     "movk w17, #0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret"},
    {"inside-checked-call", "a call of the branch itself",
     "str x30, [sp, #-16]!; bl 7f; ldr x30, [sp], #16; ret; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; "
     "movk w17, #0x5678; movk w17, #0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: 7: br x18"},
    {"inside-checked-call", "a code address in data",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 1f; brk #1; 1: function: blr x18; ldr x30, [sp], #16; ret"},
    {"inside-checked-call", "a branch to the load of a slot",
     "cbz w0, 1f; adrp x16, #0x2000; 1: ldr x16, [x16, #8]; br x16"},
    {"inside-checked-call", "a branch to the jump through a slot",
     "cbz w0, 1f; adrp x16, #0x2000; ldr x16, [x16, #8]; 1: br x16"},
    {"inside-checked-call", "a jump of another check",
     "str x30, [sp, #-16]!; add x18, x28, w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, "
     "#0x1234, lsl #16; cmp w16, w17; b.eq 7f; brk #1; 1: blr x18; ldr x30, [sp], #16; ret; add x18, x28, "
     "w8, uxtw; ldur w16, [x18, #-4]; movk w17, #0x5678; movk w17, #0x1234, lsl #16; cmp w16, w17; b.eq 1f; "
     "brk #1; 1: 7: blr x18; ldr x30, [sp], #16; ret"},
    {"entry-target", "a code address between words", "function = . + 2; ret"},
    {"entry-target", "a used hash at the end of the code",
     "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret; .word 0x12345678"},
    {"undecodable", "a used hash with data behind it",
     "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret; .word 0x12345678, 0xffffffff"},
    {"undecodable", "a used hash as an instruction, with data behind it",
     "str x30, [sp, #-16]!; checked_branch blr, 8, 0x0020, 0xd420; ldr x30, [sp], #16; ret; cbz x0, 1f; brk "
     "#1; .word 0xffffffff; 1: ret"},
    {"undecodable", "data that runs", ".word 0xffffffff; ret"},
    {"undecodable", "a branch to data", "cbz x0, 1f; ret; 1: .word 0xffffffff"},
    {"undecodable", "an entry that is data", "ret; function: .word 0xffffffff"},
    {"instruction", "a used hash with a system call behind it",
     "str x30, [sp, #-16]!; checked_branch blr, 8; ldr x30, [sp], #16; ret; .word 0x12345678; svc #0; ret"},
    {"instruction", "a system call in a function whose address is in data", "ret; function: svc #0; ret"},
    {"stack-depth", "a used hash inside a frame",
     "str x30, [sp, #-16]!; checked_branch blr, 8, 0x0000, 0xb940; sub sp, sp, #16; .word 0xb9400000; add "
     "sp, sp, #16; ldr x30, [sp], #16; ret"},
    {"tail-call-depth", "a checked tail call inside a frame", "str x30, [sp, #-16]!; checked_branch br, 8"},
    {"tail-call-depth", "a tail call of the host inside a frame", "str x30, [sp, #-16]!; host_jump memcpy"},
    {"branch-target", "a jump outside the code", "b . + 0x8000"},
    {"branch-target", "a jump before the code", "b . - 0x1000"},
    {"branch-target", "a jump to the end of the code", "cbz w0, 1f; ret; 1:"},
    {"branch-target", "a call of data", "str x30, [sp, #-16]!; bl rodata; ldr x30, [sp], #16; ret"},
    {"branch-target", "a conditional jump outside", "b.ne . + 0x8000; ret"},
    {"branch-target", "a test that jumps outside", "tbz w0, #3, . + 0x4000; ret"},
    {"falls-off", "no end", "nop"},
    {"falls-off", "a call at the end",
     "str x30, [sp, #-16]!; bl 1f; ldr x30, [sp], #16; ret; 1: str x30, [sp, #-16]!; bl 1b"},
    {"falls-off", "a conditional branch at the end", "1: cbz x0, 1b"},
    {"falls-off", "code that is no whole word", "nop; .byte 1, 2"},
});

}  // namespace

std::span<const Case> aarch64_control_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
