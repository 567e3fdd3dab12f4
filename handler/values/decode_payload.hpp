// SPDX-License-Identifier: PostgreSQL
// Datums out of private copies of payloads: what handler/values/decode.cpp is made of. All of it raises by
// ereport.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/values/field_memory.hpp"
#include "handler/values/payload_view.hpp"
#include "handler/values/row_form.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

// 38000: a payload of this type does not hold together.
[[noreturn]] void raise_malformed(const TypeInfo& type, const char* problem);
inline void check_problem(const TypeInfo& type, const char* problem) {
  if (unlikely(problem != nullptr)) {
    raise_malformed(type, problem);
  }
}

// Any type whose values have a payload. `typmod`: -1, or to be applied.
Datum decode_payload(const TypeInfo& type, std::int32_t typmod, PayloadView view);

// A cell inside of `around`.
Datum decode_cell(const TypeInfo& type, std::int32_t typmod, PayloadView& around,
                  const confine::Argument& cell, bool* is_null);

// A type whose values have none: bits that are a value of it, made into its datum.
Datum decode_bits(const TypeInfo& type, std::int32_t typmod, std::uint64_t bits);

// Bits of elements as they lie in an array, none of them NULL: 38000 or 22008 if one is no value.
void check_packed(const TypeInfo& type, const char* data, std::size_t count);

// One per container.
Datum decode_array(const TypeInfo& type, std::int32_t typmod, PayloadView view);
Datum decode_tuple(const TypeInfo& type, PayloadView view, MemoryContext result_context);
Datum decode_range(const TypeInfo& type, PayloadView view);
Datum decode_multirange(const TypeInfo& type, PayloadView view);
// The parts of decode_array(), for whoever copies packed elements to where they stay: what else must hold for
// a head that check_array() has approved; whether its elements need nothing but check_packed(); an array
// whose elements are still to be filled in.
void check_array_head(const TypeInfo& type, const confine::ArrayHead& head);
bool can_copy_packed(const TypeInfo& type, std::int32_t typmod, const confine::ArrayHead& head);
ArrayType* make_packed_array(const TypeInfo& type, const confine::ArrayHead& head);

// The columns of a tuple payload. `memory` must be there until the row is put together.
void decode_fields(const RowTypes& row, PayloadView view, Datum* values, bool* nulls, FieldMemory& memory);

// A row of a named composite type, if its columns are plain and the payload is in order. False:
// decode_tuple() makes it or tells what is wrong.
bool decode_plain_tuple(const TypeInfo& type, PayloadView view, Datum* tuple);

// For a head whose changes lie in the payload.
void decode_fields_that_changed(const TypeInfo& type, const RowTypes& row, PayloadView view,
                                const confine::ChangedRow& head, Datum* values, bool* nulls);

// As an assignment to the type with that modifier does. Not for arrays, whose elements it is meant for.
Datum apply_typmod(const TypeInfo& type, std::int32_t typmod, Datum value);

// Domains: 23514 or 23502 if the value is not allowed.
void check_domain(const TypeInfo& type, Datum value, bool is_null);

}  // namespace plrust::handler
