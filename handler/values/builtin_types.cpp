// SPDX-License-Identifier: PostgreSQL
#include "handler/values/builtin_types.hpp"

namespace plrust::handler {

namespace {

constexpr BuiltinType bits(Oid oid, std::uint8_t count, const char* rust, BitsCheck check = BitsCheck::none) {
  return {oid, Crossing::bits, count, true, check, rust, rust};
}
// Types that are an oid, or as good as one.
constexpr BuiltinType oid_bits(Oid oid) {
  return {oid, Crossing::bits, 32, false, BitsCheck::none, "pg_sys::Oid", "pg_sys::Oid"};
}
constexpr BuiltinType text(Oid oid, Crossing crossing = Crossing::text) {
  return {oid, crossing, 0, false, BitsCheck::none, "&'a str", "String"};
}
constexpr BuiltinType wire(Oid oid, const char* rust) {
  return {oid, Crossing::wire, 0, false, BitsCheck::none, rust, rust};
}
constexpr BuiltinType any(Oid oid) {
  return {oid, Crossing::any, 0, false, BitsCheck::none, "AnyElement", "AnyElement"};
}
constexpr BuiltinType any_array(Oid oid) {
  return {oid, Crossing::any_array, 0, false, BitsCheck::none, "AnyArray", "AnyArray"};
}

// Arguments, too, are of the type that composite_type!() names, so that a function can change them and hand
// them on. It is read where it lies all the same.
constexpr const char* kTuple = "PgHeapTuple<'a, AllocatedByRust>";

constexpr BuiltinType kTypes[] = {
    {BOOLOID, Crossing::bits, 8, false, BitsCheck::boolean, "bool", "bool"},
    bits(CHAROID, 8, "i8"),
    bits(INT2OID, 16, "i16"),
    bits(INT4OID, 32, "i32"),
    bits(INT8OID, 64, "i64"),
    bits(FLOAT4OID, 32, "f32"),
    bits(FLOAT8OID, 64, "f64"),
    bits(MONEYOID, 64, "Money"),
    bits(DATEOID, 32, "Date", BitsCheck::date),
    bits(TIMEOID, 64, "Time", BitsCheck::time),
    bits(TIMESTAMPOID, 64, "Timestamp", BitsCheck::timestamp),
    bits(TIMESTAMPTZOID, 64, "TimestampWithTimeZone", BitsCheck::timestamp),
    oid_bits(OIDOID),
    oid_bits(XIDOID),
    oid_bits(CIDOID),
    oid_bits(REGPROCOID),
    oid_bits(REGPROCEDUREOID),
    oid_bits(REGOPEROID),
    oid_bits(REGOPERATOROID),
    oid_bits(REGCLASSOID),
    oid_bits(REGCOLLATIONOID),
    oid_bits(REGTYPEOID),
    oid_bits(REGCONFIGOID),
    oid_bits(REGDICTIONARYOID),
    oid_bits(REGNAMESPACEOID),
    oid_bits(REGROLEOID),
    text(TEXTOID),
    text(VARCHAROID),
    text(BPCHAROID),
    text(NAMEOID, Crossing::spelled),
    text(XMLOID, Crossing::spelled),
    text(UNKNOWNOID, Crossing::spelled),
    {JSONOID, Crossing::spelled, 0, false, BitsCheck::none, "Json", "Json"},
    {CSTRINGOID, Crossing::spelled, 0, false, BitsCheck::none, "&'a ::core::ffi::CStr",
     "::std::ffi::CString"},
    {BYTEAOID, Crossing::bytes, 0, false, BitsCheck::none, "&'a [u8]", "Vec<u8>"},
    {VOIDOID, Crossing::nothing, 0, false, BitsCheck::none, nullptr, "()"},
    {RECORDOID, Crossing::tuple, 0, false, BitsCheck::none, kTuple, kTuple},
    wire(NUMERICOID, "AnyNumeric"),
    wire(UUIDOID, "Uuid"),
    wire(JSONBOID, "JsonB"),
    wire(TIMETZOID, "TimeWithTimeZone"),
    wire(INTERVALOID, "Interval"),
    wire(INETOID, "Inet"),
    wire(CIDROID, "Inet"),
    wire(MACADDROID, "MacAddr"),
    wire(MACADDR8OID, "MacAddr8"),
    wire(BITOID, "BitString"),
    wire(VARBITOID, "BitString"),
    wire(PG_LSNOID, "PgLsn"),
    wire(TIDOID, "pg_sys::ItemPointerData"),
    wire(POINTOID, "pg_sys::Point"),
    wire(LSEGOID, "LSeg"),
    wire(PATHOID, "Path"),
    wire(BOXOID, "pg_sys::BOX"),
    wire(POLYGONOID, "Polygon"),
    wire(LINEOID, "Line"),
    wire(CIRCLEOID, "Circle"),
    any(ANYELEMENTOID),
    any(ANYNONARRAYOID),
    any(ANYENUMOID),
    any(ANYRANGEOID),
    any(ANYMULTIRANGEOID),
    any(ANYCOMPATIBLEOID),
    any(ANYCOMPATIBLENONARRAYOID),
    any(ANYCOMPATIBLERANGEOID),
    any(ANYCOMPATIBLEMULTIRANGEOID),
    any_array(ANYARRAYOID),
    any_array(ANYCOMPATIBLEARRAYOID),
};

struct Advice {
  Oid oid;
  const char* text;
};

constexpr Advice kAdvice[] = {
    {ANYOID, "Use anyelement, or VARIADIC anyarray."},
    {INTERNALOID, "Use bytea, or a composite type, for the state of an aggregate."},
    {LANGUAGE_HANDLEROID, "Handlers of languages are written in C."},
    {FDW_HANDLEROID, "Foreign data wrappers are written in C."},
    {INDEX_AM_HANDLEROID, "Access methods are written in C."},
    {TABLE_AM_HANDLEROID, "Access methods are written in C."},
    {TSM_HANDLEROID, "Sampling methods are written in C."},
    {PG_DDL_COMMANDOID, "Use the fields of pg_event_trigger_ddl_commands() that are not of this type."},
    {TRIGGEROID, "Only the result of a trigger function is of this type."},
    {EVENT_TRIGGEROID, "Only the result of an event trigger function is of this type."},
};

}  // namespace

const BuiltinType* find_builtin_type(Oid type) noexcept {
  for (const BuiltinType& row : kTypes) {
    if (row.oid == type) {
      return &row;
    }
  }
  return nullptr;
}

const char* advice_for(Oid type) noexcept {
  for (const Advice& row : kAdvice) {
    if (row.oid == type) {
      return row.text;
    }
  }
  return nullptr;
}

}  // namespace plrust::handler
