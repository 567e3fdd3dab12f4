// SPDX-License-Identifier: PostgreSQL
#include "handler/type_map.hpp"

#include "handler/boundary.hpp"

namespace plrust::handler {

namespace {

constexpr const char* kAsText = "Pass it as text: add ::text where the function is called.";
constexpr const char* kAsFloat = "Use double precision, or text for exact values.";
constexpr const char* kOnlyScalars = "Pass the fields as arguments of their own.";

constexpr TypeRow by_value(Oid oid, std::uint8_t bits, bool is_signed, const char* rust) {
  return {oid, Passing::by_value, bits, is_signed, rust, rust, nullptr};
}
constexpr TypeRow not_available(Oid oid, const char* advice) {
  return {oid, Passing::none, 0, false, nullptr, nullptr, advice};
}

constexpr TypeRow kTypes[] = {
    by_value(BOOLOID, 8, false, "bool"),
    by_value(CHAROID, 8, true, "i8"),
    by_value(INT2OID, 16, true, "i16"),
    by_value(INT4OID, 32, true, "i32"),
    by_value(INT8OID, 64, true, "i64"),
    by_value(FLOAT4OID, 32, true, "f32"),
    by_value(FLOAT8OID, 64, true, "f64"),
    by_value(OIDOID, 32, false, "pg_sys::Oid"),
    {TEXTOID, Passing::text, 0, false, "&'a str", "String", nullptr},
    {VARCHAROID, Passing::text, 0, false, "&'a str", "String", nullptr},
    {BYTEAOID, Passing::bytes, 0, false, "&'a [u8]", "Vec<u8>", nullptr},
    {VOIDOID, Passing::none, 0, false, nullptr, "()", nullptr},
    not_available(NUMERICOID, kAsFloat),
    not_available(MONEYOID, kAsFloat),
    not_available(BPCHAROID, "Use text or varchar."),
    not_available(NAMEOID, "Use text."),
    not_available(CSTRINGOID, "Use text."),
    not_available(JSONOID, kAsText),
    not_available(JSONBOID, kAsText),
    not_available(XMLOID, kAsText),
    not_available(UUIDOID, kAsText),
    not_available(DATEOID, "Use integer days, or text."),
    not_available(TIMEOID, kAsText),
    not_available(TIMETZOID, kAsText),
    not_available(TIMESTAMPOID, "Use double precision: extract(epoch from ...)."),
    not_available(TIMESTAMPTZOID, "Use double precision: extract(epoch from ...)."),
    not_available(INTERVALOID, "Use double precision: extract(epoch from ...)."),
    not_available(INETOID, kAsText),
    not_available(CIDROID, kAsText),
    not_available(MACADDROID, kAsText),
    not_available(BITOID, kAsText),
    not_available(VARBITOID, kAsText),
    not_available(TIDOID, kAsText),
    not_available(RECORDOID, kOnlyScalars),
    not_available(TRIGGEROID,
                  "Triggers cannot be written in plrust yet; call the function from a plpgsql trigger."),
    not_available(EVENT_TRIGGEROID, "Event triggers cannot be written in plrust yet."),
    not_available(INTERNALOID, "Use bytea for the state of an aggregate."),
    not_available(ANYELEMENTOID, "Declare one function for each type."),
    not_available(ANYARRAYOID, "Declare one function for each type."),
    not_available(ANYOID, "Declare one function for each type."),
};

const char* advice_for(Oid type) {
  for (const TypeRow& row : kTypes) {
    if (row.oid == type && row.advice != nullptr) {
      return row.advice;
    }
  }
  return nullptr;
}

// For types that have no row of their own.
const char* advice_by_kind(Oid type) {
  if (OidIsValid(call_pg([type] { return get_element_type(type); }))) {
    return "Arrays are not available yet: pass them as text or bytea.";
  }
  switch (call_pg([type] { return get_typtype(type); })) {
    case TYPTYPE_DOMAIN:
      return "Use the domain's base type.";
    case TYPTYPE_ENUM:
      return "Use text.";
    case TYPTYPE_COMPOSITE:
      return kOnlyScalars;
    case TYPTYPE_PSEUDO:
      return "Declare one function for each type.";
    default:
      return kAsText;
  }
}

}  // namespace

const TypeRow* find_type(Oid type) noexcept {
  for (const TypeRow& row : kTypes) {
    if (row.oid == type) {
      return row.advice == nullptr ? &row : nullptr;
    }
  }
  return nullptr;
}

const TypeRow& type_row(Oid type) {
  if (const TypeRow* const row = find_type(type)) {
    return *row;
  }
  const char* const known = advice_for(type);
  const char* const advice = known != nullptr ? known : advice_by_kind(type);
  const char* const name = call_pg([type] { return format_type_be(type); });
  throw Error(ERRCODE_FEATURE_NOT_SUPPORTED,
              std::string("PL/Rust functions cannot use type ") + name + " yet", {}, advice);
}

}  // namespace plrust::handler
