// SPDX-License-Identifier: PostgreSQL
// SQL types: how values of each cross, and what user code sees of them (confine/abi.hpp, "Payloads").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "handler/pg.hpp"
#include "language/builtin_types.hpp"

namespace plrust::handler {

using language::BitsCheck;
using language::Crossing;

struct RowTypes;

// A type as the catalog describes it. Interned: equal as long as the address is equal, and never freed. When
// the type is altered, type_info() gives another one.
struct TypeInfo {
  Oid oid = InvalidOid;
  std::string name;  // without its schema
  Crossing crossing = Crossing::nothing;

  // Crossing::bits: how many mean something; the rest of a datum is made from them.
  std::uint8_t bits = 0;
  bool is_signed = false;
  BitsCheck check = BitsCheck::none;

  // In Rust, for types that are not made of others; see handler/values/rust_types.hpp for the rest.
  const char* argument = nullptr;
  const char* result = nullptr;

  // Storage, as in pg_type.
  std::int16_t length = 0;
  bool by_value = false;
  char alignment = 0;

  // Of a domain: the type below all domains, and the modifier that it applies to it.
  const TypeInfo* base = nullptr;
  std::int32_t base_typmod = -1;

  // Of an array: its elements; of a range: its bounds; of a multirange: its ranges.
  const TypeInfo* element = nullptr;

  // Of an enum, in its order. Its Rust type is generated.
  bool is_enum = false;
  std::vector<std::string> labels;

  // Of Crossing::spelled: the payload is the varlena itself, without the output function (json, xml).
  bool is_stored_as_text = false;

  // The functions that the crossing needs. What they keep in them is not part of the type.
  mutable FmgrInfo write{};  // output or send
  mutable FmgrInfo read{};   // input or receive
  mutable Oid io_parameter = InvalidOid;
  mutable FmgrInfo coerce{};                      // applies a typmod; fn_oid is 0 if there is none
  mutable TypeCacheEntry* cache_entry = nullptr;  // of a composite type
  mutable RowTypes* row = nullptr;                // its columns, see known_row()
  mutable std::uint64_t row_identifier = 0;       // of the descriptor that they are of
  mutable void* domain_state = nullptr;
  mutable bool domain_is_checked = false;  // right now

  bool is_domain() const noexcept { return base != nullptr; }
  // The type that decides how values cross.
  const TypeInfo& stored() const noexcept { return base != nullptr ? *base : *this; }
  bool has_payload() const noexcept { return crossing != Crossing::bits && crossing != Crossing::nothing; }
  bool is_polymorphic() const noexcept {
    return crossing == Crossing::any || crossing == Crossing::any_array;
  }
  // Any bits are a value, and nothing has to be looked at when one comes back.
  bool takes_any_bits() const noexcept {
    return crossing == Crossing::bits && check == BitsCheck::none && base == nullptr;
  }
};

// Throws Error 0A000 with advice for a type that cannot cross, 42704 for one that does not exist.
const TypeInfo& type_info(Oid type);
// The same for code between PostgreSQL frames: raises by ereport.
const TypeInfo& type_info_or_raise(Oid type);
// The state of an aggregate (handler/states/): the address of a Rust value, as bits. type_info() does not
// give it, because internal crosses nowhere else.
const TypeInfo& internal_type() noexcept;
// Whether the type is still as it was described. Raises nothing for a type that is gone.
bool is_current(const TypeInfo& info);

// The descriptor of a composite type as it is now: good until the catalog is looked at, unless it is pinned.
// Raises by ereport.
TupleDesc row_descriptor(const TypeInfo& type);

// Where the functions of types keep what they keep: lives as long as the backend.
MemoryContext type_context() noexcept;

// Goes up when any type may have changed.
extern std::uint64_t type_generation;
// Registers the callbacks that watch pg_type and its relatives. From _PG_init, once.
void watch_types();

// Whether domain checks were under way that have ended by an error, and forgets them. At the end of a
// transaction.
bool take_ended_checks() noexcept;

// Whether a container that says that it holds `given` may stand where `declared` is expected: the same type,
// its domain's base type, another type that is the same in Rust, or 0 (confined code does not know).
bool stands_for(const TypeInfo& declared, Oid given);

}  // namespace plrust::handler
