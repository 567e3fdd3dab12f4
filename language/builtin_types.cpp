// SPDX-License-Identifier: PostgreSQL
#include "language/builtin_types.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace plrust::language {

namespace {

constexpr BuiltinType bits(std::uint32_t oid, const char* name, std::uint8_t count, const char* rust,
                           BitsCheck check = BitsCheck::none) {
  return {oid, name, Crossing::bits, count, true, check, rust, rust};
}
// Types that are an oid, or as good as one.
constexpr BuiltinType oid_bits(std::uint32_t oid, const char* name) {
  return {oid, name, Crossing::bits, 32, false, BitsCheck::none, "pg_sys::Oid", "pg_sys::Oid"};
}
constexpr BuiltinType text(std::uint32_t oid, const char* name, Crossing crossing = Crossing::text) {
  return {oid, name, crossing, 0, false, BitsCheck::none, "&'a str", "String"};
}
constexpr BuiltinType wire(std::uint32_t oid, const char* name, const char* rust) {
  return {oid, name, Crossing::wire, 0, false, BitsCheck::none, rust, rust};
}
constexpr BuiltinType any(std::uint32_t oid, const char* name) {
  return {oid, name, Crossing::any, 0, false, BitsCheck::none, "AnyElement", "AnyElement"};
}
constexpr BuiltinType any_array(std::uint32_t oid, const char* name) {
  return {oid, name, Crossing::any_array, 0, false, BitsCheck::none, "AnyArray", "AnyArray"};
}

// Arguments, too, are of the type that composite_type!() names, so that a function can change them and hand
// them on. It is read where it lies all the same.
constexpr const char* kTuple = "PgHeapTuple<'a, AllocatedByRust>";

constexpr BuiltinType kTypes[] = {
    {16, "bool", Crossing::bits, 8, false, BitsCheck::boolean, "bool", "bool"},
    bits(18, "char", 8, "i8"),
    bits(21, "int2", 16, "i16"),
    bits(23, "int4", 32, "i32"),
    bits(20, "int8", 64, "i64"),
    bits(700, "float4", 32, "f32"),
    bits(701, "float8", 64, "f64"),
    bits(790, "money", 64, "Money"),
    bits(1082, "date", 32, "Date", BitsCheck::date),
    bits(1083, "time", 64, "Time", BitsCheck::time),
    bits(1114, "timestamp", 64, "Timestamp", BitsCheck::timestamp),
    bits(1184, "timestamptz", 64, "TimestampWithTimeZone", BitsCheck::timestamp),
    oid_bits(26, "oid"),
    oid_bits(28, "xid"),
    oid_bits(29, "cid"),
    oid_bits(24, "regproc"),
    oid_bits(2202, "regprocedure"),
    oid_bits(2203, "regoper"),
    oid_bits(2204, "regoperator"),
    oid_bits(2205, "regclass"),
    oid_bits(4191, "regcollation"),
    oid_bits(2206, "regtype"),
    oid_bits(3734, "regconfig"),
    oid_bits(3769, "regdictionary"),
    oid_bits(4089, "regnamespace"),
    oid_bits(4096, "regrole"),
    text(25, "text"),
    text(1043, "varchar"),
    text(1042, "bpchar"),
    text(19, "name", Crossing::spelled),
    text(142, "xml", Crossing::spelled),
    text(705, "unknown", Crossing::spelled),
    {114, "json", Crossing::spelled, 0, false, BitsCheck::none, "Json", "Json"},
    {2275, "cstring", Crossing::spelled, 0, false, BitsCheck::none, "&'a ::core::ffi::CStr",
     "::std::ffi::CString"},
    {17, "bytea", Crossing::bytes, 0, false, BitsCheck::none, "&'a [u8]", "Vec<u8>"},
    {2278, "void", Crossing::nothing, 0, false, BitsCheck::none, nullptr, "()"},
    {2249, "record", Crossing::tuple, 0, false, BitsCheck::none, kTuple, kTuple},
    wire(1700, "numeric", "AnyNumeric"),
    wire(2950, "uuid", "Uuid"),
    wire(3802, "jsonb", "JsonB"),
    wire(1266, "timetz", "TimeWithTimeZone"),
    wire(1186, "interval", "Interval"),
    wire(869, "inet", "Inet"),
    wire(650, "cidr", "Inet"),
    wire(829, "macaddr", "MacAddr"),
    wire(774, "macaddr8", "MacAddr8"),
    wire(1560, "bit", "BitString"),
    wire(1562, "varbit", "BitString"),
    wire(3220, "pg_lsn", "PgLsn"),
    wire(27, "tid", "pg_sys::ItemPointerData"),
    wire(600, "point", "pg_sys::Point"),
    wire(601, "lseg", "LSeg"),
    wire(602, "path", "Path"),
    wire(603, "box", "pg_sys::BOX"),
    wire(604, "polygon", "Polygon"),
    wire(628, "line", "Line"),
    wire(718, "circle", "Circle"),
    any(2283, "anyelement"),
    any(2776, "anynonarray"),
    any(3500, "anyenum"),
    any(3831, "anyrange"),
    any(4537, "anymultirange"),
    any(5077, "anycompatible"),
    any(5079, "anycompatiblenonarray"),
    any(5080, "anycompatiblerange"),
    any(4538, "anycompatiblemultirange"),
    any_array(2277, "anyarray"),
    any_array(5078, "anycompatiblearray"),
};

struct Advice {
  std::uint32_t oid;
  const char* name;
  const char* text;
};

constexpr Advice kAdvice[] = {
    {2276, "any", "Use anyelement, or VARIADIC anyarray."},
    {2281, "internal",
     "Only functions of aggregates, without sets and OUT arguments, have a state of this type."},
    {2280, "language_handler", "Handlers of languages are written in C."},
    {3115, "fdw_handler", "Foreign data wrappers are written in C."},
    {325, "index_am_handler", "Access methods are written in C."},
    {269, "table_am_handler", "Access methods are written in C."},
    {3310, "tsm_handler", "Sampling methods are written in C."},
    {32, "pg_ddl_command", "Use the fields of pg_event_trigger_ddl_commands() that are not of this type."},
    {2279, "trigger", "Only the result of a trigger function is of this type."},
    {3838, "event_trigger", "Only the result of an event trigger function is of this type."},
};

template <typename Row, std::size_t N, typename Key>
const Row* find_row(const Row (&rows)[N], Key key, auto field) noexcept {
  const auto* const row = std::ranges::find(rows, key, field);
  return row != std::end(rows) ? row : nullptr;
}

}  // namespace

const BuiltinType* find_builtin_type(std::uint32_t oid) noexcept {
  return find_row(kTypes, oid, &BuiltinType::oid);
}

const BuiltinType* find_builtin_type(std::string_view name) noexcept {
  return find_row(kTypes, name, &BuiltinType::name);
}

const char* advice_for(std::uint32_t oid) noexcept {
  const Advice* const row = find_row(kAdvice, oid, &Advice::oid);
  return row != nullptr ? row->text : nullptr;
}

const char* advice_for(std::string_view name) noexcept {
  const Advice* const row = find_row(kAdvice, name, &Advice::name);
  return row != nullptr ? row->text : nullptr;
}

}  // namespace plrust::language
