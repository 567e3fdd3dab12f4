// SPDX-License-Identifier: PostgreSQL
// What the two programs answer (ARCHITECTURE.md: Request and answer of a compilation, Verdict). Their output
// is parsed strictly: a field that is missing or of another kind is an error. Knows nothing of PostgreSQL.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::handler {

// Thrown by the parsers: what is wrong with the text.
struct BadAnswer {
  std::string reason;
};

struct CompileAnswer {
  bool ok = false;
  std::string sysroot_id;
  std::string warnings;
  std::string milliseconds;  // the object as text
  std::string stage;
  std::string message;
  std::string detail;
  std::string hint;
  std::int64_t line = 0;            // of the function's body; 0: none
  std::vector<std::string> crates;  // "regex 1.7.1": linked in
};

struct Verdict {
  bool is_proved = false;
  std::string sha256;
  std::vector<std::string> imports;
  std::int64_t frame_bytes = 0;
  std::int64_t instructions = 0;
  std::vector<std::uint32_t> hashes;   // of its checked branches, and where these can land: what decides
  std::vector<std::uint32_t> entries;  // beside which modules it may be loaded
  std::string violations;              // one line each
  // Functions that it calls and that the host does not have: last words of violations of rule
  // import-not-allowed.
  std::vector<std::string> unknown_imports;
};

CompileAnswer parse_compile_answer(std::string_view text);
Verdict parse_verdict(std::string_view text);

}  // namespace plrust::handler
