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
#if PG_VERSION_NUM >= 160000
  DateTimeErrorExtra extra;
  return DecodeDateTime(fields.field, fields.type, count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone, &extra);
#else
  return DecodeDateTime(fields.field, fields.type, count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone);
#endif
}

int decode_time_of_day(Fields& fields, Decoded* decoded) {
#if PG_VERSION_NUM >= 160000
  DateTimeErrorExtra extra;
  return DecodeTimeOnly(fields.field, fields.type, fields.count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone, &extra);
#else
  return DecodeTimeOnly(fields.field, fields.type, fields.count, &decoded->type, &decoded->fields,
                        &decoded->fraction, &decoded->zone);
#endif
}

// Whether the decoders would look for a zone of this name: it has the form of a date, but is none.
bool may_be_zone(const Fields& fields, int index) {
  return fields.type[index] == DTK_DATE && isdigit(static_cast<unsigned char>(*fields.field[index])) == 0;
}

// The decoders of PostgreSQL 15 raise for a zone that they do not know. Where what is before it is complete,
// the field can be nothing else than a zone.
bool has_unknown_zone(const char* source, bool is_time_of_day) {
  Fields fields;
  if (fields.split(source) != 0) {
    return false;
  }
  for (int i = 1; i < fields.count; ++i) {
    if (!may_be_zone(fields, i) || pg_tzset(fields.field[i]) != nullptr) {
      continue;
    }
    if (is_time_of_day) {
      return true;
    }
    Fields before;
    Decoded decoded{};
    if (before.split(source) == 0 && decode_moment(before, i, &decoded) == 0) {
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
  if (type != DTK_DELTA) {
    return TimeTextStatus::bad_format;
  }
  if (itmin2interval(&parts, &interval) != 0) {
    return TimeTextStatus::out_of_range;
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
