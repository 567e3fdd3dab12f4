// SPDX-License-Identifier: PostgreSQL
// Nanoseconds per call: a confined entry against a plain C function through a pointer, and one call of a host
// function from confined code. Best of several rounds of thread CPU time.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

constexpr int kRounds = 15;
constexpr int kCalls = 2'000'000;

__attribute__((noinline)) CallResult plain(Instance*, std::uint64_t a, std::uint64_t, std::uint64_t) {
  return {static_cast<std::uint32_t>(a + 1), 0};
}

double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

using Function = CallResult (*)(Instance*, std::uint64_t, std::uint64_t, std::uint64_t);

double best(Function function, Instance* instance) {
  Function volatile pointer = function;
  volatile std::uint64_t sink = 0;
  double least = 1e18;
  for (int round = 0; round < kRounds; ++round) {
    const double start = now();
    for (int i = 0; i < kCalls; ++i) {
      sink = pointer(instance, static_cast<std::uint64_t>(i), 0, 0).value;
    }
    least = std::min(least, (now() - start) / kCalls);
  }
  static_cast<void>(sink);
  return least;
}

double host_calls(Instance& instance) {
  double least = 1e18;
  for (int round = 0; round < kRounds; ++round) {
    const double start = now();
    enter(instance, kCalls, 0, 0);
    least = std::min(least, (now() - start) / kCalls);
  }
  return least;
}

double alternating(Instance& one, Instance& other) {
  double least = 1e18;
  for (int round = 0; round < kRounds; ++round) {
    const double start = now();
    constexpr int kPairs = kCalls / 20;
    for (int i = 0; i < kPairs; ++i) {
      enter(one, 1, 0, 0);
      enter(other, 1, 0, 0);
    }
    least = std::min(least, (now() - start) / (2.0 * kPairs));
  }
  return least;
}

void run() {
  prepare();
  const InstancePointer minimal = Instance::load(parse("minimal"), shared_region());
  const InstancePointer calling = Instance::load(parse("call_host"), shared_region());
  const std::unique_ptr<Region> other_region = Region::create();
  const InstancePointer other = Instance::load(parse("minimal"), *other_region);
  callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t { return 0; };
  const double c = best(plain, minimal.get());
  const double confined = best(plrust_enter, minimal.get());
  std::printf("C function pointer        %6.2f ns\n", c);
  std::printf("confined entry            %6.2f ns   %+.2f\n", confined, confined - c);
  std::printf("alternating two regions   %6.2f ns\n", alternating(*minimal, *other));
  std::printf("host function, per call   %6.2f ns\n", host_calls(*calling));
}

}  // namespace
}  // namespace plrust::confine

int main() {
  plrust::confine::run();
}
