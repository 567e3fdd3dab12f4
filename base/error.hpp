// SPDX-License-Identifier: PostgreSQL
// The one exception type of everything that runs outside the server: what failed, on what, and what to do.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace plrust {

// Exit codes are part of the contract (man page, section EXIT STATUS).
enum class ExitCode : int { ok = 0, failed = 1, usage = 2, missing_tool = 3, child_failed = 4 };

// `message`: lower case, no full stop, names in single quotes. `hint`: the next step, or empty.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, std::string hint = {}, ExitCode code = ExitCode::failed)
      : std::runtime_error(message), hint_(std::move(hint)), code_(code) {}

  const std::string& hint() const noexcept { return hint_; }
  ExitCode code() const noexcept { return code_; }

 private:
  std::string hint_;
  ExitCode code_;
};

}  // namespace plrust
