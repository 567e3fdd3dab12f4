// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

struct Fixture {
  Fixture() { prepare(); }
  Region& region = shared_region();
  InstancePointer actor = Instance::load(parse("actor"), region);
};

// How a child that runs `action` after preparing ends: the signal, or the negative exit status.
template <typename Action>
int end_of_child(Action action) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
    prepare();
    action();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

Instance* child_instance = nullptr;

void write_to(std::uint64_t address) {
  volatile std::uint64_t unknown_to_the_compiler = address;
  *reinterpret_cast<volatile int*>(unknown_to_the_compiler) = 1;
}

[[noreturn]] void own_fpe_handler(int) {
  raise_error();
}

}  // namespace

TEST_SUITE("faults") {
  TEST_CASE_FIXTURE(Fixture, "each kind of fault ends the call with the signal and the place") {
    struct Row {
      Operation operation;
      std::uint64_t b;
      int signal;
      std::uint64_t address;
    };
    const Row rows[] = {
        {Operation::load, 0, SIGSEGV, 0},
        {Operation::load, 0x123456, SIGSEGV, 0x123456},
        {Operation::store, ~std::uint64_t{0} - 15, SIGSEGV, 0xffff'fff0},
        {Operation::undefined, 0, SIGILL, 0},
        {Operation::breakpoint, 0, SIGTRAP, 0},
        {Operation::divide, 5, SIGFPE, 0},
        {Operation::jump, 0x2000, SIGSEGV, 0x2000},
        {Operation::jump, kStackBegin, SIGSEGV, kStackBegin},
    };
    for (const Row& row : rows) {
      CAPTURE(static_cast<int>(row.operation));
      const Outcome outcome = call(*actor, row.operation, row.b);
      CHECK(outcome.exit.kind == ExitKind::fault);
      CHECK(outcome.exit.signal == row.signal);
      CHECK(outcome.exit.instance == actor.get());
      const bool jumped = row.operation == Operation::jump;
      CHECK(outcome.exit.module_offset_valid == !jumped);
      if (row.signal == SIGSEGV) {
        CHECK(outcome.exit.address_in_region);
        CHECK(outcome.exit.address == row.address);
      }
    }
  }

  TEST_CASE_FIXTURE(Fixture, "a misaligned vector access is a fault") {
    const std::uint64_t page = region.grant(kPage);
    CHECK(call(*actor, Operation::load_aligned, page).result.has_value());
    CHECK(call(*actor, Operation::load_aligned, page + 8).exit.signal == SIGSEGV);
    region.release(page, kPage);
  }

  TEST_CASE_FIXTURE(Fixture, "the memory helpers' faults are the caller's") {
    const std::uint64_t page = region.grant(kPage);
    for (const std::uint64_t length : {1, 8, 16, 33, 300, 5000}) {
      CHECK(call(*actor, Operation::copy, page, 0x3000, length).exit.kind == ExitKind::fault);
      CHECK(call(*actor, Operation::move, 0x3000, page, length).exit.kind == ExitKind::fault);
      CHECK(call(*actor, Operation::fill, 0x3000, 1, length).exit.kind == ExitKind::fault);
      CHECK(call(*actor, Operation::compare, 0x3000, page, length).exit.kind == ExitKind::fault);
    }
    CHECK(call(*actor, Operation::length, 0x3000).exit.kind == ExitKind::fault);
    // Over the end of the region, or wrapping.
    CHECK(call(*actor, Operation::copy, 0xffff'ff00, page, 0x101).exit.kind == ExitKind::misuse);
    CHECK(call(*actor, Operation::fill, page, 1, (std::uint64_t{1} << 56) - 1).exit.kind == ExitKind::misuse);
    region.release(page, kPage);
  }

  TEST_CASE_FIXTURE(Fixture, "the end of the native stack is an overflow, however it is reached") {
    CHECK(call(*actor, Operation::recurse, 0, 1000).result.has_value());
    for (int i = 0; i < 5; ++i) {
      const Outcome plain = call(*actor, Operation::recurse, 1, 0);
      CHECK(plain.exit.kind == ExitKind::stack_overflow);
      CHECK(plain.exit.stack_bytes > kNativeStackBytes - 3 * kPage);
      CHECK(call(*actor, Operation::recurse_copy).exit.kind == ExitKind::stack_overflow);
      CHECK(call(*actor, Operation::huge_frame, 1 << 20).exit.kind == ExitKind::stack_overflow);
    }
  }

  TEST_CASE_FIXTURE(Fixture,
                    "a host function may be called with any number of bytes left on the confined stack") {
    callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
      volatile char host_needs[128 * 1024];
      host_needs[0] = 1;
      if (host_needs[0] == 1) {
        raise_error();
      }
      return 0;
    };
    const std::uint64_t pushes = (region.native_top() - region.native_low()) / 16;
    for (std::uint64_t left = 0; left < 40; ++left) {
      const Outcome outcome = call(*actor, Operation::descend_and_call, pushes - 20 + left);
      CHECK_FALSE(outcome.result.has_value());
    }
    CHECK(call(*actor, Operation::add, 1, 1).value() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "the guard below the region stack is an overflow") {
    CHECK(call(*actor, Operation::store, kStackBegin - 8).exit.kind == ExitKind::stack_overflow);
  }

  TEST_CASE_FIXTURE(Fixture, "ten thousand faults leave nothing behind") {
    const std::uint64_t before = counters().faults;
    for (int i = 0; i < 10'000; ++i) {
      CHECK_FALSE(call(*actor, i % 2 == 0 ? Operation::load : Operation::undefined).result.has_value());
    }
    CHECK(counters().faults == before + 10'000);
    CHECK(call(*actor, Operation::add, 1, 1).value() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "faults of the host, and signals that somebody sends, do what they did before") {
    child_instance = actor.get();
    const auto crash = [] { write_to(16); };
    CHECK(end_of_child(crash) == SIGSEGV);
    CHECK(end_of_child([] { raise(SIGSEGV); }) == SIGSEGV);
    CHECK(end_of_child([] { kill(getpid(), SIGBUS); }) == SIGBUS);
    CHECK(end_of_child([] { __builtin_trap(); }) == SIGILL);
    // Also in a host function, below confined code.
    CHECK(end_of_child([] {
            callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
              write_to(16);
              return 0;
            };
            call(*child_instance, Operation::call_host);
          }) == SIGSEGV);
    // Even at an address in the region: the host had no business there.
    CHECK(end_of_child([] {
            callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
              write_to(child_instance->region().base());
              return 0;
            };
            call(*child_instance, Operation::call_host);
          }) == SIGSEGV);
  }

  TEST_CASE_FIXTURE(Fixture,
                    "the host's own handler of arithmetic errors runs on the host's stack, again and again") {
    child_instance = actor.get();
    CHECK(end_of_child([] {
            struct sigaction action {};
            action.sa_handler = own_fpe_handler;
            action.sa_flags = SA_RESTART | SA_NODEFER;
            sigaction(SIGFPE, &action, nullptr);
            // Ours is installed over it when the timer is armed, as in a server that installs handlers later.
            callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
              volatile std::uint64_t zero = 0;
              return a / zero;
            };
            for (int i = 0; i < 3; ++i) {
              if (call(*child_instance, Operation::call_host, 5).result.has_value()) {
                _exit(1);
              }
              if (call(*child_instance, Operation::divide, 5).exit.signal != SIGFPE) {
                _exit(2);
              }
            }
          }) == 0);
  }
}

}  // namespace plrust::confine
