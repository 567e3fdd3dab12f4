// SPDX-License-Identifier: PostgreSQL
#include "toolchain/progress.hpp"

#include <charconv>

#include <fmt/format.h>

namespace plrust::toolchain {
namespace {

// Reads the number at the start of `text` and the character after it; false if they are not there.
bool take_number(std::string_view& text, char end, int& number) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest == text.data() + text.size() || *rest != end) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  return true;
}

}  // namespace

NinjaStep parse_ninja_line(std::string_view line) {
  NinjaStep step;
  int done = 0;
  int total = 0;
  if (!line.starts_with("[")) {
    return step;
  }
  line.remove_prefix(1);
  if (!take_number(line, '/', done) || !take_number(line, ']', total) || !line.starts_with(" ")) {
    return step;
  }
  return {done, total, std::string(line.substr(1))};
}

void Progress::step(const NinjaStep& step) {
  last_ = step;
  draw();
}

void Progress::tick() {
  constexpr std::chrono::seconds kLongestSilence{10};
  if (terminal_ || std::chrono::steady_clock::now() - last_drawn_ >= kLongestSilence) {
    draw();
  }
}

void Progress::finish() {
  if (terminal_ && drawn_) {
    *talk_ << "\n" << std::flush;
    drawn_ = false;
  }
}

void Progress::draw() {
  last_drawn_ = std::chrono::steady_clock::now();
  const auto elapsed = last_drawn_ - begin_;
  const std::string text = fmt::format("[{:2}/{:2}] {}, {} s", last_.done, last_.total,
                                       last_.what.empty() ? "starting" : last_.what,
                                       std::chrono::duration_cast<std::chrono::seconds>(elapsed).count());
  *talk_ << (terminal_ ? fmt::format("\r{}\033[K", text) : text + "\n") << std::flush;
  drawn_ = true;
}

}  // namespace plrust::toolchain
