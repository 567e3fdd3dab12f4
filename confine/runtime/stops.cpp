// SPDX-License-Identifier: PostgreSQL
// Any instruction of confined code is a safe point: it owns nothing of the host. A timer, running only while
// there are calls, looks every 10 ms whether an interrupt is pending; if the interrupted instruction is
// confined code, the return from the handler goes to plrust_stop_stub, which lets the host check on its own
// stack as ordinary code, and then goes on exactly there. The code itself pays nothing.
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <string>

#include "base/error.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "confine/runtime/machine_context.hpp"

#ifdef __x86_64__
#include <cpuid.h>
#endif
#ifndef sigev_notify_thread_id  // glibc before 2.37 has only the member of the union
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace plrust::confine {
namespace {

Hooks current_hooks;
Counters current_counters{};
pid_t prepared_process = 0;
timer_t timer{};
bool has_timer = false;
int tick_signal = 0;
std::chrono::microseconds tick_interval{10'000};

// After a tick that found a memory helper: it will be back in confined code soon.
constexpr std::chrono::microseconds kRetry{50};
constexpr std::int64_t kPerSecond = 1'000'000;  // microseconds

timespec to_timespec(std::chrono::microseconds time) noexcept {
  return {time.count() / kPerSecond, (time.count() % kPerSecond) * 1000};
}

void set_timer(std::chrono::microseconds first, std::chrono::microseconds interval) noexcept {
  const itimerspec spec{to_timespec(interval), to_timespec(first)};
  timer_settime(timer, 0, &spec, nullptr);
}

bool must_stop() noexcept {
  if (current_hooks.interrupt_pending == nullptr || *current_hooks.interrupt_pending == 0) {
    return false;
  }
  return std::all_of(current_hooks.holdoff.begin(), current_hooks.holdoff.end(),
                     [](const volatile std::uint32_t* held) { return held == nullptr || *held == 0; });
}

void tick(MachineContext context) noexcept {
  ++current_counters.ticks;
  Frame* frame = top_frame();
  if (frame == nullptr) {
    plrust_boundary.armed = 0;
    ++current_counters.disarms;
    set_timer({}, {});
    return;
  }
  if (!must_stop()) {
    return;
  }
  const std::uint64_t pc = context.pc();
  if (!is_confined(pc)) {
    if (is_memory_helper(pc)) {
      ++current_counters.retries;
      set_timer(kRetry, tick_interval);
    }
    return;
  }
  ++current_counters.stops;
  frame->native = context.sp();
  redirect_to_stop(context, *frame);
}

void on_tick(int, siginfo_t*, void* context) {
  const int saved = errno;
  MachineContext machine(context);
  if (!finish_stop(machine)) {
    tick(machine);
  }
  errno = saved;
}

// Those that a server may handle.
constexpr std::array kSignals{SIGHUP,  SIGINT,    SIGQUIT, SIGUSR1,  SIGUSR2, SIGALRM, SIGTERM,
                              SIGCHLD, SIGCONT,   SIGTSTP, SIGTTIN,  SIGTTOU, SIGURG,  SIGIO,
                              SIGPIPE, SIGVTALRM, SIGPROF, SIGWINCH, SIGXCPU};

// A signal that arrives while confined code is at the end of its stack needs another stack for its handler;
// else the kernel kills the process. Handlers that are installed later are found when the timer is armed
// next.
void move_handlers_off_the_stack() noexcept {
  for (const int number : kSignals) {
    struct sigaction action {};
    if (sigaction(number, nullptr, &action) != 0 || (action.sa_flags & SA_ONSTACK) != 0) {
      continue;
    }
    const bool has_handler =
        (action.sa_flags & SA_SIGINFO) != 0 || (action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
    if (has_handler) {
      action.sa_flags |= SA_ONSTACK;
      sigaction(number, &action, nullptr);
    }
  }
}

// The first real-time signal from SIGRTMIN + 5 that nobody has taken.
int choose_signal() {
  for (int number = SIGRTMIN + 5; number <= SIGRTMAX; ++number) {
    struct sigaction current {};
    if (sigaction(number, nullptr, &current) == 0 && (current.sa_flags & SA_SIGINFO) == 0 &&
        current.sa_handler == SIG_DFL) {
      return number;
    }
  }
  throw Error("no real-time signal is free for the timer of confined code");
}

void make_timer() {
  if (tick_signal == 0) {
    tick_signal = choose_signal();
    struct sigaction action {};
    action.sa_sigaction = on_tick;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    sigfillset(&action.sa_mask);
    sigaction(tick_signal, &action, nullptr);
  }
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, tick_signal);
  pthread_sigmask(SIG_UNBLOCK, &mask, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = tick_signal;
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) {
    throw Error(std::string("could not create the timer of confined code: ") + std::strerror(errno));
  }
  has_timer = true;
}

#ifdef __x86_64__
constexpr unsigned kOsXsave = 1U << 27;  // CPUID 1, ecx

// What XSAVE writes for the state that the kernel has enabled.
std::uint64_t xsave_bytes() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c & kOsXsave) == 0 ||
      __get_cpuid_count(0xd, 0, &a, &b, &c, &d) == 0) {
    throw Error("this processor or kernel has no XSAVE");
  }
  return b;
}
#else
std::uint64_t xsave_bytes() {
  return 0;
}
#endif

}  // namespace

void initialize(const Hooks& hooks) {
  current_hooks = hooks;
  if (prepared_process == getpid()) {
    return;
  }
  plrust_boundary.xsave_bytes = xsave_bytes();
  // What a fork inherits of these would be the parent's.
  has_timer = false;
  plrust_boundary.armed = 0;
  plrust_boundary.depth = 0;
  make_alternate_stack();
  install_fault_handlers();
  make_timer();
  move_handlers_off_the_stack();
  prepared_process = getpid();
}

void set_tick_interval(std::chrono::microseconds interval) {
  tick_interval = interval;
  if (has_timer && plrust_boundary.armed != 0) {
    set_timer(interval, interval);
  }
}

extern "C" void plrust_arm() {
  ++current_counters.arms;
  install_fault_handlers();
  move_handlers_off_the_stack();
  plrust_boundary.armed = 1;
  set_timer(tick_interval, tick_interval);
}

int tick_signal_number() noexcept {
  return tick_signal;
}

const Hooks& hooks() noexcept {
  return current_hooks;
}
Counters counters() noexcept {
  return current_counters;
}
Counters& mutable_counters() noexcept {
  return current_counters;
}

}  // namespace plrust::confine
