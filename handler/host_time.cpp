// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "time" that need the server: the present, the rules of time zones, and the
// reading of text, which depends on settings. Computing is done in the region. Nothing here catches an error,
// and no frame owns anything that a longjmp would leak.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/pg.hpp"
#include "handler/time_text.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;

namespace {

// What time_zone_offset() answers instead of an offset.
constexpr std::int64_t kUnknownZone = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kNoSuchTime = kUnknownZone + 1;

// Longer names are of no zone: PostgreSQL's own limit is less.
constexpr std::uint64_t kZoneLimit = 1024;
// Longer texts are no date: all but blanks must fit PostgreSQL's buffer, which is of 128 bytes.
constexpr std::uint64_t kTextLimit = std::uint64_t{64} << 10;

// A text of the region with a terminating null, in palloc'd memory; null if it has a null itself or is not
// valid UTF-8.
char* copy_text(std::uint64_t address, std::uint64_t length, std::uint64_t limit, const char* what) {
  char* const copy = static_cast<char*>(palloc(length + 1));
  confine::copy_from_region(copy, address, length, limit, what);
  copy[length] = '\0';
  if (!pg_verify_mbstr(PG_UTF8, copy, static_cast<int>(length), true)) {
    pfree(copy);
    return nullptr;
  }
  return copy;
}

// What a name of a time zone stands for: an offset, an abbreviation whose offset depends on the time, or a
// zone.
struct Zone {
  enum class Kind { unknown, fixed, abbreviation, zone } kind;
  std::int64_t seconds_east;  // fixed
  pg_tz* rules;               // abbreviation and zone
};

// In the order of SQL's AT TIME ZONE: abbreviations first.
Zone find_zone(const char* name) {
  int offset = 0;
  pg_tz* rules = nullptr;
  char* const lower = pstrdup(name);
  std::transform(lower, lower + strlen(lower), lower, pg_ascii_tolower);
  int type = UNKNOWN_FIELD;
  DateTimeErrorExtra extra;
  DecodeTimezoneAbbrev(0, lower, &type, &offset, &rules, &extra);
  pfree(lower);
  switch (type) {
    case TZ:
    case DTZ:
      return {Zone::Kind::fixed, offset, nullptr};
    case DYNTZ:
      return {Zone::Kind::abbreviation, 0, rules};
    default:
      rules = pg_tzset(name);
      return {rules == nullptr ? Zone::Kind::unknown : Zone::Kind::zone, 0, rules};
  }
}

// PostgreSQL's offsets count to the west.
std::int64_t offset_of_moment(pg_tz* rules, std::int64_t moment) {
  int west = 0;
  fsec_t fraction = 0;
  pg_tm fields{};
  if (timestamp2tm(moment, &west, &fields, &fraction, nullptr, rules) != 0) {
    return kNoSuchTime;
  }
  return -std::int64_t{west};
}

std::int64_t offset_of_local(const Zone& zone, const char* name, std::int64_t local) {
  fsec_t fraction = 0;
  pg_tm fields{};
  if (timestamp2tm(local, nullptr, &fields, &fraction, nullptr, nullptr) != 0) {
    return kNoSuchTime;
  }
  const int west = zone.kind == Zone::Kind::abbreviation
                       ? DetermineTimeZoneAbbrevOffset(&fields, name, zone.rules)
                       : DetermineTimeZoneOffset(&fields, zone.rules);
  return -std::int64_t{west};
}

std::int64_t offset_in(Zone zone, const char* name, std::int64_t micros, bool is_local, bool means_zone) {
  if (zone.kind == Zone::Kind::abbreviation && means_zone) {
    zone.kind = Zone::Kind::zone;
  }
  switch (zone.kind) {
    case Zone::Kind::unknown:
      return kUnknownZone;
    case Zone::Kind::fixed:
      return zone.seconds_east;
    case Zone::Kind::abbreviation:
    case Zone::Kind::zone:
      break;
  }
  if (is_local) {
    return offset_of_local(zone, name, micros);
  }
  if (zone.kind == Zone::Kind::abbreviation) {
    int is_daylight = 0;
    return -std::int64_t{DetermineTimeZoneAbbrevOffsetTS(micros, name, zone.rules, &is_daylight)};
  }
  return offset_of_moment(zone.rules, micros);
}

}  // namespace

std::int64_t plrust_import_time_now(std::uint32_t moment) {
  confine::before_host_call();
  constexpr std::uint32_t kTransaction = 0;
  constexpr std::uint32_t kStatement = 1;
  constexpr std::uint32_t kClock = 2;
  switch (moment) {
    case kTransaction:
      return GetCurrentTransactionStartTimestamp();
    case kStatement:
      return GetCurrentStatementStartTimestamp();
    case kClock:
      return GetCurrentTimestamp();
    default:
      confine::leave_misuse("time_now: there is no such moment");
  }
}

std::int64_t plrust_import_time_zone_offset(std::uint64_t zone, std::uint64_t zone_len, std::int64_t micros,
                                            std::uint32_t asked) {
  confine::before_host_call();
  constexpr std::uint32_t kLocal = 1;
  constexpr std::uint32_t kMeansZone = 2;
  if ((asked & ~(kLocal | kMeansZone)) != 0) {
    confine::leave_misuse("time_zone_offset: there is no such question");
  }
  if (!IS_VALID_TIMESTAMP(micros)) {
    return kNoSuchTime;
  }
  const bool is_local = (asked & kLocal) != 0;
  const bool means_zone = (asked & kMeansZone) != 0;
  if (zone_len == 0) {
    return offset_in({Zone::Kind::zone, 0, session_timezone}, "", micros, is_local, means_zone);
  }
  if (zone_len > kZoneLimit) {
    return kUnknownZone;
  }
  CHECK_FOR_INTERRUPTS();  // a new name reads files
  char* const name = copy_text(zone, zone_len, kZoneLimit, "time_zone_offset: zone");
  if (name == nullptr) {
    return kUnknownZone;
  }
  const std::int64_t answer = offset_in(find_zone(name), name, micros, is_local, means_zone);
  pfree(name);
  return answer;
}

std::int32_t plrust_import_time_parse(std::uint32_t kind, std::uint64_t source, std::uint64_t text_len,
                                      std::uint64_t out) {
  confine::before_host_call();
  if (kind > static_cast<std::uint32_t>(handler::TimeKind::interval)) {
    confine::leave_misuse("time_parse: there is no such kind");
  }
  constexpr std::int32_t kBadFormat = 1;
  if (text_len == 0 || text_len > kTextLimit) {
    return kBadFormat;
  }
  CHECK_FOR_INTERRUPTS();
  char* const copy = copy_text(source, text_len, kTextLimit, "time_parse: text");
  if (copy == nullptr) {
    return kBadFormat;
  }
  handler::ParsedTime parsed{};
  const handler::TimeTextStatus status =
      handler::parse_time_text(static_cast<handler::TimeKind>(kind), copy, &parsed);
  pfree(copy);
  if (status == handler::TimeTextStatus::done) {
    confine::copy_to_region(out, &parsed, sizeof parsed, "time_parse: out");
  }
  return static_cast<std::int32_t>(status);
}

std::uint64_t plrust_import_time_of_day(std::uint64_t dst, std::uint64_t n) {
  confine::before_host_call();
  const Datum shown = DirectFunctionCall1(timeofday, Datum{0});
  varlena* const words = pg_detoast_datum_packed(reinterpret_cast<varlena*>(DatumGetPointer(shown)));
  const std::uint64_t length = std::min<std::uint64_t>(n, VARSIZE_ANY_EXHDR(words));
  confine::copy_to_region(dst, VARDATA_ANY(words), length, "time_of_day: destination");
  pfree(words);
  return length;
}
