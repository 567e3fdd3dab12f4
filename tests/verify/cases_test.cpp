// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "confine/verify/verdict.hpp"
#include "tests/verify/cases.hpp"
#include "tests/verify/module_builder.hpp"

namespace plrust::confine::tests {
namespace {

std::string describe(const Verdict& verdict) {
  std::string text = verdict.proved ? "proved" : "refused:";
  for (const Violation& violation : verdict.violations)
    text += "\n  " + violation.rule + " at " + std::to_string(violation.offset) + ": " + violation.why +
            " [" + violation.instruction + "]";
  return text;
}

void check(std::span<const Case> cases, Machine machine = Machine::x86_64) {
  for (const Case& row : cases) {
    CAPTURE(row.name);
    const Verdict verdict = verify(Module(std::string(row.body), machine).bytes);
    INFO(describe(verdict));
    CHECK(verdict.proved == row.rule.empty());
    CHECK(verdict.proved == (verdict.violation_count == 0));
    if (!row.rule.empty())
      CHECK(std::ranges::any_of(verdict.violations,
                                [&](const Violation& violation) { return violation.rule == row.rule; }));
  }
}

}  // namespace

TEST_SUITE("verify cases") {
  TEST_CASE("confined code is proved") {
    check(proved_cases());
  }
  TEST_CASE("memory that is not confined is refused") {
    check(memory_cases());
  }
  TEST_CASE("misuse of the stack is refused") {
    check(stack_cases());
  }
  TEST_CASE("control flow that is not proved is refused") {
    check(control_cases());
  }
  TEST_CASE("instructions and prefixes that are not on the allow list are refused") {
    check(instruction_cases());
  }
}

TEST_SUITE("verify cases of aarch64") {
  TEST_CASE("confined code is proved") {
    check(aarch64_proved_cases(), Machine::aarch64);
  }
  TEST_CASE("memory that is not confined is refused") {
    check(aarch64_memory_cases(), Machine::aarch64);
  }
  TEST_CASE("misuse of the stack and of the return address is refused") {
    check(aarch64_stack_cases(), Machine::aarch64);
  }
  TEST_CASE("control flow that is not proved is refused") {
    check(aarch64_control_cases(), Machine::aarch64);
  }
  TEST_CASE("instructions that are not on the allow list are refused") {
    check(aarch64_instruction_cases(), Machine::aarch64);
  }
}

}  // namespace plrust::confine::tests
