// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

namespace plrust::toolchain {

// What Ninja reports when an edge is done: "[3/24] compile core".
struct NinjaStep {
  int done = 0;
  int total = 0;
  std::string what;
};

// Nothing (total 0) if the line is something else, such as a compiler's message.
NinjaStep parse_ninja_line(std::string_view line);

// "[ 3/24] compile core, 12 s": one line that is rewritten on a terminal; otherwise a line per step, and one
// every ten seconds in which nothing was done.
class Progress {
 public:
  Progress(std::ostream& talk, bool terminal) : talk_(&talk), terminal_(terminal) {}

  void step(const NinjaStep& step);
  // Call it a few times a second: the elapsed time moves although nothing is done.
  void tick();
  // Ends the line that is being rewritten.
  void finish();

 private:
  void draw();

  std::ostream* talk_;
  bool terminal_;
  bool drawn_ = false;
  NinjaStep last_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_drawn_ = begin_;
};

}  // namespace plrust::toolchain
