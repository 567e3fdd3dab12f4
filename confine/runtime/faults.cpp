// SPDX-License-Identifier: PostgreSQL
// Faults of confined code become exits; all others are what they would be without us. "Of confined code" is
// decided by the address of the instruction alone: inside the region in effect, in a memory helper, or in the
// guarded copy with an address in the region that is being copied.
//
// Confined code runs on a stack of its own, and its end must not be the handler's: these signals are taken on
// an alternate stack.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/machine_context.hpp"

namespace plrust::confine {
namespace {

constexpr std::array kFaultSignals{SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};

constexpr std::size_t kAlternateStackBytes = std::size_t{256} << 10;  // the server's handlers run on it too

std::array<struct sigaction, NSIG> previous_actions{};

bool is_guarded_copy(std::uint64_t pc) noexcept {
  return pc >= reinterpret_cast<std::uint64_t>(&plrust_guarded_copy) &&
         pc < reinterpret_cast<std::uint64_t>(plrust_guarded_copy_end);
}

void describe(const siginfo_t& info, const MachineContext& context, Instance& instance) noexcept {
  const std::uint64_t pc = context.pc();
  const auto address = reinterpret_cast<std::uint64_t>(info.si_addr);
  const Region& region = instance.region();
  const std::uint64_t left = context.sp() - region.native_low();
  // A forced SIGSEGV has no address; it comes when the kernel finds no room for another signal's frame.
  const bool no_room = info.si_code == SI_KERNEL && left < kPage;
  const bool has_address = info.si_signo == SIGSEGV || info.si_signo == SIGBUS;
  const bool overflow =
      has_address && (no_room || region.is_native_guard(address) || region.is_stack_guard(address));
  const bool range = is_memory_helper(pc) && (info.si_signo == SIGILL || info.si_signo == SIGTRAP);
  Exit& exit = begin_exit(overflow ? ExitKind::stack_overflow : range ? ExitKind::misuse : ExitKind::fault);
  exit.signal = info.si_signo;
  exit.stack_bytes = region.native_top() - context.sp();
  exit.module_offset_valid = instance.image_contains(pc);
  exit.module_offset = exit.module_offset_valid ? pc - instance.image() : 0;
  exit.address_in_region = address - region.base() < kRegionSize;
  exit.address = exit.address_in_region ? address - region.base() : address;
  if (range) {
    std::strncpy(exit.message.data(), "a memory range reaches over the end of the function's region",
                 exit.message.size() - 1);
  }
}

// True if the fault was the confined code's and has been dealt with.
bool recover(const siginfo_t& info, MachineContext context) noexcept {
  const std::uint64_t pc = context.pc();
  if (info.si_code <= 0) {
    return false;  // sent by someone, not caused by an instruction
  }
  const auto address = reinterpret_cast<std::uint64_t>(info.si_addr);
  if (is_guarded_copy(pc)) {
    if (address - plrust_copy_region >= kRegionSize) {
      return false;
    }
    context.set_pc(reinterpret_cast<std::uint64_t>(plrust_guarded_copy_failed));
    return true;
  }
  Frame* frame = top_frame();
  if (frame == nullptr || !(is_confined(pc) || is_memory_helper(pc))) {
    return false;
  }
  ++mutable_counters().faults;
  describe(info, context, *frame->instance);
  context.redirect(reinterpret_cast<std::uint64_t>(&plrust_land_stub), landing_stack(*frame));
  return true;
}

// What would have happened without us: the previous action is reinstated and meets the same signal, because
// the instruction runs again, or because a signal that somebody sent is sent again. So a core dump shows the
// instruction, and the server's handler for SIGFPE, which raises an error, runs on the server's stack. The
// next call arms the timer, and with it our handlers, anew.
void pass_on(int number, siginfo_t* info) noexcept {
  sigaction(number, &previous_actions[static_cast<std::size_t>(number)], nullptr);
  plrust_boundary.armed = 0;
  if (info->si_code <= 0) {
    syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), number, info);
  }
}

void on_fault(int number, siginfo_t* info, void* context) {
  const int saved = errno;
  if (!recover(*info, MachineContext(context))) {
    pass_on(number, info);
  }
  errno = saved;
}

}  // namespace

void make_alternate_stack() {
  stack_t current{};
  if (sigaltstack(nullptr, &current) == 0 && (current.ss_flags & SS_DISABLE) == 0 &&
      current.ss_size >= kAlternateStackBytes) {
    return;
  }
  void* memory =
      mmap(nullptr, kAlternateStackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    throw Error(std::string("could not map the signal stack: ") + std::strerror(errno));
  }
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = kAlternateStackBytes;
  if (sigaltstack(&stack, nullptr) != 0) {
    const int error = errno;
    munmap(memory, kAlternateStackBytes);
    throw Error(std::string("could not set the signal stack: ") + std::strerror(error));
  }
}

void install_fault_handlers() noexcept {
  for (const int number : kFaultSignals) {
    struct sigaction current {};
    sigaction(number, nullptr, &current);
    if ((current.sa_flags & SA_SIGINFO) != 0 && current.sa_sigaction == on_fault) {
      continue;
    }
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    previous_actions[static_cast<std::size_t>(number)] = current;
    sigaction(number, &action, nullptr);
  }
}

}  // namespace plrust::confine
