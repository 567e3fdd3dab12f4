// SPDX-License-Identifier: PostgreSQL
#include <array>

#include "tests/verify/cases.hpp"

namespace plrust::confine::tests {
namespace {

constexpr auto kCases = std::to_array<Case>({
    {"instruction", "svc", "svc #0; ret"},
    {"instruction", "hvc", "hvc #0; ret"},
    {"instruction", "smc", "smc #0; ret"},
    {"instruction", "hlt", "hlt #0; ret"},
    {"instruction", "dcps1", "dcps1; ret"},
    {"instruction", "the thread pointer", "mrs x0, tpidr_el0; ret"},
    {"instruction", "the thread pointer written", "msr tpidr_el0, x0; ret"},
    {"instruction", "fpcr read", "mrs x0, fpcr; ret"},
    {"instruction", "fpcr written", "msr fpcr, x0; ret"},
    {"instruction", "fpsr written", "msr fpsr, x0; ret"},
    {"instruction", "nzcv", "mrs x0, nzcv; ret"},
    {"instruction", "the counter", "mrs x0, cntvct_el0; ret"},
    {"instruction", "an id register", "mrs x0, id_aa64pfr0_el1; ret"},
    {"instruction", "daif", "mrs x0, daif; ret"},
    {"instruction", "dc zva", "dc zva, x0; ret"},
    {"instruction", "dc cvau", "dc cvau, x0; ret"},
    {"instruction", "ic ivau", "ic ivau, x0; ret"},
    {"instruction", "at", "at s1e0r, x0; ret"},
    {"instruction", "sys", "sys #3, c7, c4, #1, x0; ret"},
    {"instruction", "sysl", "sysl x0, #3, c7, c4, #1; ret"},
    {"instruction", "tlbi", "tlbi vmalle1; ret"},
    {"instruction", "paciasp", "paciasp; ret"},
    {"instruction", "autiasp", "autiasp; ret"},
    {"instruction", "pacibsp", "pacibsp; ret"},
    {"instruction", "autibsp", "autibsp; ret"},
    {"instruction", "paciaz", "paciaz; ret"},
    {"instruction", "pacia1716", "pacia1716; ret"},
    {"instruction", "autia1716", "autia1716; ret"},
    {"instruction", "xpaclri", "xpaclri; ret"},
    {"instruction", "wfe", "wfe; ret"},
    {"instruction", "wfi", "wfi; ret"},
    {"instruction", "sev", "sev; ret"},
    {"instruction", "sevl", "sevl; ret"},
    {"instruction", "csdb", "csdb; ret"},
    {"instruction", "esb", "esb; ret"},
    {"instruction", "psb", "psb csync; ret"},
    {"instruction", "a hint without a name", "hint #127; ret"},
    {"instruction", "dgh", "hint #6; ret"},
    {"instruction", "dsb", "dsb sy; ret"},
    {"undecodable", "pacia", "pacia x0, x1; ret"},
    {"undecodable", "autia", "autia x30, x0; ret"},
    {"undecodable", "xpaci", "xpaci x0; ret"},
    {"undecodable", "pacga", "pacga x0, x1, x2; ret"},
    {"undecodable", "braa", "braa x0, x1; ret"},
    {"undecodable", "blraaz", "blraaz x0; ret"},
    {"undecodable", "retaa", "retaa; ret"},
    {"undecodable", "eretaa", "eretaa; ret"},
    {"instruction", "a random number", "mrs x0, rndr; ret"},
    {"undecodable", "irg", "irg x0, x1; ret"},
    {"undecodable", "addg", "addg x0, x1, #16, #1; ret"},
    {"undecodable", "gmi", "gmi x0, x1, x2; ret"},
    {"instruction", "smstart", "smstart; ret"},
    {"undecodable", "an SVE addition", "add z0.s, z1.s, z2.s; ret"},
    {"undecodable", "setffr", "setffr; ret"},
    {"undecodable", "a predicate", "ptrue p0.b; ret"},
    {"undecodable", "rcw", "rcwcas x0, x1, [x2]; ret"},
    {"undecodable", "a half-precision addition", "fadd h0, h1, h2; ret"},
    {"instruction", "a branch on flags", "cfinv; ret"},
    {"instruction", "the sb barrier", "sb; ret"},
    {"instruction", "eret", "eret"},
    {"instruction", "drps", "drps"},
});

}  // namespace

std::span<const Case> aarch64_instruction_cases() {
  return kCases;
}

}  // namespace plrust::confine::tests
