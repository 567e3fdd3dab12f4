// SPDX-License-Identifier: PostgreSQL
// What a check found, and the forms in which it is told.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/check/file_text.hpp"

namespace plrust::toolchain {

struct Finding {
  enum class Level { error, warning, note };
  Level level = Level::error;
  // What it is about: policy, source, signature, sql, server, dependency, limit, verifier, or rustc's own
  // code.
  std::string rule;
  std::string message;
  std::string why;      // may be empty
  std::string instead;  // what to write instead; may be empty
  std::vector<std::string> notes;
  std::string label;  // what stands beside the mark
  std::string file;
  TextPlace begin;
  TextPlace end;            // one past the last character
  std::string source_line;  // the line of `begin`
  std::string routine;      // may be empty
};

struct CheckedRoutine {
  enum class Outcome { ready, failed, skipped };
  std::string file;
  std::string name;
  TextPlace begin;
  std::string signature;  // in Rust; empty if there is none
  Outcome outcome = Outcome::ready;
  double milliseconds = 0;
};

struct CheckReport {
  std::vector<std::string> files;
  std::vector<CheckedRoutine> routines;
  std::vector<Finding> findings;

  bool has_errors() const;
  std::size_t count(CheckedRoutine::Outcome outcome) const;
};

std::string_view level_name(Finding::Level level);

// For people: each finding with its line, and a summary.
std::string report_text(const CheckReport& report);
std::string report_json(const CheckReport& report);
// SARIF 2.1.0, for editors and code review. `version`: of this program.
std::string report_sarif(const CheckReport& report, std::string_view version);

}  // namespace plrust::toolchain
