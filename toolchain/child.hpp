// SPDX-License-Identifier: PostgreSQL
// Child processes behind an interface, so that what decides which ones to run is tested without starting any.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace plrust::toolchain {

struct ChildCommand {
  std::filesystem::path program;  // a path: nothing is looked up in PATH
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  // all of it; nothing is inherited
  std::filesystem::path directory;                 // empty: this process's own
  std::string input;                               // standard input
};

struct ChildResult {
  int status = 0;  // exit status, or 128 + signal
  std::string out;
  std::string err;

  bool ok() const { return status == 0; }
};

class ChildRunner {
 public:
  virtual ~ChildRunner() = default;
  // Runs to the end. Throws Error (missing_tool) if the program cannot be started at all.
  virtual ChildResult run(const ChildCommand& command) = 0;
  // The same, but standard output arrives line by line, and standard error with it. `tick` is called about
  // twice a second meanwhile. Returns the status.
  virtual int run_lines(const ChildCommand& command, const std::function<void(std::string_view)>& line,
                        const std::function<void()>& tick) = 0;
};

class ProcessRunner final : public ChildRunner {
 public:
  ChildResult run(const ChildCommand& command) override;
  int run_lines(const ChildCommand& command, const std::function<void(std::string_view)>& line,
                const std::function<void()>& tick) override;
};

// PATH, LC_ALL and, for rustc, what unlocks the unstable options that the sysroot is built with.
std::map<std::string, std::string> plain_environment();
std::map<std::string, std::string> rustc_environment();

// "'ninja' ended with status 1: <last lines of its output>", with ExitCode::child_failed.
Error child_error(const ChildCommand& command, const ChildResult& result);

}  // namespace plrust::toolchain
