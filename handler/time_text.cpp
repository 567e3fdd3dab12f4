// SPDX-License-Identifier: PostgreSQL
#include "handler/time_text.hpp"

#include <cctype>

namespace plrust::handler {

namespace {

// A text cut into fields, as PostgreSQL's decoders want it. They write into it, so each gets its own.
struct Fields {
  char buffer[MAXDATELEN + MAXDATEFIELDS];
  char* field[MAXDATEFIELDS];
  int type[MAXDATEFIELDS];
  int count = 0;

  int split(const char* source) {
    return ParseDateTime(source, buffer, sizeof buffer, field, type, MAXDATEFIELDS, &count);
  }
};

TimeTextStatus status_of(int error) {
  switch (error) {
    case 0:
      return TimeTextStatus::done;
    case DTERR_FIELD_OVERFLOW:
    case DTERR_MD_FIELD_OVERFLOW:
    case DTERR_INTERVAL_OVERFLOW:
      return TimeTextStatus::out_of_range;
    case DTERR_BAD_FORMAT:
      return TimeTextStatus::bad_format;
    default:
      return TimeTextStatus::bad_zone;
  }
}

struct Decoded {
  int type;
  pg_tm fields;
  fsec_t fraction;
  int zone;
};

int decode_moment(Fields& fields, int count, Decoded* decoded) {
  DateTimeErrorExtra extra;
  return DecodeDateTime(fields.field, fields.type, count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone, &extra);
}

int decode_time_of_day(Fields& fields, Decoded* decoded) {
  DateTimeErrorExtra extra;
  return DecodeTimeOnly(fields.field, fields.type, fields.count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone, &extra);
}

// Whether the decoders would look for a zone of this name: it has the form of a date, but is none.
bool may_be_zone(const Fields& fields, int index) {
  return fields.type[index] == DTK_DATE && isdigit(static_cast<unsigned char>(*fields.field[index])) == 0;
}

// Whether the first `count` fields of `source` have a month and a day: then the decoder takes what looks like
// a date after them for a zone. They have if they are a moment, or become one with a year. True as well if
// they are out of range, because then the whole text is, or has a bad zone.
bool has_month_and_day(const char* source, int count) {
  Fields alone;
  if (alone.split(source) != 0) {
    return false;
  }
  Decoded decoded{};
  const int error = decode_moment(alone, count, &decoded);
  if (error == 0 || (error < 0 && error != DTERR_BAD_FORMAT)) {
    return true;
  }
  Fields with_year;
  with_year.split(source);
  char year[] = "2000";
  with_year.field[count] = year;
  with_year.type[count] = DTK_NUMBER;
  return decode_moment(with_year, count + 1, &decoded) == 0;
}

// Whether the decoder takes field `index` for a zone.
bool is_zone(const char* source, const Fields& fields, int index, bool is_time_of_day) {
  if (!may_be_zone(fields, index)) {
    return false;
  }
  if (!is_time_of_day) {
    return index > 0 && has_month_and_day(source, index);
  }
  const bool may_start_with_date =
      fields.count >= 2 && (fields.type[fields.count - 1] == DTK_DATE || fields.type[1] == DTK_TIME);
  return index > 0 || !may_start_with_date;
}

// The decoders of PostgreSQL 15 raise for a zone that they do not know; so it is found out before.
bool has_unknown_zone(const char* source, bool is_time_of_day) {
  Fields fields;
  if (fields.split(source) != 0) {
    return false;
  }
  for (int i = 0; i < fields.count; ++i) {
    if (is_zone(source, fields, i, is_time_of_day) && pg_tzset(fields.field[i]) == nullptr) {
      return true;
    }
  }
  return false;
}

TimeTextStatus decode(const char* source, bool is_time_of_day, Decoded* decoded) {
  if (has_unknown_zone(source, is_time_of_day)) {
    return TimeTextStatus::bad_zone;
  }
  Fields fields;
  int error = fields.split(source);
  if (error == 0) {
    error =
        is_time_of_day ? decode_time_of_day(fields, decoded) : decode_moment(fields, fields.count, decoded);
  }
  // What the decoders call incomplete is no format either.
  return error > 0 ? TimeTextStatus::bad_format : status_of(error);
}

TimeTextStatus parse_date(const char* source, ParsedTime* parsed) {
  Decoded decoded{};
  const TimeTextStatus status = decode(source, false, &decoded);
  if (status != TimeTextStatus::done) {
    return status;
  }
  switch (decoded.type) {
    case DTK_DATE:
      break;
    case DTK_EPOCH:
      GetEpochTime(&decoded.fields);
      break;
    case DTK_LATE:
      parsed->value = std::numeric_limits<std::int32_t>::max();
      return TimeTextStatus::done;
    case DTK_EARLY:
      parsed->value = std::numeric_limits<std::int32_t>::min();
      return TimeTextStatus::done;
    default:
      return TimeTextStatus::bad_format;
  }
  const pg_tm& fields = decoded.fields;
  if (!IS_VALID_JULIAN(fields.tm_year, fields.tm_mon, fields.tm_mday)) {
    return TimeTextStatus::out_of_range;
  }
  const int day = date2j(fields.tm_year, fields.tm_mon, fields.tm_mday) - POSTGRES_EPOCH_JDATE;
  parsed->value = day;
  return IS_VALID_DATE(day) ? TimeTextStatus::done : TimeTextStatus::out_of_range;
}

TimeTextStatus parse_timestamp(const char* source, bool has_zone, ParsedTime* parsed) {
  Decoded decoded{};
  const TimeTextStatus status = decode(source, false, &decoded);
  if (status != TimeTextStatus::done) {
    return status;
  }
  switch (decoded.type) {
    case DTK_DATE: {
      Timestamp timestamp = 0;
      int* const zone = has_zone ? &decoded.zone : nullptr;
      if (tm2timestamp(&decoded.fields, decoded.fraction, zone, &timestamp) != 0) {
        return TimeTextStatus::out_of_range;
      }
      parsed->value = timestamp;
      return TimeTextStatus::done;
    }
    case DTK_EPOCH:
      parsed->value = SetEpochTimestamp();
      return TimeTextStatus::done;
    case DTK_LATE:
      parsed->value = std::numeric_limits<std::int64_t>::max();
      return TimeTextStatus::done;
    case DTK_EARLY:
      parsed->value = std::numeric_limits<std::int64_t>::min();
      return TimeTextStatus::done;
    default:
      return TimeTextStatus::bad_format;
  }
}

TimeTextStatus parse_time_of_day(const char* source, bool has_zone, ParsedTime* parsed) {
  Decoded decoded{};
  const TimeTextStatus status = decode(source, true, &decoded);
  if (status != TimeTextStatus::done) {
    return status;
  }
  TimeADT time = 0;
  tm2time(&decoded.fields, decoded.fraction, &time);
  parsed->value = time;
  parsed->second = has_zone ? decoded.zone : 0;
  return TimeTextStatus::done;
}

TimeTextStatus parse_interval(const char* source, ParsedTime* parsed) {
  Fields fields;
  pg_itm_in parts{};
  int type = 0;
  int error = fields.split(source);
  if (error == 0) {
    error = DecodeInterval(fields.field, fields.type, fields.count, INTERVAL_FULL_RANGE, &type, &parts);
  }
  if (error == DTERR_BAD_FORMAT) {
    char* const copy = pstrdup(source);
    error = DecodeISO8601Interval(copy, &type, &parts);
    pfree(copy);
  }
  if (error != 0) {
    return status_of(error);
  }
  Interval interval;
  switch (type) {
    case DTK_DELTA:
      if (itmin2interval(&parts, &interval) != 0) {
        return TimeTextStatus::out_of_range;
      }
      break;
#if PG_VERSION_NUM >= 170000
    case DTK_LATE:
      INTERVAL_NOEND(&interval);
      break;
    case DTK_EARLY:
      INTERVAL_NOBEGIN(&interval);
      break;
#endif
    default:
      return TimeTextStatus::bad_format;
  }
  *parsed = {interval.time, interval.day, interval.month};
  return TimeTextStatus::done;
}

}  // namespace

TimeTextStatus parse_time_text(TimeKind kind, const char* source, ParsedTime* parsed) {
  switch (kind) {
    case TimeKind::date:
      return parse_date(source, parsed);
    case TimeKind::time:
      return parse_time_of_day(source, false, parsed);
    case TimeKind::time_with_zone:
      return parse_time_of_day(source, true, parsed);
    case TimeKind::timestamp:
      return parse_timestamp(source, false, parsed);
    case TimeKind::timestamp_with_zone:
      return parse_timestamp(source, true, parsed);
    case TimeKind::interval:
      return parse_interval(source, parsed);
  }
  return TimeTextStatus::bad_format;
}

}  // namespace plrust::handler
