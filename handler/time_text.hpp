// SPDX-License-Identifier: PostgreSQL
// Dates and times from text, with an answer instead of an error: what the types' input functions do, put
// together of the same parsers, because before PostgreSQL 16 an input function can only raise.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// As pgrx/src/types/datetime/zone.rs numbers them.
enum class TimeKind : std::uint32_t {
  date = 0,
  time = 1,
  time_with_zone = 2,
  timestamp = 3,
  timestamp_with_zone = 4,
  interval = 5,
};

enum class TimeTextStatus : std::int32_t { done = 0, bad_format = 1, out_of_range = 2, bad_zone = 3 };

// As it lies in the region (Parsed in zone.rs).
struct ParsedTime {
  std::int64_t value;   // microseconds; days of a date
  std::int32_t second;  // seconds west of UTC; days of an interval
  std::int32_t third;   // months of an interval
};
static_assert(sizeof(ParsedTime) == 16);

// Reads `source` by the session's settings. Raises only if a time zone is configured wrongly, or files of one
// cannot be read.
TimeTextStatus parse_time_text(TimeKind kind, const char* source, ParsedTime* parsed);

}  // namespace plrust::handler
