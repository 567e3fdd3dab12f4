// SPDX-License-Identifier: PostgreSQL
// SQL types and what user code sees of them. One table for the whole language: a row either says how values
// of the type cross, or what to use instead.
#pragma once

#include <string_view>

#include "handler/pg.hpp"

namespace plrust::handler {

enum class Passing : std::uint8_t {
  none,      // nothing crosses (void)
  by_value,  // the datum's bits
  text,      // payload bytes, valid in the database's encoding
  bytes,     // payload bytes
};

struct TypeRow {
  Oid oid;
  Passing passing;
  // By value: bits of the datum that mean something; the others are made from them (sign or zero extension).
  std::uint8_t bits;
  bool is_signed;
  const char* argument;  // Rust type of an argument
  const char* result;    // Rust type of a result
  const char* advice;    // not null: not available, and what to use instead
};

// How the type crosses. Throws Error 0A000 with advice if it does not.
const TypeRow& type_row(Oid type);

// The row, or null if the type cannot cross. Raises nothing.
const TypeRow* find_type(Oid type) noexcept;

// The datum of a by-value type from what confined code says it is: the bits beyond the type's are never
// believed. A bool has `bits` 8 and must be checked by the caller: see is_valid_bits().
inline Datum canonical_datum(const TypeRow& row, std::uint64_t value) noexcept {
  const unsigned shift = 64U - row.bits;
  if (row.is_signed) {
    return static_cast<Datum>(static_cast<std::int64_t>(value << shift) >> shift);
  }
  return static_cast<Datum>((value << shift) >> shift);
}

// False for a bool that is neither 0 nor 1.
inline bool is_valid_bits(const TypeRow& row, std::uint64_t value) noexcept {
  return row.oid != BOOLOID || (value & 0xff) <= 1;
}

}  // namespace plrust::handler
