// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/probe_loop.hpp"

#include "confine/abi.hpp"
#include "confine/rewrite/lines.hpp"

namespace plrust::confine {
namespace {

// More than that the verifier refuses as a frame.
constexpr std::uint64_t kMaxPasses = 16;

}  // namespace

void ProbeLoop::fail(std::string_view why) {
  state_ = kNone;
  throw Unconfinable{std::string(why)};
}

void ProbeLoop::begin(std::string_view bound, std::uint64_t bytes) {
  if (bytes % kMaxStackStep != 0)
    fail("the stack pointer is used as a value");
  passes_ = bytes / kMaxStackStep;
  if (passes_ == 0 || passes_ > kMaxPasses)
    fail("the function's frame is too large (more than 64 KiB of spilled values)");
  bound_ = bound;
  state_ = kStart;
}

void ProbeLoop::label(std::string_view name) {
  // A second one could be branched to by somebody else; the next instruction then throws.
  state_ = state_ == kStart ? kLabelled : state_ == kNone ? kNone : kStart;
  label_ = name;
}

bool ProbeLoop::is_next(std::string_view name, std::string_view operands) const {
  if (state_ < kLabelled)
    return false;
  const std::size_t at = state_ - kLabelled;
  if (at == form_.body.size())
    return name == form_.jump && operands == label_;
  std::string expected(form_.body[at]);
  if (const std::size_t mark = expected.find('@'); mark != std::string::npos)
    expected.replace(mark, 1, bound_);
  return expected == std::string(name) + " " + std::string(operands);
}

void ProbeLoop::follow(std::string_view name, std::string_view operands, std::string& out) {
  if (!is_next(name, operands))
    fail("the stack is probed in a way that is not known");
  if (++state_ <= kLabelled + form_.body.size())
    return;
  state_ = kNone;
  for (std::uint64_t i = 0; i < passes_; ++i) out += form_.pass;
}

}  // namespace plrust::confine
