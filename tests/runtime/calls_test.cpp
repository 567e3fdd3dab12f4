// SPDX-License-Identifier: PostgreSQL
#include <doctest/doctest.h>

#include "base/error.hpp"
#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

struct Fixture {
  Fixture() { prepare(); }
  Region& region = shared_region();
  InstancePointer actor = Instance::load(parse("actor"), region);
};

std::uint64_t host_address_span(std::uint64_t& begin) {
  int here = 0;
  begin = reinterpret_cast<std::uint64_t>(&here) & ~std::uint64_t{0xff'ffff};
  return begin + 0x200'0000;
}

Instance* inner_instance = nullptr;
Outcome inner_outcome;

}  // namespace

TEST_SUITE("calls") {
  TEST_CASE_FIXTURE(Fixture, "an entry gets its arguments and gives a value and a tag") {
    CHECK(call(*actor, Operation::add, 40, 2).value() == 42);
    CHECK(call(*actor, Operation::count).result->tag == 0);
    const InstancePointer minimal = Instance::load(parse("minimal"), region);
    CHECK(enter(*minimal, 41, 0, 0).value == 42);
  }

  TEST_CASE_FIXTURE(Fixture, "data is initialised, bss is zero, relocations hold") {
    CHECK(call(*actor, Operation::count).value() == (std::uint64_t{1} << 32 | 6));
    CHECK(call(*actor, Operation::count).value() == (std::uint64_t{2} << 32 | 7));
    CHECK(call(*actor, Operation::follow).value() == 0x1234567890abcdef);
  }

  TEST_CASE_FIXTURE(Fixture, "two instances of one module, in one region or two, share no data") {
    const auto module = parse("actor");
    const auto other_region = Region::create();
    const InstancePointer same = Instance::load(module, region);
    const InstancePointer other = Instance::load(module, *other_region);
    for (std::uint64_t i = 1; i <= 3; ++i) {
      CHECK(call(*actor, Operation::count).value() == (i << 32 | (5 + i)));
    }
    CHECK(call(*same, Operation::count).value() == (std::uint64_t{1} << 32 | 6));
    CHECK(call(*other, Operation::count).value() == (std::uint64_t{1} << 32 | 6));
    CHECK((call(*actor, Operation::text_address).value() >> 32) == (region.base() >> 32));
    CHECK((call(*other, Operation::text_address).value() >> 32) == (other_region->base() >> 32));
  }

  TEST_CASE_FIXTURE(Fixture, "code and read-only data cannot be written, not even by itself") {
    const std::uint64_t text = call(*actor, Operation::text_address).value();
    CHECK(call(*actor, Operation::store, text, 0).exit.kind == ExitKind::fault);
    actor->reset();
    const std::uint64_t relro = call(*actor, Operation::relro_address).value();
    CHECK(call(*actor, Operation::store, relro, 0).exit.kind == ExitKind::fault);
    actor->reset();
    CHECK(call(*actor, Operation::store, kBaseSlot, 0).exit.kind == ExitKind::fault);
  }

  TEST_CASE_FIXTURE(Fixture, "an instance that was left by an error is dirty until it is reset") {
    call(*actor, Operation::count);
    CHECK(call(*actor, Operation::grow, 8192).value() != 0);
    CHECK(actor->heap().bytes() == 8192);
    CHECK_FALSE(actor->is_dirty());
    CHECK(call(*actor, Operation::undefined).exit.instance == actor.get());
    CHECK(actor->is_dirty());
    actor->reset();
    CHECK_FALSE(actor->is_dirty());
    CHECK(actor->heap().bytes() == 0);
    CHECK(call(*actor, Operation::count).value() == (std::uint64_t{1} << 32 | 6));
  }

  TEST_CASE_FIXTURE(Fixture, "a dirty instance is reset by the next call if the host has no other idea") {
    call(*actor, Operation::count);
    call(*actor, Operation::abort);
    CHECK(call(*actor, Operation::count).value() == (std::uint64_t{1} << 32 | 6));
    CHECK(actor->resets() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "host functions get arguments, give results, and run on the host's stack") {
    CHECK(call(*actor, Operation::call_host, 40, 2).value() == 42);
    callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
      const auto here = reinterpret_cast<std::uint64_t>(__builtin_frame_address(0));
      return a - here < 0x10000 ? 1 : 0;
    };
    const auto here = reinterpret_cast<std::uint64_t>(__builtin_frame_address(0));
    CHECK(call(*actor, Operation::call_host, here).value() == 1);
  }

  TEST_CASE_FIXTURE(Fixture, "no register and no stack word of the host is left for confined code") {
    CHECK(call(*actor, Operation::registers).value() == 0);
    CHECK(call(*actor, Operation::registers_after_host).value() == 0);
    std::uint64_t begin = 0;
    const std::uint64_t end = host_address_span(begin);
    CHECK(call(*actor, Operation::stale_words, begin, end).value() == 0);
    CHECK(call(*actor, Operation::stale_words_after_host, begin, end).value() == 0);
    // The return address into the boundary is the one word of the host: it lies right above the frame, where
    // the verifier forbids reading. The operation skips it; the count is exact.
    const auto text = reinterpret_cast<std::uint64_t>(&plrust_enter) & ~std::uint64_t{0xf'ffff};
    CHECK(call(*actor, Operation::stale_words, text, text + 0x20'0000).value() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "a call within a call in the same region leaves the outer one intact") {
    inner_instance = actor.get();
    callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
      if (a == 0) {
        return 7;
      }
      return enter(*inner_instance, static_cast<std::uint64_t>(Operation::call_host), a - 1, 0).value + 1;
    };
    CHECK(call(*actor, Operation::call_host, 50).value() == 57);
    CHECK(frame_depth() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "calls across regions put the outer region back in effect") {
    const auto other_region = Region::create();
    const InstancePointer other = Instance::load(parse("actor"), *other_region);
    inner_instance = other.get();
    callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
      return enter(*inner_instance, static_cast<std::uint64_t>(Operation::load), kBaseSlot, 0).value ^ a;
    };
    // The address is relative to whatever region is in effect.
    CHECK(call(*actor, Operation::call_host, 0).value() == other_region->base());
    CHECK(call(*actor, Operation::load, kBaseSlot).value() == region.base());
    CHECK(call(*other, Operation::load, kBaseSlot).value() == other_region->base());
  }

  TEST_CASE_FIXTURE(Fixture,
                    "an inner error that the host catches leaves the outer call and its region intact") {
    const auto other_region = Region::create();
    const InstancePointer other = Instance::load(parse("actor"), *other_region);
    inner_instance = other.get();
    SUBCASE("with the frames dropped, as by the abort of a subtransaction") {
      callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
        inner_outcome = call(*inner_instance, Operation::divide);
        return frame_depth();
      };
    }
    SUBCASE("with the frames left to the gate") {
      callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
        inner_outcome = call_raw(*inner_instance, static_cast<std::uint64_t>(Operation::divide), 0, 0, true);
        return 1;
      };
    }
    SUBCASE("with an error that a host function raised, and the frames left to the gate") {
      callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
        if (a == 99) {
          raise_error();
        }
        inner_outcome =
            call_raw(*inner_instance, static_cast<std::uint64_t>(Operation::call_host), 99, 0, true);
        return 1;
      };
    }
    const Outcome outer = call(*actor, Operation::call_host);
    CHECK(outer.value() == 1);
    CHECK_FALSE(inner_outcome.result.has_value());
    CHECK(other->is_dirty());
    CHECK_FALSE(actor->is_dirty());
    CHECK(frame_depth() == 0);
    CHECK(call(*actor, Operation::load, kBaseSlot).value() == region.base());
  }

  TEST_CASE_FIXTURE(Fixture,
                    "an instance with an active call that was left by an inner error is not entered again") {
    inner_instance = actor.get();
    callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
      call(*inner_instance, Operation::undefined);
      inner_outcome = call(*inner_instance, Operation::add, 1, 1);
      CHECK_THROWS_AS(inner_instance->reset(), Error);
      return 5;
    };
    CHECK(call(*actor, Operation::call_host).value() == 5);
    CHECK(inner_outcome.exit.kind == ExitKind::resource);
    CHECK(call(*actor, Operation::add, 1, 1).value() == 2);
  }

  TEST_CASE_FIXTURE(Fixture, "a host that caught an inner error may have the instance entered again") {
    inner_instance = actor.get();
    callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
      call(*inner_instance, Operation::divide);
      CHECK(inner_instance->is_dirty());
      inner_instance->set_dirty(false);
      inner_outcome = call(*inner_instance, Operation::add, 1, 1);
      return 5;
    };
    CHECK(call(*actor, Operation::call_host).value() == 5);
    CHECK(inner_outcome.value() == 2);
    CHECK_FALSE(actor->is_dirty());
  }

  TEST_CASE_FIXTURE(Fixture, "the host is told of frames that died, and can look for them itself") {
    const InstancePointer other = Instance::load(parse("actor"), region);
    inner_instance = other.get();
    callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
      if (a == 99) {
        raise_error();
      }
      inner_outcome =
          call_raw(*inner_instance, static_cast<std::uint64_t>(Operation::call_host), 99, 0, true);
      CHECK(frame_depth() == 2);
      const int here = 0;
      drop_dead_frames(&here);
      return frame_depth();
    };
    CHECK(call(*actor, Operation::call_host).value() == 1);
    CHECK(drops == std::vector<std::uint64_t>{1});
    CHECK(other->is_dirty());
    CHECK_FALSE(actor->is_dirty());
  }

  TEST_CASE_FIXTURE(Fixture, "an instance let go while it is active lives until its call ends") {
    callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
      InstancePointer(inner_instance).reset();
      return 11;
    };
    inner_instance = actor.release();
    CHECK(call(*inner_instance, Operation::call_host).value() == 11);
    drop_frames_to(0);
    actor = Instance::load(parse("actor"), region);
    CHECK(call(*actor, Operation::add, 1, 2).value() == 3);
  }

  TEST_CASE_FIXTURE(Fixture,
                    "a region-stack pointer that the module spoilt is an error for a nested call, not more") {
    for (const std::uint64_t spoilt : {std::uint64_t{0}, std::uint64_t{0x1000}, kStackBegin, kStackEnd + 1,
                                       ~std::uint64_t{0}, reinterpret_cast<std::uint64_t>(&callback)}) {
      inner_instance = actor.get();
      callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
        inner_outcome = call(*inner_instance, Operation::add, 1, 1);
        return 0;
      };
      // The callback runs with the pointer that the operation set, because it is in the same call.
      static std::uint64_t value;
      value = spoilt;
      callback = [](std::uint64_t, std::uint64_t) -> std::uint64_t {
        const std::uint64_t usp = inner_instance->image() + inner_instance->module().usp();
        CHECK(try_copy_to_region(inner_instance->region(), usp, &value, sizeof value));
        inner_outcome = call(*inner_instance, Operation::add, 1, 1);
        return 0;
      };
      CHECK(call(*actor, Operation::call_host).result.has_value());
      CHECK(inner_outcome.exit.kind == ExitKind::stack_overflow);
    }
  }

  TEST_CASE_FIXTURE(Fixture, "nesting has an end") {
    inner_instance = actor.get();
    callback = [](std::uint64_t a, std::uint64_t) -> std::uint64_t {
      return enter(*inner_instance, static_cast<std::uint64_t>(Operation::call_host), a + 1, 0).value;
    };
    const Outcome outcome = call(*actor, Operation::call_host);
    CHECK(outcome.exit.kind == ExitKind::stack_overflow);
    CHECK(frame_depth() == 0);
    callback = nullptr;
    stack_is_too_deep = true;
    CHECK(call(*actor, Operation::call_host).exit.kind == ExitKind::stack_overflow);
  }

  TEST_CASE_FIXTURE(Fixture, "a panic carries message and place, cut to their limits") {
    static constexpr char kText[] = "index out of bounds";
    const std::uint64_t page = region.grant(1 << 16);
    REQUIRE(try_copy_to_region(region, page, kText, sizeof kText - 1));
    Outcome outcome = call(*actor, Operation::panic, page, sizeof kText - 1);
    CHECK(outcome.exit.kind == ExitKind::panic);
    CHECK(std::string(outcome.exit.message.data()) == kText);
    CHECK(std::string(outcome.exit.file.data()) == "function.rs");
    CHECK(outcome.exit.line == 42);
    CHECK(outcome.exit.column == 7);
    CHECK(std::string(call(*actor, Operation::panic, page, 1 << 16).exit.message.data()) == kText);
    CHECK(std::string(call(*actor, Operation::panic, 0x100, 10).exit.message.data()) == "(not readable)");
    CHECK(std::string(call(*actor, Operation::panic, page, ~std::uint64_t{0}).exit.message.data()) == kText);
    CHECK(call(*actor, Operation::abort).exit.kind == ExitKind::abort);
    region.release(page, 1 << 16);
  }

  TEST_CASE_FIXTURE(Fixture, "checked copies refuse what is not there instead of crashing") {
    const std::uint64_t page = region.grant(kPage);
    std::uint64_t word = 17;
    CHECK(try_copy_to_region(region, page, &word, sizeof word));
    word = 0;
    CHECK(try_copy_from_region(region, &word, page, sizeof word));
    CHECK(word == 17);
    // Upper bits are ignored; the region's end is not crossed.
    CHECK(try_copy_from_region(region, &word, page & 0xffff'ffff, sizeof word));
    CHECK_FALSE(try_copy_from_region(region, &word, kRegionSize - 4, sizeof word));
    CHECK_FALSE(try_copy_from_region(region, &word, 0, sizeof word));
    CHECK_FALSE(try_copy_to_region(region, kControlPage, &word, sizeof word));
    CHECK_FALSE(try_copy_from_region(region, &word, page, ~std::uint64_t{0}));
    std::vector<char> big(2 * kPage);
    for (const std::uint64_t length : {8, 15, 16, 17, 32, 33, 64, 100, 4000, 4095}) {
      CHECK(try_copy_from_region(region, big.data(), page + kPage - length, length));
      CHECK_FALSE(try_copy_from_region(region, big.data(), page + kPage - length + 1, length));
      CHECK_FALSE(try_copy_to_region(region, page + kPage - length + 1, big.data(), length));
      CHECK_FALSE(try_copy_from_region(region, big.data(), page - 1, length));
    }
    CHECK_FALSE(try_copy_from_region(region, big.data(), page, big.size()));
    region.release(page, kPage);
    CHECK_FALSE(try_copy_from_region(region, &word, page, sizeof word));
  }

  TEST_CASE_FIXTURE(Fixture, "copies of host functions leave with what was wrong") {
    callback = [](std::uint64_t a, std::uint64_t b) -> std::uint64_t {
      char text[16];
      copy_from_region(text, a, b, sizeof text, "name");
      return 1;
    };
    CHECK(std::string(call(*actor, Operation::call_host, 0, 8).exit.message.data()) ==
          "name is not readable memory of the function");
    const Outcome outcome = call(*actor, Operation::call_host, 0, 17);
    CHECK(outcome.exit.kind == ExitKind::misuse);
    CHECK(std::string(outcome.exit.message.data()) == "name is too long");
  }
}

}  // namespace plrust::confine
