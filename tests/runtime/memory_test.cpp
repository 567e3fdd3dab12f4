// SPDX-License-Identifier: PostgreSQL
// Page bookkeeping and the memory helpers: no signal is needed for these, so they also run under the
// sanitizers.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>

#include "base/error.hpp"
#include "confine/runtime/address_ranges.hpp"
#include "confine/runtime/boundary_state.hpp"
#include "tests/runtime/test_host.hpp"

namespace plrust::confine {
namespace {

// AddressSanitizer itself maps memory whenever it likes.
#ifdef __SANITIZE_ADDRESS__
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

int sign(int number) {
  return number < 0 ? -1 : number > 0 ? 1 : 0;
}

struct Fixture {
  Fixture() { activate(region.base()); }
  ~Fixture() { activate(0); }
  Region& region = shared_region();
  std::mt19937 random{7};  // NOLINT: the same run each time
};

}  // namespace

TEST_SUITE("memory") {
  TEST_CASE("ranges are disjoint, reused, and whole again when all are given back") {
    constexpr std::uint64_t kBegin = 0x1000;
    constexpr std::uint64_t kEnd = 0x101000;
    AddressRanges ranges(kBegin, kEnd);
    std::mt19937 random{3};  // NOLINT: the same run each time
    std::map<std::uint64_t, std::uint64_t> taken;
    for (int i = 0; i < 20'000; ++i) {
      if (random() % 2 == 0 || taken.empty()) {
        const std::uint64_t size = kPage * (1 + random() % 9);
        const std::uint64_t alignment = kPage << random() % 4;
        if (const auto begin = ranges.take(size, alignment)) {
          REQUIRE(*begin % alignment == 0);
          const auto next = taken.lower_bound(*begin);
          REQUIRE((next == taken.end() || *begin + size <= next->first));
          REQUIRE((next == taken.begin() || std::prev(next)->first + std::prev(next)->second <= *begin));
          REQUIRE(*begin >= kBegin);
          REQUIRE(*begin + size <= kEnd);
          taken.emplace(*begin, size);
        }
      } else {
        const auto victim = std::next(taken.begin(), random() % taken.size());
        ranges.give(victim->first, victim->second);
        taken.erase(victim);
      }
    }
    for (const auto& [begin, size] : taken) {
      ranges.give(begin, size);
    }
    CHECK(ranges.free_bytes() == kEnd - kBegin);
    CHECK(ranges.take(kEnd - kBegin) == kBegin);
    CHECK_FALSE(ranges.take(1));
  }

  TEST_CASE_FIXTURE(Fixture, "a heap counts its blocks, keeps to its limit, and says when it refused") {
    Heap heap(region);
    heap.set_limit(10 * kPage);
    CHECK(heap.grow(0) == 0);
    heap.clear_refused();
    const std::uint64_t one = heap.grow(3 * kPage - 1);
    const std::uint64_t two = heap.grow(7 * kPage);
    CHECK(one != 0);
    CHECK(two != 0);
    CHECK_FALSE(heap.was_refused());
    CHECK(heap.grow(1) == 0);
    CHECK(heap.was_refused());
    CHECK(heap.bytes() == 10 * kPage);
    CHECK(heap.blocks() == 2);
    CHECK_FALSE(heap.release(two + kPage, kPage));
    CHECK_FALSE(heap.release(two, 6 * kPage));
    CHECK(heap.release(two, 7 * kPage));
    CHECK_FALSE(heap.release(two, 7 * kPage));
    CHECK(heap.grow(~std::uint64_t{0}) == 0);
    CHECK(heap.grow(kRegionSize) == 0);
    heap.set_limit(kPage);
    CHECK(heap.grow(1) == 0);
    heap.release_all();
    CHECK(heap.bytes() == 0);
  }

  TEST_CASE_FIXTURE(Fixture, "pages are zero however often they were used") {
    for (int i = 0; i < 4; ++i) {
      const std::uint64_t block = region.grant(4 * kPage);
      REQUIRE(block != 0);
      auto* bytes = reinterpret_cast<char*>(block);
      CHECK(std::all_of(bytes, bytes + 4 * kPage, [](char byte) { return byte == 0; }));
      std::memset(bytes, 0x5a, 4 * kPage);
      region.release(block, 4 * kPage);
    }
  }

  TEST_CASE_FIXTURE(Fixture, "a region has an end, and all of it can be used again") {
    Heap heap(region);
    const std::uint64_t all = kHeapEnd - kHeapBegin - region.granted_bytes();
    CHECK(heap.grow(all + kPage) == 0);
    CHECK(heap.grow(all / 2) != 0);
    CHECK(heap.grow(all / 2) != 0);
    CHECK(heap.grow(kPage) == 0);
    heap.release_all();
    CHECK(heap.grow(all) != 0);
  }

  TEST_CASE_FIXTURE(Fixture, "the helpers do what the C library does, at every size, alignment and overlap") {
    const std::uint64_t block = region.grant(8 * kPage);
    auto* bytes = reinterpret_cast<unsigned char*>(block);
    std::vector<unsigned char> mirror(8 * kPage);
    for (std::size_t i = 0; i < mirror.size(); ++i) {
      bytes[i] = mirror[i] = static_cast<unsigned char>(random());
    }
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t n = random() % (i % 16 == 0 ? 5000 : 140);
      const std::uint64_t from = random() % 8192;
      const std::uint64_t to = i % 2 == 0 ? from + 64 - random() % 64 : random() % 8192;
      const auto byte = static_cast<int>(random() % 300);
      switch (i % 4) {
        case 0:
        case 1:
          CHECK(plrust_import_memmove(block + to, block + from, n) == block + to);
          std::memmove(&mirror[to], &mirror[from], n);
          break;
        case 2:
          CHECK(plrust_import_memcpy(block + 16384 + to, block + from, n) == block + 16384 + to);
          std::memcpy(&mirror[16384 + to], &mirror[from], n);
          break;
        default:
          CHECK(plrust_import_memset(block + to, byte, n) == block + to);
          std::memset(&mirror[to], byte, n);
      }
      REQUIRE(std::memcmp(bytes, mirror.data(), mirror.size()) == 0);
      CHECK(sign(plrust_import_memcmp(block + from, block + to, n)) ==
            sign(std::memcmp(&mirror[from], &mirror[to], n)));
      CHECK((plrust_import_bcmp(block + from, block + to, n) == 0) ==
            (std::memcmp(&mirror[from], &mirror[to], n) == 0));
      CHECK(plrust_import_strlen(block + from) == std::strlen(reinterpret_cast<char*>(&mirror[from])));
    }
    region.release(block, 8 * kPage);
  }

  TEST_CASE_FIXTURE(Fixture, "checked copies write what is asked for and nothing else, at every length") {
    const std::uint64_t block = region.grant(2 * kPage);
    auto* bytes = reinterpret_cast<unsigned char*>(block);
    std::vector<unsigned char> source(2 * kPage);
    std::generate(source.begin(), source.end(), [this] { return static_cast<unsigned char>(random()); });
    for (std::uint64_t n = 0; n < 5000; n += n < 300 ? 1 : 97) {
      const std::uint64_t shift = random() % 64;
      std::memset(bytes, 0xa5, 2 * kPage);
      std::vector<unsigned char> expected(2 * kPage, 0xa5);
      std::memcpy(&expected[shift], source.data(), n);
      CHECK(try_copy_to_region(region, block + shift, source.data(), n));
      CHECK(std::memcmp(bytes, expected.data(), expected.size()) == 0);
      std::vector<unsigned char> back(n + 2, 0x5a);
      CHECK(try_copy_from_region(region, back.data() + 1, block + shift, n));
      CHECK(std::memcmp(back.data() + 1, source.data(), n) == 0);
      CHECK((back.front() == 0x5a && back.back() == 0x5a));
    }
    region.release(block, 2 * kPage);
  }

  TEST_CASE("a region that the system cannot give is an error that says so" * doctest::skip(kSanitized)) {
    rlimit previous{};
    getrlimit(RLIMIT_AS, &previous);
    const rlimit tight{1, previous.rlim_max};
    setrlimit(RLIMIT_AS, &tight);
    std::string message;
    try {
      Region::create();
    } catch (const Error& error) {
      message = error.what();
    }
    setrlimit(RLIMIT_AS, &previous);
    CHECK(message.find("could not reserve 13312 MiB of address space") != std::string::npos);
  }
}

}  // namespace plrust::confine
