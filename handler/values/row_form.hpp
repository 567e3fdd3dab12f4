// SPDX-License-Identifier: PostgreSQL
// Rows of one descriptor on their way, again and again: what they have in common is made once. For code
// between PostgreSQL frames: raises by ereport, and no frame above may own anything.
#pragma once

#include <cstddef>
#include <cstdint>

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/values/encode.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct RowTypes {
  TupleDesc descriptor;      // somebody else's
  std::uint64_t generation;  // of the types
  const TypeInfo** types;    // by attribute; null for dropped ones
  int natts;
  std::uint32_t count;  // of attributes that are not dropped
  // Few columns, each of plain bits, text or bytea without a modifier: to make a row of them out of a payload
  // runs no code of types, and asks no catalog.
  bool is_plain;

  // Otherwise they may be others by now.
  bool is_current() const noexcept { return generation == type_generation; }
};
// In the current memory context.
RowTypes make_row_types(TupleDesc descriptor);

// The columns of a composite type as it is now; raises by ereport if it is not composite. The reference and
// the descriptor are good until the catalog is looked at again; the array of types is good for ever.
const RowTypes& known_row(const TypeInfo& type);

// On their way into a region.
struct RowForm : RowTypes {
  // What a payload begins with: head, cells to be filled in, columns, names.
  char* begin;
  std::size_t begin_length;
};

// In the current memory context.
RowForm* make_row_form(TupleDesc descriptor);

// One row. In the current memory context; refers to the tuple.
struct FormedRow {
  Datum* values;  // by attribute
  bool* nulls;
  EncodedValue* fields;  // by attribute that is not dropped
  std::size_t length;    // of the payload
};
FormedRow form_row(const RowForm& form, HeapTuple row);

// Writes the payload, whose place is aligned to 8 bytes, and releases the fields. values and nulls stay.
void write_row(const RowForm& form, FormedRow& row, std::byte* destination);

}  // namespace plrust::handler
