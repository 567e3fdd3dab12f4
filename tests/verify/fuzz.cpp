// SPDX-License-Identifier: PostgreSQL
// libFuzzer target (-Dfuzzers=true): any bytes in, a verdict that agrees with itself out. The mutator knows
// the structure of modules.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string>

#include "confine/host_functions.hpp"
#include "confine/verify/verdict.hpp"
#include "tests/verify/elf_mutator.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace plrust::confine::tests {
namespace {

bool agrees(const Verdict& verdict, std::size_t size) {
  const auto inside = [&](std::uint64_t address) {
    return verdict.text_begin <= address && address < verdict.text_end;
  };
  const auto is_host_function = [](const std::string& name) {
    return std::ranges::find(kHostFunctions, name, &HostFunctionInfo::name) != kHostFunctions.end();
  };
  if (verdict.proved != (verdict.violation_count == 0) || verdict.violations.size() > kMaxViolations ||
      verdict.size != size || to_json(verdict).empty())
    return false;
  return !verdict.proved ||
         (inside(verdict.entry) && verdict.usp != 0 && verdict.usp % 8 == 0 && !inside(verdict.usp) &&
          std::ranges::is_sorted(verdict.hashes) && std::ranges::is_sorted(verdict.entries) &&
          std::ranges::all_of(verdict.entries, inside) &&
          std::ranges::all_of(verdict.imports, is_host_function) &&
          std::ranges::binary_search(verdict.entries, verdict.entry));
}

}  // namespace
}  // namespace plrust::confine::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plrust::confine;
  const std::span<const std::byte> object = std::as_bytes(std::span(data, size));
  if (!tests::agrees(verify(object), size))
    std::abort();
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  std::mt19937 random(seed);
  if (random() % 16 == 0)
    return LLVMFuzzerMutate(data, size, max_size);
  const std::size_t changes = 1 + random() % 3;
  for (std::size_t i = 0; i < changes; ++i)
    plrust::confine::tests::mutate_module(std::as_writable_bytes(std::span(data, size)), random);
  return size;
}
