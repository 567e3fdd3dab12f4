// SPDX-License-Identifier: PostgreSQL
#include "handler/values/decode.hpp"

#include "confine/runtime/region_memory.hpp"
#include "handler/values/decode_payload.hpp"
#include "handler/values/scratch.hpp"
#include "handler/values/valid_text.hpp"

namespace plrust::handler {

namespace {

constexpr std::uint64_t kLengthMask = 0xffff'ffffU;
// Payloads that are shorter are read on the stack.
constexpr std::size_t kFew = 1024;

[[noreturn]] void raise_too_long(const TypeInfo& type) {
  ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                  errmsg("PL/Rust value of type %s is longer than 1 GB", format_type_be(type.oid))));
  pg_unreachable();
}

[[noreturn]] void raise_outside(const TypeInfo& type) {
  ereport(ERROR,
          (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
           errmsg("PL/Rust value of type %s lies outside the function's memory", format_type_be(type.oid))));
  pg_unreachable();
}

void copy_out(const TypeInfo& type, const confine::Region& region, std::uint64_t address,
              std::uint64_t length, void* destination) {
  if (unlikely(!confine::try_copy_from_region(region, destination, address, length))) {
    raise_outside(type);
  }
}

// Text and bytes are their own payload: copied to where they stay.
Datum copy_varlena(const TypeInfo& type, const confine::Region& region, std::uint64_t address,
                   std::uint64_t length) {
  if (length > MaxAllocSize - VARHDRSZ) {
    raise_too_long(type);
  }
  auto* const value = static_cast<varlena*>(palloc(length + VARHDRSZ));
  SET_VARSIZE(value, length + VARHDRSZ);
  copy_out(type, region, address, length, VARDATA(value));
  if (type.crossing == Crossing::text) {
    check_utf8(VARDATA(value), length);
  }
  return PointerGetDatum(value);
}

PayloadView private_copy(const TypeInfo& type, const confine::Region& region, std::uint64_t address,
                         std::uint64_t length) {
  if (length >= MaxAllocSize) {
    raise_too_long(type);
  }
  auto* const bytes = static_cast<char*>(palloc(length + 1));
  copy_out(type, region, address, length, bytes);
  bytes[length] = '\0';
  return {bytes, length};
}

bool is_container(const TypeInfo& type) {
  return type.element != nullptr || type.crossing == Crossing::tuple;
}

// By-value elements: from the region to where they stay. Null: the array is of another kind.
ArrayType* copy_packed_array(const TypeInfo& type, std::int32_t typmod, const confine::Region& region,
                             std::uint64_t address, std::uint64_t length) {
  confine::ArrayHead head{};
  if (length < sizeof head) {
    raise_malformed(type, "an array is shorter than its head");
  }
  copy_out(type, region, address, sizeof head, &head);
  check_problem(type, check_array(length, &head));
  if (!can_copy_packed(type, typmod, head)) {
    return nullptr;
  }
  check_array_head(type, head);
  ArrayType* const array = make_packed_array(type, head);
  char* const data = ARR_DATA_PTR(array);
  copy_out(type, region, address + head.data, std::uint64_t{head.count} * head.width, data);
  check_packed(*type.element, data, head.count);
  return array;
}

// With everything that is made on the way in a context that goes at once.
Datum decode_container(const TypeInfo& type, std::int32_t typmod, const confine::Region& region,
                       std::uint64_t address, std::uint64_t length) {
  const MemoryContext scratch = take_scratch();
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  const PayloadView view = private_copy(type, region, address, length);
  if (type.crossing == Crossing::tuple && !type.is_domain()) {
    const Datum tuple = decode_tuple(type, view, caller);
    MemoryContextSwitchTo(caller);
    give_scratch(scratch);
    return tuple;
  }
  const Datum inner = decode_payload(type, typmod, view);
  MemoryContextSwitchTo(caller);
  const Datum value = datumCopy(inner, type.by_value, type.length);
  give_scratch(scratch);
  return value;
}

// The most frequent rows: short, and of columns that need nothing but a copy.
bool decode_short_tuple(const TypeInfo& type, const confine::Region& region, std::uint64_t address,
                        std::uint64_t length, Datum* tuple) {
  if (length >= kFew || type.is_domain() || type.oid == RECORDOID) {
    return false;
  }
  alignas(8) char bytes[kFew];
  copy_out(type, region, address, length, bytes);
  return decode_plain_tuple(type, {bytes, length}, tuple);
}

Datum decode_at(const TypeInfo& type, std::int32_t typmod, const confine::Region& region,
                std::uint64_t address, std::uint64_t length) {
  const bool is_plain = !type.is_domain() && typmod < 0;
  if (is_plain && (type.crossing == Crossing::text || type.crossing == Crossing::bytes)) {
    return copy_varlena(type, region, address, length);
  }
  if (type.crossing == Crossing::array) {
    if (ArrayType* const array = copy_packed_array(type, typmod, region, address, length)) {
      return PointerGetDatum(array);
    }
  }
  Datum tuple = 0;
  if (type.crossing == Crossing::tuple && decode_short_tuple(type, region, address, length, &tuple)) {
    return tuple;
  }
  if (is_container(type)) {
    return decode_container(type, typmod, region, address, length);
  }
  const PayloadView view = private_copy(type, region, address, length);
  const Datum value = decode_payload(type, typmod, view);
  pfree(view.bytes());
  return value;
}

}  // namespace

Datum decode(const TypeInfo& type, std::int32_t typmod, const confine::Argument& cell,
             const confine::Region& region, bool* is_null) {
  *is_null = (cell.meta & confine::kArgumentNull) != 0;
  if (*is_null) {
    check_null(type);
    return 0;
  }
  return type.has_payload() ? decode_at(type, typmod, region, cell.value, cell.meta & kLengthMask)
                            : decode_bits(type, typmod, cell.value);
}

Datum decode_result(const TypeInfo& type, std::uint64_t value, std::uint64_t length,
                    const confine::Region& region) {
  return type.has_payload() ? decode_at(type, -1, region, value, length) : decode_bits(type, -1, value);
}

void check_null(const TypeInfo& type) {
  if (type.is_domain()) {
    check_domain(type, 0, true);
  }
}

Datum decode_any(const TypeInfo& actual, std::uint64_t address, std::uint64_t length,
                 const confine::Region& region) {
  const MemoryContext scratch = take_scratch();
  const MemoryContext caller = MemoryContextSwitchTo(scratch);
  PayloadView view = private_copy(actual, region, address, length);
  confine::AnyHead head{};
  if (!view.read(0, &head)) {
    raise_malformed(actual, "a value of any type is shorter than its head");
  }
  if (!stands_for(actual, head.type)) {
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("PL/Rust function returned a value of type %s, and not %s",
                           format_type_be(head.type), format_type_be(actual.oid))));
  }
  bool is_null = false;
  const Datum inner = decode_cell(actual, -1, view, head.value, &is_null);
  if (is_null) {
    raise_malformed(actual, "a value of any type is NULL");
  }
  MemoryContextSwitchTo(caller);
  const Datum value = datumCopy(inner, actual.by_value, actual.length);
  give_scratch(scratch);
  return value;
}

void decode_row(const RowTypes& row, std::uint64_t address, std::uint64_t length,
                const confine::Region& region, Datum* values, bool* nulls, FieldMemory& memory) {
  // What is decoded refers to nothing of the payload.
  if (length < kFew) {
    alignas(8) char bytes[kFew];
    if (unlikely(!confine::try_copy_from_region(region, bytes, address, length))) {
      raise_outside(type_info_or_raise(row.descriptor->tdtypeid));
    }
    decode_fields(row, {bytes, length}, values, nulls, memory);
    return;
  }
  const TypeInfo& type = type_info_or_raise(row.descriptor->tdtypeid);
  const PayloadView view = private_copy(type, region, address, length);
  decode_fields(row, view, values, nulls, memory);
  pfree(view.bytes());
}

std::uint32_t decode_changes(const RowTypes& row, std::uint64_t address, std::uint64_t length,
                             const confine::Region& region, const ChangeableRow (&rows)[2]) {
  const TypeInfo& type = type_info_or_raise(row.descriptor->tdtypeid);
  alignas(8) char bytes[kFew];
  const bool is_short = length < kFew;
  if (is_short) {
    copy_out(type, region, address, length, bytes);
  }
  PayloadView view = is_short ? PayloadView(bytes, length) : private_copy(type, region, address, length);
  confine::ChangedRow head{};
  if (!view.read(0, &head) || head.row >= std::size(rows) || rows[head.row].values == nullptr) {
    raise_malformed(type, "what was changed is no row of the trigger");
  }
  if (head.count > row.count ||
      !view.contains(head.changes, std::uint64_t{head.count} * sizeof(confine::ChangedField))) {
    raise_malformed(type, "there are more changes than columns, or they lie outside");
  }
  decode_fields_that_changed(type, row, view, head, rows[head.row].values, rows[head.row].nulls);
  return head.row;
}

}  // namespace plrust::handler
