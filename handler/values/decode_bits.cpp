// SPDX-License-Identifier: PostgreSQL
#include "handler/values/decode.hpp"
#include "handler/values/decode_payload.hpp"

namespace plrust::handler {

namespace {

Datum in_range(bool is_value, const TypeInfo& type, Datum value) {
  if (unlikely(!is_value)) {
    ereport(ERROR, (errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
                    errmsg("PL/Rust value of type %s is out of range", format_type_be(type.oid))));
  }
  return value;
}

Datum decode_stored_bits(const TypeInfo& type, std::uint64_t bits) {
  if (type.crossing == Crossing::nothing) {
    return 0;
  }
  const Datum value = canonical_datum(type, bits);
  switch (type.check) {
    case BitsCheck::none:
      break;
    case BitsCheck::boolean:
      if (value > 1) {
        ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                        errmsg("PL/Rust function returned a bool that is neither false nor true")));
      }
      break;
    case BitsCheck::date: {
      const DateADT date = DatumGetDateADT(value);
      return in_range(DATE_NOT_FINITE(date) || IS_VALID_DATE(date), type, value);
    }
    case BitsCheck::time: {
      const TimeADT time = DatumGetTimeADT(value);
      return in_range(time >= 0 && time <= USECS_PER_DAY, type, value);
    }
    case BitsCheck::timestamp: {
      const Timestamp time = DatumGetTimestamp(value);
      return in_range(TIMESTAMP_NOT_FINITE(time) || IS_VALID_TIMESTAMP(time), type, value);
    }
  }
  return value;
}

}  // namespace

Datum decode_bits(const TypeInfo& type, std::int32_t typmod, std::uint64_t bits) {
  if (!type.is_domain()) {
    return apply_typmod(type, typmod, decode_stored_bits(type, bits));
  }
  const Datum value = apply_typmod(*type.base, type.base_typmod, decode_stored_bits(*type.base, bits));
  check_domain(type, value, false);
  return value;
}

void check_packed(const TypeInfo& type, const char* data, std::size_t count) {
  if (type.check == BitsCheck::none) {
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    decode_stored_bits(type, fetch_att(data + i * static_cast<std::size_t>(type.length), true, type.length));
  }
}

}  // namespace plrust::handler
