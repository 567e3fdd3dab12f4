// SPDX-License-Identifier: PostgreSQL
// Function bodies in assembly, each with the rule that must refuse it; an empty rule means it must be proved.
#pragma once

#include <span>
#include <string_view>

namespace plrust::confine::tests {

struct Case {
  std::string_view rule;
  std::string_view name;
  std::string_view body;  // of plrust_entry; what runs off its end is the test's business
};

std::span<const Case> proved_cases();
std::span<const Case> memory_cases();
std::span<const Case> stack_cases();
std::span<const Case> control_cases();
std::span<const Case> instruction_cases();

std::span<const Case> aarch64_proved_cases();
std::span<const Case> aarch64_memory_cases();
std::span<const Case> aarch64_stack_cases();
std::span<const Case> aarch64_control_cases();
std::span<const Case> aarch64_instruction_cases();

}  // namespace plrust::confine::tests
