// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <thread>

#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Fixture {
  Fixture() { prepare(); }
  ~Fixture() { set_tick_interval(microseconds(10'000)); }
  Region& region = shared_region();
  InstancePointer actor = Instance::load(parse("actor"), region);
};

// Makes an interrupt pending after a while, from another thread, like the server's signal handlers do.
class LaterInterrupt {
 public:
  explicit LaterInterrupt(milliseconds delay)
      : thread_([delay] {
          std::this_thread::sleep_for(delay);
          __atomic_store_n(&interrupt_pending, 1, __ATOMIC_SEQ_CST);
        }) {}
  ~LaterInterrupt() { thread_.join(); }
  LaterInterrupt(const LaterInterrupt&) = delete;
  LaterInterrupt& operator=(const LaterInterrupt&) = delete;

 private:
  std::thread thread_;
};

void cancel() {
  interrupt_pending = 0;
  raise_error();
}

std::uint64_t checks = 0;
// The interrupt stays pending: every tick stops the code again. Spoils every register that C code may spoil.
void count_check() {
  ++checks;
  volatile double spoiled[64];
  for (volatile double& each : spoiled) {
    each = static_cast<double>(checks) * 1.5;
  }
  asm volatile("pcmpeqb %%xmm0, %%xmm0\n pcmpeqb %%xmm7, %%xmm7\n pcmpeqb %%xmm15, %%xmm15\n"
               :
               :
               : "xmm0", "xmm7", "xmm15", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11");
}

Instance* inner_instance = nullptr;

}  // namespace

TEST_SUITE("stops") {
  TEST_CASE_FIXTURE(Fixture, "an endless loop is left when an interrupt is pending") {
    check_interrupts = cancel;
    for (const Operation operation : {Operation::spin, Operation::copy_forever}) {
      for (int i = 0; i < 5; ++i) {
        const LaterInterrupt later(milliseconds(3 * i));
        const auto start = std::chrono::steady_clock::now();
        CHECK_FALSE(call(*actor, operation).result.has_value());
        CHECK(std::chrono::steady_clock::now() - start < milliseconds(2000));
      }
    }
    CHECK(call(*actor, Operation::add, 1, 1).value() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "a computation that goes on after stops has the same result") {
    const std::uint64_t expected = call(*actor, Operation::digest, 3'000'000).value();
    set_tick_interval(microseconds(100));
    check_interrupts = count_check;
    interrupt_pending = 1;
    checks = 0;
    const std::uint64_t before = counters().stops;
    for (int i = 0; i < 20; ++i) {
      CHECK(call(*actor, Operation::digest, 3'000'000).value() == expected);
    }
    CHECK(checks > 100);
    CHECK(counters().stops - before == checks);
    interrupt_pending = 0;
  }

  TEST_CASE_FIXTURE(Fixture, "nothing stops while the host holds interrupts off") {
    check_interrupts = cancel;
    interrupt_pending = 1;
    interrupt_holdoff = 1;
    CHECK(call(*actor, Operation::digest, 20'000'000).result.has_value());
    interrupt_holdoff = 0;
    CHECK_FALSE(call(*actor, Operation::spin).result.has_value());
  }

  TEST_CASE_FIXTURE(Fixture, "a host that has no check is left with the reason") {
    Hooks hooks_without_check;
    hooks_without_check.leave = [](const Exit& exit) {
      CHECK(exit.kind == ExitKind::interrupted);
      raise_error();
    };
    hooks_without_check.interrupt_pending = &interrupt_pending;
    initialize(hooks_without_check);
    interrupt_pending = 1;
    CHECK_FALSE(call(*actor, Operation::spin).result.has_value());
  }

  TEST_CASE_FIXTURE(Fixture, "code at the very end of its stack is stopped like any other") {
    check_interrupts = count_check;
    set_tick_interval(microseconds(50));
    interrupt_pending = 1;
    checks = 0;
    // Spends its time all over the stack, up to the overflow.
    for (int i = 0; i < 60; ++i) {
      CHECK(call(*actor, Operation::recurse, 1, 0).exit.kind == ExitKind::stack_overflow);
    }
    CHECK(checks > 0);
    interrupt_pending = 0;
  }

  TEST_CASE_FIXTURE(Fixture, "the host's signal handlers survive a confined stack that is used up") {
    struct sigaction action {};
    static volatile sig_atomic_t signals = 0;
    action.sa_handler = [](int) { signals = signals + 1; };
    action.sa_flags = SA_RESTART;
    struct sigaction previous {};
    sigaction(SIGUSR1, &action, &previous);
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR1;
    timer_t timer{};
    REQUIRE(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    const itimerspec often{{0, 50'000}, {0, 50'000}};
    // The timer of the run time is armed anew, and with it the new handler is moved to the signal stack.
    std::this_thread::sleep_for(milliseconds(30));
    timer_settime(timer, 0, &often, nullptr);
    for (int i = 0; i < 60; ++i) {
      CHECK(call(*actor, Operation::recurse, 1, 0).exit.kind == ExitKind::stack_overflow);
    }
    timer_delete(timer);
    sigaction(SIGUSR1, &previous, nullptr);
    CHECK(signals > 0);
  }

  TEST_CASE_FIXTURE(Fixture, "a stop may call confined code itself") {
    const auto other_region = Region::create();
    const InstancePointer other = Instance::load(parse("actor"), *other_region);
    SUBCASE("in the same region") {
      inner_instance = actor.get();
    }
    SUBCASE("in another region") {
      inner_instance = other.get();
    }
    const std::uint64_t expected = call(*actor, Operation::digest, 3'000'000).value();
    set_tick_interval(microseconds(500));
    check_interrupts = [] {
      ++checks;
      CHECK(enter(*inner_instance, static_cast<std::uint64_t>(Operation::add), 1, checks).value ==
            checks + 1);
    };
    checks = 0;
    interrupt_pending = 1;
    for (int i = 0; i < 10; ++i) {
      CHECK(call(*actor, Operation::digest, 3'000'000).value() == expected);
    }
    interrupt_pending = 0;
    CHECK(checks > 0);
  }

  TEST_CASE_FIXTURE(Fixture, "the timer rests when there are no calls, and is armed by the next") {
    call(*actor, Operation::add);
    for (int i = 0; i < 100 && counters().disarms < counters().arms; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
    }
    CHECK(counters().disarms == counters().arms);
    const std::uint64_t ticks = counters().ticks;
    std::this_thread::sleep_for(milliseconds(50));
    CHECK(counters().ticks == ticks);
    const std::uint64_t arms = counters().arms;
    call(*actor, Operation::add);
    CHECK(counters().arms == arms + 1);
  }
}

}  // namespace plrust::confine
