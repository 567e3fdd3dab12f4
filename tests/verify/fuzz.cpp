// SPDX-License-Identifier: PostgreSQL
// libFuzzer target (-Dfuzzers=true): any bytes in, a verdict that agrees with itself out.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "confine/verify/verdict.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plrust::confine;
  const Verdict verdict = verify(std::as_bytes(std::span(data, size)));
  const bool inside = verdict.text_begin <= verdict.entry && verdict.entry < verdict.text_end;
  if (verdict.proved != (verdict.violation_count == 0) || verdict.violations.size() > kMaxViolations ||
      (verdict.proved && (!inside || verdict.usp == 0)) || to_json(verdict).empty())
    std::abort();
  return 0;
}
