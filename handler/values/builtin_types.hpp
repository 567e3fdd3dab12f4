// SPDX-License-Identifier: PostgreSQL
// The types that PostgreSQL brings and that have a Rust type of their own: one table for the whole language.
#pragma once

#include <cstdint>

#include "handler/pg.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct BuiltinType {
  Oid oid;
  Crossing crossing;
  std::uint8_t bits;
  bool is_signed;
  BitsCheck check;
  const char* argument;
  const char* result;
};

// Null for all others.
const BuiltinType* find_builtin_type(Oid type) noexcept;

// What to use instead of a type that cannot cross; null if the type is not one that is known not to.
const char* advice_for(Oid type) noexcept;

}  // namespace plrust::handler
