// SPDX-License-Identifier: PostgreSQL
// Checks the functions of files in the order in which they are given: types of earlier files are known in
// later ones.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "toolchain/check/known_types.hpp"
#include "toolchain/check/report.hpp"
#include "toolchain/check/routine_request.hpp"
#include "toolchain/compile/diagnostic.hpp"

namespace plrust::toolchain {

// What became of one function.
struct CompileOutcome {
  bool ok = false;
  std::string stage;  // as in the answer of a compilation; "verifier" for what was compiled and not proved
  std::string message;
  std::string detail;
  std::string hint;
  std::size_t line = 0;  // of the body, from 1
  std::vector<Diagnostic> diagnostics;
  double milliseconds = 0;
};

class RoutineCompiler {
 public:
  virtual ~RoutineCompiler() = default;
  // Why functions with dependencies cannot be compiled here; empty if they can.
  virtual std::string no_dependencies() const = 0;
  // Throws Error for what is not the source's fault.
  virtual CompileOutcome compile(const RoutineRequest& request) = 0;
};

class Checker {
 public:
  explicit Checker(RoutineCompiler& compiler) : compiler_(&compiler) {}

  void check_sql(const std::string& file, const std::string& text);
  // The body of one function in Rust, whose signature is `signature` ("fn f(a: i32) -> i64"), or, if that is
  // empty, what stands behind "// signature: " on the first line. Throws Error if there is none.
  void check_rust(const std::string& file, const std::string& text, const std::string& signature);
  const CheckReport& report() const noexcept { return report_; }

 private:
  struct Subject;

  void check_routine(const std::string& file, const FileText& text, const SqlRoutine& routine);
  void compile(Subject& subject, const RoutineRequest& request);
  void add_diagnostic(const Subject& subject, const Diagnostic& diagnostic);
  void add_failure(const Subject& subject, const CompileOutcome& outcome);
  Finding finding_at(const Subject& subject, Finding::Level level, std::string rule,
                     std::string message) const;

  RoutineCompiler* compiler_;
  KnownTypes types_;
  CheckReport report_;
};

}  // namespace plrust::toolchain
