// SPDX-License-Identifier: PostgreSQL
// Writes every hand-written module into a directory: the corpus that a fuzzer starts from.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "tests/verify/cases.hpp"
#include "tests/verify/module_builder.hpp"

int main(int argc, char** argv) {
  using namespace plrust::confine::tests;
  using plrust::confine::Machine;
  if (argc != 2) {
    std::cerr << "usage: verify_fuzz_seeds DIRECTORY\n";
    return 2;
  }
  const std::filesystem::path directory = argv[1];
  std::filesystem::create_directories(directory);
  int number = 0;
  const auto write = [&](std::span<const Case> cases, Machine machine) {
    for (const Case& row : cases) {
      const Module module(std::string(row.body), machine);
      std::ofstream file(directory / std::to_string(number++), std::ios::binary);
      file.write(reinterpret_cast<const char*>(module.bytes.data()),
                 static_cast<std::streamsize>(module.bytes.size()));
    }
  };
  for (const auto cases :
       {proved_cases(), memory_cases(), stack_cases(), control_cases(), instruction_cases()})
    write(cases, Machine::x86_64);
  for (const auto cases : {aarch64_proved_cases(), aarch64_memory_cases(), aarch64_stack_cases(),
                           aarch64_control_cases(), aarch64_instruction_cases()})
    write(cases, Machine::aarch64);
  std::cout << number << " modules\n";
}
