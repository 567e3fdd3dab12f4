// SPDX-License-Identifier: PostgreSQL
// One step of building dependencies, in a process of its own that is locked up first. What it leaves is files
// in its folder and one text; neither is believed more than the source that it came from.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "sandbox/sandbox.hpp"

namespace plrust::toolchain {

struct LockedStep {
  std::filesystem::path folder;  // the one that it may write in, and its current folder
  std::vector<sandbox::ReadOnlyPath> read_only;
  bool use_sandbox = true;
};

// A step that runs beside this process. The child enters the sandbox, calls `action`, and passes on what it
// returns. Whoever gives it up before its end ends the child.
class RunningStep {
 public:
  RunningStep(const LockedStep& step, const std::function<std::string()>& action);
  ~RunningStep();
  RunningStep(const RunningStep&) = delete;
  RunningStep& operator=(const RunningStep&) = delete;

  // Can be read from (POLLIN) when there is something for take().
  int descriptor() const noexcept { return report_; }
  // Takes what the child has written by now, waiting for something; false at the end.
  bool take();
  // Waits for the end; what `action` returned. A CompileFailure or Error in the child is thrown here again,
  // as the same. Throws Error if the child ends in another way.
  std::string finish();

 private:
  int wait();

  pid_t child_ = -1;
  int report_ = -1;
  std::string text_;
};

// Runs a step to its end: RunningStep::finish().
std::string run_locked_step(const LockedStep& step, const std::function<std::string()>& action);

}  // namespace plrust::toolchain
