// SPDX-License-Identifier: PostgreSQL
// aarch64 has no jump that needs no register, so a stopped call goes on by a second signal, whose return
// loads the registers that the first one found. The kernel restores all of them, vectors included.
#include <csignal>
#include <cstring>

#include "confine/runtime/boundary_state.hpp"

namespace plrust::confine {
namespace {

mcontext_t stopped;
bool is_resuming = false;

}  // namespace

extern "C" {
[[noreturn]] PLRUST_HIDDEN void plrust_stop_and_resume();
}

void redirect_to_stop(MachineContext context, const Frame& frame) noexcept {
  std::memcpy(&stopped, &context.raw().uc_mcontext, sizeof stopped);
  context.redirect(reinterpret_cast<std::uint64_t>(&plrust_stop_stub), landing_stack(frame));
}

bool finish_stop(MachineContext context) noexcept {
  if (!is_resuming) {
    return false;
  }
  is_resuming = false;
  std::memcpy(&context.raw().uc_mcontext, &stopped, sizeof stopped);
  return true;
}

extern "C" void plrust_stop_and_resume() {
  const mcontext_t mine = stopped;  // another call may be stopped in the check
  plrust_stop();
  // The timer must not take the signal's place between the two assignments and raise().
  sigset_t mask;
  sigset_t previous;
  sigfillset(&mask);
  pthread_sigmask(SIG_SETMASK, &mask, &previous);
  stopped = mine;
  is_resuming = true;
  raise(tick_signal_number());
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  __builtin_unreachable();
}

}  // namespace plrust::confine
