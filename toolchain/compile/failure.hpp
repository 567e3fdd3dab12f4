// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "toolchain/compile/diagnostic.hpp"

namespace plrust::toolchain {

// not_allowed, not_vendored: a dependency that the administrator does not list, or does not have; dependency:
// one that does not become a library.
enum class Stage { check, not_allowed, not_vendored, dependency, rustc, rewrite, link, limit };

std::string_view stage_name(Stage stage);

// Why a source does not become a module: what its author is told. (Error is for what the administrator must
// repair.)
class CompileFailure : public std::runtime_error {
 public:
  CompileFailure(Stage stage, const std::string& message) : std::runtime_error(message), stage_(stage) {}

  // Line of the user's source, from 1.
  CompileFailure&& at(std::size_t line) && {
    line_ = line;
    return std::move(*this);
  }
  CompileFailure&& with_diagnostics(std::vector<Diagnostic> diagnostics) && {
    diagnostics_ = std::move(diagnostics);
    return std::move(*this);
  }
  CompileFailure&& with_hint(std::string hint) && {
    hint_ = std::move(hint);
    return std::move(*this);
  }
  CompileFailure&& with_detail(std::string detail) && {
    detail_ = std::move(detail);
    return std::move(*this);
  }

  Stage stage() const noexcept { return stage_; }
  std::size_t line() const noexcept { return line_; }  // 0: none
  // Of rustc; empty for the other stages.
  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }
  const std::string& hint() const noexcept { return hint_; }
  const std::string& detail() const noexcept { return detail_; }

 private:
  Stage stage_;
  std::size_t line_ = 0;
  std::string hint_;
  std::string detail_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace plrust::toolchain
