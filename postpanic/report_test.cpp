// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS  // the run time handles them
#include "postpanic/report.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region.hpp"

using namespace plrust::postpanic;
using plrust::confine::Region;

namespace {

// A region with one page, and reports written into it.
class Memory {
 public:
  Memory() : region_(Region::create()), page_(region_->grant(kBytes)) {
    // Copies from a region survive a fault by its handler.
    plrust::confine::Hooks hooks;
    hooks.leave = [](const plrust::confine::Exit&) { std::abort(); };
    plrust::confine::initialize(hooks);
  }

  std::uint64_t put(const void* bytes, std::size_t length) {
    const std::uint64_t address = page_ + used_;
    std::memcpy(region_->host_pointer(address), bytes, length);
    used_ += (length + 15) & ~std::size_t{15};
    return address;
  }
  RawSlice text(const std::string& value) { return {put(value.data(), value.size()), value.size()}; }
  const Region& region() const { return *region_; }
  std::uint64_t end() const { return page_ + kBytes; }

 private:
  static constexpr std::size_t kBytes = std::size_t{256} * 1024;
  std::unique_ptr<Region> region_;
  std::uint64_t page_;
  std::size_t used_ = 0;
};

std::vector<std::unique_ptr<char[]>> allocated;
void* allocate(std::size_t bytes) {
  return allocated.emplace_back(std::make_unique<char[]>(bytes)).get();
}

RawReport raw_report(std::uint32_t level) {
  RawReport raw{};
  raw.level = level;
  return raw;
}

constexpr std::uint32_t kError = 21;

std::uint32_t pack_sqlstate(const char* state) {
  std::uint32_t packed = 0;
  for (int i = 0; i < 5; ++i) {
    packed |= static_cast<std::uint32_t>((state[i] - '0') & 0x3f) << (6 * i);
  }
  return packed;
}

}  // namespace

TEST_SUITE("report") {
  TEST_CASE("every field comes over") {
    Memory memory;
    RawReport raw = raw_report(kError);
    raw.sqlstate = pack_sqlstate("22012");
    raw.line = 7;
    for (std::size_t i = 0; i < kTexts; ++i) {
      raw.texts[i] = memory.text("text " + std::to_string(i));
    }
    Report report;
    REQUIRE(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) == nullptr);
    CHECK(report.level == Level::error);
    CHECK(report.sqlstate == pack_sqlstate("22012"));
    CHECK(report.line == 7);
    CHECK(std::string(report.text(Text::message)) == "text 0");
    CHECK(std::string(report.text(Text::file)) == "text 9");
  }

  TEST_CASE("an absent text stays absent, an empty one is empty") {
    Memory memory;
    RawReport raw = raw_report(kError);
    raw.texts[0] = {memory.end() - 1, 0};
    Report report;
    REQUIRE(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) == nullptr);
    CHECK(std::string(report.text(Text::message)).empty());
    CHECK(report.text(Text::detail) == nullptr);
  }

  TEST_CASE("only levels up to ERROR are levels") {
    Memory memory;
    Report report;
    for (std::uint32_t level = 0; level < 40; ++level) {
      const RawReport raw = raw_report(level);
      const bool is_level = (level >= 10 && level <= 15) || (level >= 17 && level <= 19) || level == kError;
      CHECK((read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) == nullptr) ==
            is_level);
    }
    const RawReport raw = raw_report(0xffff'ffff);
    CHECK(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) != nullptr);
  }

  TEST_CASE("addresses outside what is mapped are refused, not followed") {
    Memory memory;
    Report report;
    CHECK(read_report(memory.region(), memory.end(), allocate, &report) != nullptr);
    CHECK(read_report(memory.region(), memory.end() - 8, allocate, &report) != nullptr);
    RawReport raw = raw_report(kError);
    raw.texts[3] = {memory.end() - 4, 8};
    CHECK(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) != nullptr);
    raw.texts[3] = {1, UINT64_MAX};
    CHECK(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) != nullptr);
  }

  TEST_CASE("texts become valid UTF-8 without NUL") {
    Memory memory;
    RawReport raw = raw_report(kError);
    raw.texts[0] = memory.text(std::string("a\0b\xff\xc3(\xed\xa0\x80\xc3\xa9", 11));
    Report report;
    REQUIRE(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) == nullptr);
    CHECK(std::string(report.text(Text::message)) ==
          "a?b?"
          "?(???\xc3\xa9");
  }

  TEST_CASE("a long text is cut at a character") {
    Memory memory;
    std::string text(kTextLimit - 1, 'x');
    text += "\xc3\xa9 and more";
    RawReport raw = raw_report(kError);
    raw.texts[0] = memory.text(text);
    Report report;
    REQUIRE(read_report(memory.region(), memory.put(&raw, sizeof raw), allocate, &report) == nullptr);
    CHECK(std::string(report.text(Text::message)) == std::string(kTextLimit - 1, 'x'));
  }

  TEST_CASE("a SQLSTATE is five letters or digits and not of class 00") {
    CHECK(is_sqlstate(pack_sqlstate("22012")));
    CHECK(is_sqlstate(pack_sqlstate("P0001")));
    CHECK_FALSE(is_sqlstate(pack_sqlstate("00000")));
    CHECK_FALSE(is_sqlstate(pack_sqlstate("00001")));
    CHECK_FALSE(is_sqlstate(0));
    CHECK_FALSE(is_sqlstate(pack_sqlstate("2201:")));
    CHECK_FALSE(is_sqlstate(pack_sqlstate("22012") | 1U << 30));
  }
}
