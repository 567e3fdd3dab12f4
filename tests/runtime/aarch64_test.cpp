// SPDX-License-Identifier: PostgreSQL
// The aarch64 boundary, under an emulator: calls, nesting, faults, stops. One program without a test
// framework, so that a cross compiler alone can build it.
#include <cstdio>
#include <cstdlib>

#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

enum Aarch64Operation : std::uint64_t {
  kAdd,
  kLoad,
  kStore,
  kMove,
  kSpin,
  kDigest,
  kRecurse,
  kUndefined,
  kCallHost,
  kPanic,
  kCount,
  kJump,
  kRegisters,
};

int failures = 0;
int checked = 0;
std::uint64_t stops_seen = 0;
Instance* inner_instance = nullptr;

void expect(bool holds, const char* what) {
  ++checked;
  if (!holds) {
    ++failures;
    std::printf("failed: %s\n", what);
  }
}

Outcome run(Instance& instance, Aarch64Operation operation, std::uint64_t b = 0, std::uint64_t c = 0) {
  return call_raw(instance, operation, b, c);
}

void test_calls(Instance& actor) {
  Region& region = shared_region();
  expect(run(actor, kAdd, 40, 2).value() == 42, "an entry gets its arguments");
  expect(run(actor, kRegisters).value() == 0, "no register of the host is left");
  expect(run(actor, kCount).value() == 6 && run(actor, kCount).value() == 7,
         "statics live as long as the instance");
  expect(run(actor, kLoad, kBaseSlot).value() == region.base(), "the control page holds the base");
  expect(run(actor, kCallHost, 40, 2).value() == 42, "a host function gets its arguments");
  inner_instance = &actor;
  callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
    return a == 0 ? 7 : enter(*inner_instance, kCallHost, a - 1, 0).value + 1;
  };
  expect(run(actor, kCallHost, 30).value() == 37, "nested calls return to the outer one");
  const std::unique_ptr<Region> other_region = Region::create();
  const InstancePointer other = Instance::load(parse("actor_aarch64"), *other_region);
  inner_instance = other.get();
  callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
    call_raw(*inner_instance, kUndefined, 0, 0, true);
    return enter(*inner_instance, kLoad, kBaseSlot, 0).value;
  };
  expect(run(actor, kCallHost).value() == other_region->base(), "an inner call runs in its own region");
  expect(run(actor, kLoad, kBaseSlot).value() == region.base(), "the outer region is back");
  callback = nullptr;
}

void test_faults(Instance& actor) {
  expect(run(actor, kLoad, 0x123456).exit.address == 0x123456, "a wild load is a fault with its address");
  expect(run(actor, kStore, kBaseSlot).exit.kind == ExitKind::fault, "the control page is read-only");
  expect(run(actor, kUndefined).exit.kind == ExitKind::fault, "an undefined instruction is a fault");
  expect(run(actor, kJump, 0x2000).exit.kind == ExitKind::fault, "a wild jump is a fault");
  expect(run(actor, kMove, 0x3000, 0x3000).exit.kind == ExitKind::fault, "a helper's fault is the caller's");
  expect(run(actor, kMove, 0xffff'fff0, 0x3000).exit.kind == ExitKind::misuse,
         "a range over the end is refused");
  expect(run(actor, kRecurse).exit.kind == ExitKind::stack_overflow, "recursion ends in an overflow");
  const Outcome panic = run(actor, kPanic, kControlPage, 4);
  expect(panic.exit.kind == ExitKind::panic && panic.exit.line == 42, "a panic has its place");
  expect(run(actor, kAdd, 1, 1).value() == 2, "the session goes on");
}

void test_stops(Instance& actor) {
  constexpr std::uint64_t kRounds = 2'000'000;
  const std::uint64_t expected = run(actor, kDigest, kRounds).value();
  set_tick_interval(std::chrono::microseconds(2000));
  check_interrupts = [] { ++stops_seen; };
  interrupt_pending = 1;
  for (int i = 0; i < 5; ++i) {
    expect(run(actor, kDigest, kRounds).value() == expected, "a computation goes on unchanged after stops");
  }
  expect(stops_seen > 0, "there were stops");
  check_interrupts = [] {
    if (++stops_seen % 5 == 0) {
      raise_error();
    }
  };
  expect(!run(actor, kSpin).result.has_value(), "an endless loop is left");
  interrupt_pending = 0;
}

}  // namespace
}  // namespace plrust::confine

int main() {
  using namespace plrust::confine;
  prepare();
  const InstancePointer actor = Instance::load(parse("actor_aarch64"), shared_region());
  test_calls(*actor);
  test_faults(*actor);
  test_stops(*actor);
  std::printf("%d checks, %d failed\n", checked, failures);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
