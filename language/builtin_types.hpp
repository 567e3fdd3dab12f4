// SPDX-License-Identifier: PostgreSQL
// The types that PostgreSQL brings and that have a Rust type of their own: one table for the whole language.
// Knows nothing of PostgreSQL but what its catalogs say of these types in every release: their OIDs and
// names.
#pragma once

#include <cstdint>
#include <string_view>

namespace plrust::language {

// How values of a type cross. A domain's are those of its base type.
enum class Crossing : std::uint8_t {
  nothing,     // void
  bits,        // the datum's bits
  text,        // payload: bytes of a varlena, valid UTF-8, any text is a value (text, varchar, bpchar)
  bytes,       // payload: bytes of a varlena
  spelled,     // payload: what the output function writes and the input function reads
  wire,        // payload: what the send function writes and the receive function reads
  array,       // payload: ArrayHead
  tuple,       // payload: TupleHead
  range,       // payload: RangeHead
  multirange,  // payload: MultirangeHead
  any,         // payload: AnyHead; what it is, each call says (resolve_argument(), resolve_result())
  any_array,   // payload: ArrayHead, likewise
};

// What bits must be beyond their number. Values from confined code are held to it.
enum class BitsCheck : std::uint8_t { none, boolean, date, time, timestamp };

struct BuiltinType {
  std::uint32_t oid;
  const char* name;  // in pg_type
  Crossing crossing;
  std::uint8_t bits;
  bool is_signed;
  BitsCheck check;
  const char* argument;  // in Rust
  const char* result;
};

// Null for all others.
const BuiltinType* find_builtin_type(std::uint32_t oid) noexcept;
const BuiltinType* find_builtin_type(std::string_view name) noexcept;

// What to use instead of a type that cannot cross; null if the type is not one that is known not to.
const char* advice_for(std::uint32_t oid) noexcept;
const char* advice_for(std::string_view name) noexcept;

}  // namespace plrust::language
