// SPDX-License-Identifier: PostgreSQL
// An attacker who has won inside: any load, store, copy or jump at any address. The host must not notice.
#include <doctest/doctest.h>

#include <numeric>
#include <random>
#include <vector>

#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

struct Fixture {
  Fixture() { prepare(); }
  Region& region = shared_region();
  InstancePointer actor = Instance::load(parse("actor"), region);
  std::mt19937_64 random{20240601};  // NOLINT: the same run each time

  void renew() {
    if (actor->is_dirty()) {
      actor->reset();
    }
  }
  // Addresses that mean something to somebody, near misses of them, and any.
  std::uint64_t address(const std::vector<std::uint64_t>& interesting) {
    const std::uint64_t any = random();
    switch (any % 4) {
      case 0:
        return random();
      case 1:
        return region.base() + (random() & 0x1'ffff'ffff) - 0x8000'0000;
      default:
        return interesting[random() % interesting.size()] + (random() % 64) - 32;
    }
  }
};

std::uint64_t sum(const std::vector<std::uint64_t>& words) {
  return std::accumulate(words.begin(), words.end(), std::uint64_t{0},
                         [](std::uint64_t a, std::uint64_t b) { return a * 31 + b; });
}

}  // namespace

TEST_SUITE("attack") {
  TEST_CASE_FIXTURE(Fixture, "no access reaches the host, and the region goes on working") {
    std::vector<std::uint64_t> secret(1 << 16);
    for (std::uint64_t& word : secret) {
      word = 0x5ec2'e700'0000'0000 | (random() & 0xffff'ffff);
    }
    const std::uint64_t before = sum(secret);
    volatile std::uint64_t on_stack = 0x5ec2'e7ff'ffff'ffff;
    const std::vector<std::uint64_t> interesting{
        reinterpret_cast<std::uint64_t>(secret.data()),
        reinterpret_cast<std::uint64_t>(&on_stack),
        reinterpret_cast<std::uint64_t>(actor.get()),
        reinterpret_cast<std::uint64_t>(&plrust_enter),
        reinterpret_cast<std::uint64_t>(&callback),
        region.native_top(),
        region.native_low(),
        region.base(),
        region.base() + kRegionSize,
        region.base() - 8,
        kControlPage,
        actor->image(),
        actor->image() + actor->module().relro_begin(),
        actor->image() + actor->module().usp(),
        kStackBegin,
        kStackEnd,
        ~std::uint64_t{0},
    };
    constexpr Operation kOperations[] = {Operation::load,         Operation::store, Operation::exchange_add,
                                         Operation::store_vector, Operation::copy,  Operation::fill,
                                         Operation::compare,      Operation::length};
    int returned = 0;
    for (int i = 0; i < 20'000; ++i) {
      const Operation operation = kOperations[random() % std::size(kOperations)];
      const std::uint64_t b = address(interesting);
      const bool is_copy = operation == Operation::copy || operation == Operation::compare;
      const std::uint64_t c = is_copy ? address(interesting) : random();
      const Outcome outcome = call(*actor, operation, b, c, random() % 512);
      if (outcome.result.has_value()) {
        ++returned;
        REQUIRE((outcome.value() & 0xffff'ff00'0000'0000) != 0x5ec2'e700'0000'0000);
      }
      renew();
    }
    CHECK(returned > 100);
    CHECK(sum(secret) == before);
    CHECK(on_stack == 0x5ec2'e7ff'ffff'ffff);
    CHECK(call(*actor, Operation::add, 20, 22).value() == 42);
  }

  TEST_CASE_FIXTURE(Fixture, "no jump leaves the region") {
    static int reached;
    reached = 0;
    const auto target = reinterpret_cast<std::uint64_t>(static_cast<void (*)()>([] { ++reached; }));
    for (int i = 0; i < 5'000; ++i) {
      const std::uint64_t anywhere = i % 3 == 0 ? target : random();
      // Not into the module itself: without the verifier's checked call that may loop for ever.
      if ((anywhere & 0xffff'ffff) - (actor->image() & 0xffff'ffff) >= actor->module().image_bytes()) {
        CHECK_FALSE(call(*actor, Operation::jump, anywhere).result.has_value());
        renew();
      }
    }
    CHECK(reached == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "a heap that the module scribbled over is returned in full") {
    const std::uint64_t before = region.granted_bytes();
    for (int i = 0; i < 300; ++i) {
      const std::uint64_t bytes = 1 + random() % 100'000;
      const std::uint64_t block = call(*actor, Operation::grow, bytes).value();
      REQUIRE(block != 0);
      call(*actor, Operation::fill, block, random(), bytes);
      // Forged releases: another size, another address, the host's.
      for (const auto& [address, size] :
           {std::pair{block, bytes + kPage}, std::pair{block + kPage, bytes},
            std::pair{reinterpret_cast<std::uint64_t>(this), bytes}, std::pair{block, ~std::uint64_t{0}}}) {
        if (random() % 8 == 0) {
          CHECK(call(*actor, Operation::release, address, size).exit.kind == ExitKind::misuse);
          break;
        }
      }
      renew();
    }
    actor->mark_dirty();
    actor->reset();
    CHECK(region.granted_bytes() == before);
  }
}

}  // namespace plrust::confine
