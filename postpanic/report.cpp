// SPDX-License-Identifier: PostgreSQL
#include "postpanic/report.hpp"

#include <algorithm>

#include "confine/runtime/region_memory.hpp"

namespace plrust::postpanic {

namespace {

struct LevelRow {
  std::uint32_t number;
  Level level;
};
constexpr std::array<LevelRow, 10> kLevels = {{{10, Level::debug5},
                                               {11, Level::debug4},
                                               {12, Level::debug3},
                                               {13, Level::debug2},
                                               {14, Level::debug1},
                                               {15, Level::log},
                                               {17, Level::info},
                                               {18, Level::notice},
                                               {19, Level::warning},
                                               {21, Level::error}}};

constexpr std::size_t kFirstInvalid = 0;

// Bytes of the well-formed sequence at the beginning of `text`, or 0 (Unicode 15, table 3-7).
std::size_t sequence_length(const unsigned char* text, std::size_t length) noexcept {
  const unsigned char lead = text[0];
  if (lead < 0x80) {
    return lead != 0 ? 1 : kFirstInvalid;
  }
  const std::size_t wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || length < wanted) {
    return kFirstInvalid;
  }
  const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (text[1] < low || text[1] > high) {
    return kFirstInvalid;
  }
  for (std::size_t i = 2; i < wanted; ++i) {
    if ((text[i] & 0xc0) != 0x80) {
      return kFirstInvalid;
    }
  }
  return wanted;
}

// What is not valid becomes '?', byte by byte; a sequence that the limit cut goes altogether.
void clean(char* text, std::size_t length, bool was_cut) noexcept {
  std::size_t valid = valid_utf8_prefix(text, length);
  while (valid < length) {
    if (was_cut && length - valid < 4 && (static_cast<unsigned char>(text[valid]) & 0xc0) == 0xc0) {
      break;
    }
    text[valid++] = '?';
    valid += valid_utf8_prefix(text + valid, length - valid);
  }
  text[valid] = '\0';
}

}  // namespace

std::size_t valid_utf8_prefix(const char* text, std::size_t length) noexcept {
  const auto* const bytes = reinterpret_cast<const unsigned char*>(text);
  std::size_t valid = 0;
  while (valid < length) {
    const std::size_t sequence = sequence_length(bytes + valid, length - valid);
    if (sequence == kFirstInvalid) {
      break;
    }
    valid += sequence;
  }
  return valid;
}

bool is_sqlstate(std::uint32_t packed) noexcept {
  constexpr unsigned kCharacters = 5;
  constexpr unsigned kBits = 6;
  constexpr std::uint32_t kClassMask = (1U << (2 * kBits)) - 1;
  for (unsigned i = 0; i < kCharacters; ++i) {
    const auto character = static_cast<char>('0' + ((packed >> (i * kBits)) & 0x3f));
    const bool is_valid = (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z');
    if (!is_valid) {
      return false;
    }
  }
  // Class 00 is success: an error with it would look like none.
  return packed >> (kCharacters * kBits) == 0 && (packed & kClassMask) != 0;
}

const char* read_report(const confine::Region& region, std::uint64_t address, Allocate allocate,
                        Report* report) {
  RawReport raw;
  if (!confine::try_copy_from_region(region, &raw, address, sizeof raw)) {
    return "the report lies outside the function's memory";
  }
  const auto level = std::ranges::find(kLevels, raw.level & ~kReportComplete, &LevelRow::number);
  if (level == kLevels.end()) {
    return "the report's level is not one that a function may use";
  }
  report->level = level->level;
  report->sqlstate = is_sqlstate(raw.sqlstate) ? raw.sqlstate : 0;
  report->line = raw.line;
  report->is_complete = (raw.level & kReportComplete) != 0;
  for (std::size_t i = 0; i < kTexts; ++i) {
    report->texts[i] = nullptr;
    if (raw.texts[i].address == 0) {
      continue;
    }
    const std::size_t length = std::min<std::uint64_t>(raw.texts[i].length, kTextLimit);
    char* const text = static_cast<char*>(allocate(length + 1));
    if (!confine::try_copy_from_region(region, text, raw.texts[i].address, length)) {
      return "a text of the report lies outside the function's memory";
    }
    clean(text, length, length < raw.texts[i].length);
    report->texts[i] = text;
  }
  return nullptr;
}

}  // namespace plrust::postpanic
