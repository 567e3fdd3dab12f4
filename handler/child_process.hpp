// SPDX-License-Identifier: PostgreSQL
// Runs one program and waits for it as PostgreSQL wants to be waited: a cancel, a timeout or the end of the
// backend ends the program's whole process group at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace plrust::handler {

struct ChildRequest {
  std::vector<std::string> arguments;  // the first is the program's path
  std::filesystem::path
      directory;            // where it runs and keeps temporary files; its stderr goes to a file there
  int standard_input = -1;  // a descriptor, or -1 for /dev/null
  std::chrono::milliseconds timeout{};
  std::uint64_t address_space_bytes = 0;
};

struct ChildResult {
  std::string output;
  std::string errors;  // the end of its stderr
  bool exited = false;
  int status = 0;  // exit status, or the signal that killed it
};

// Throws Error: cannot be started, timeout, too much output. Throws PgError: cancelled.
ChildResult run_child(const ChildRequest& request);

// Whether a program could be started at all: checked before, for an error that says what to do.
bool is_executable(const std::filesystem::path& program);

// Kills what run_child() waits for; for the end of a process that ends without unwinding.
void kill_running_child() noexcept;

}  // namespace plrust::handler
