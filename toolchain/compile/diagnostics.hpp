// SPDX-License-Identifier: PostgreSQL
// rustc's JSON diagnostics in the words, and with the line numbers, of the function's author.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/compile/diagnostic.hpp"

namespace plrust::toolchain {

inline constexpr std::size_t kMaxDiagnostics = 20;
inline constexpr std::size_t kMaxDiagnosticBytes = 8192;

struct RenderedDiagnostics {
  std::string text;         // all of them, rendered
  std::string first_error;  // one line; empty: there was none
  std::string hint;
  std::size_t line = 0;  // of the first error that has one
  std::size_t errors = 0;
  std::vector<Diagnostic> all;
  std::string other;  // what rustc wrote that is no diagnostic (a crash)
};

// `output`: rustc's standard error with --error-format=json. `file`: the generated file's name as rustc was
// given it.
RenderedDiagnostics render_diagnostics(std::string_view output, std::string_view file,
                                       std::size_t prologue_characters, std::size_t user_lines);

}  // namespace plrust::toolchain
