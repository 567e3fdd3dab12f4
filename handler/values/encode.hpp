// SPDX-License-Identifier: PostgreSQL
// Values on their way into a region. Everything here is for code between PostgreSQL frames: it raises by
// ereport, and no frame above may own anything. In the heads of payloads, oids are those of base types, never
// of domains: confined code knows those.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct EncodedValue;
// Writes the body of a value that has `toasted`; there are 4 bytes in front of the destination that are
// free or written already, and stay as they are.
void detoast_to(std::byte* destination, const EncodedValue& value);

// A value, ready to be written where confined code reads it. Points into the datum or at memory in the
// context that was current; valid for as long as both.
struct EncodedValue {
  std::uint64_t bits = 0;  // if there is no payload
  bool is_null = false;
  bool has_payload = false;
  confine::PayloadKind kind = confine::PayloadKind::text;
  // The payload: two pieces, one behind the other.
  const void* head = nullptr;
  std::size_t head_length = 0;
  const void* body = nullptr;
  std::size_t body_length = 0;
  // Instead of a body that is there: a stored value that is fetched or decompressed to where it is written.
  const varlena* toasted = nullptr;
  // What release() frees.
  void* owned = nullptr;
  void* owned_head = nullptr;
  MemoryContext owned_context = nullptr;

  std::size_t length() const noexcept { return head_length + body_length; }

  // Writes length() bytes. The destination is aligned to 8 bytes, and there are 4 bytes in front of it. May
  // raise.
  void write_to(std::byte* destination) const {
    if (head_length != 0) {
      std::memcpy(destination, head, head_length);
    }
    if (toasted != nullptr) {
      detoast_to(destination + head_length, *this);
    } else if (body_length != 0) {
      std::memcpy(destination + head_length, body, body_length);
    }
  }

  // The cell of a value whose payload was written to `where` (an address at top level, an offset elsewhere).
  confine::Argument cell(std::uint64_t where) const noexcept {
    if (is_null) {
      return {0, confine::kArgumentNull};
    }
    return has_payload ? confine::Argument{where, length() | confine::kArgumentPayload |
                                                      std::uint64_t(kind) << confine::kArgumentKindShift}
                       : confine::Argument{bits, 0};
  }
};

// Encodes a datum that is not NULL. Not for polymorphic types: encode_any().
EncodedValue encode(const TypeInfo& type, Datum value);

// A value of a polymorphic parameter that is of type `actual` in this call. Not for anyarray & co, which
// cross as the array.
EncodedValue encode_any(const TypeInfo& actual, Datum value);

// A row: the columns that are not dropped, with their names and types.
EncodedValue encode_row(HeapTuple row, TupleDesc descriptor);

// Frees what the value holds; the datum it was made from stays.
void release(EncodedValue& value) noexcept;

}  // namespace plrust::handler
