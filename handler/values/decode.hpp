// SPDX-License-Identifier: PostgreSQL
// Values on their way out of a region. Nothing that confined code says is believed: a payload is copied once
// into private memory, every offset, length, count and type in it is checked against that copy, and the datum
// is made by the type's own input or receive function, or by checks that are as strict.
//
// Everything here is for code between PostgreSQL frames: it raises by ereport (38000 for payloads that do not
// hold together, 22021 for text that is not UTF-8, the type's own errors otherwise), and no frame above may
// own anything. Datums are made in the current memory context.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "confine/runtime/region.hpp"
#include "handler/pg.hpp"
#include "handler/values/field_memory.hpp"
#include "handler/values/row_form.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

// The datum of a cell whose payload, if the type has one, lies at a region address; typmod: -1, or the
// modifier to apply as in an assignment. Whether the cell says that it has a payload is not looked at: the
// type says so. The caller's copy of the cell is taken, so it must not lie in the region itself.
Datum decode(const TypeInfo& type, std::int32_t typmod, const confine::Argument& cell,
             const confine::Region& region, bool* is_null);

// The same for what an entry returned: bits, or an address and its length.
Datum decode_result(const TypeInfo& type, std::uint64_t value, std::uint64_t length,
                    const confine::Region& region);

// The datum of bits of a type whose bits may be any: those beyond the type's are never believed.
inline Datum canonical_datum(const TypeInfo& type, std::uint64_t bits) noexcept {
  const unsigned shift = 64U - type.bits;
  return type.is_signed ? static_cast<Datum>(static_cast<std::int64_t>(bits << shift) >> shift)
                        : static_cast<Datum>((bits << shift) >> shift);
}

// NULL as a value of the type: nothing, unless it is a domain that does not allow it.
void check_null(const TypeInfo& type);

// What encode_any() makes: a value of type `actual` in a head.
Datum decode_any(const TypeInfo& actual, std::uint64_t address, std::uint64_t length,
                 const confine::Region& region);

// A row out of a tuple payload: values and nulls by attribute; dropped columns are NULL. Fields go by
// position; where the payload tells types, they must be the columns'. Values are good as long as `memory` and
// the current context.
void decode_row(const RowTypes& row, std::uint64_t address, std::uint64_t length,
                const confine::Region& region, Datum* values, bool* nulls, FieldMemory& memory);

// Rows that a ChangedRow may be about; null where there is none.
struct ChangeableRow {
  Datum* values;
  bool* nulls;
};
// Puts what a ChangedRow says into one of two rows, and tells which.
std::uint32_t decode_changes(const RowTypes& row, std::uint64_t address, std::uint64_t length,
                             const confine::Region& region, const ChangeableRow (&rows)[2]);

}  // namespace plrust::handler
