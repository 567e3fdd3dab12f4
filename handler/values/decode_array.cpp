// SPDX-License-Identifier: PostgreSQL
#include "handler/values/decode_payload.hpp"

namespace plrust::handler {

namespace {

struct Elements {
  Datum* values;
  bool* nulls;
};

Elements make_room(std::uint32_t count) {
  return {static_cast<Datum*>(palloc0(sizeof(Datum) * count)), static_cast<bool*>(palloc0(count))};
}

void check_width(const TypeInfo& type, const confine::ArrayHead& head) {
  const TypeInfo& element = *type.element;
  const bool is_packed = head.width != 0;
  if (is_packed && (element.has_payload() || std::uint32_t(element.length) != head.width)) {
    raise_malformed(type, "elements of an array have not the width of their type");
  }
}

std::uint64_t unpack(const char* data, std::uint32_t width, std::size_t n) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, data + n * width, width);
  return bits;
}

void decode_elements(const TypeInfo& type, std::int32_t typmod, PayloadView& view, const ArrayLayout& layout,
                     const Elements& elements) {
  const TypeInfo& element = *type.element;
  const confine::ArrayHead& head = layout.head;
  for (std::uint32_t i = 0; i < head.count; ++i) {
    if (i % 1024 == 0) {
      CHECK_FOR_INTERRUPTS();
    }
    confine::Argument cell{};
    if (head.width == 0) {
      cell = read_nth<confine::Argument>(layout.data, i);
    } else {
      cell.value = unpack(layout.data, head.width, i);
      cell.meta = layout.nulls != nullptr && layout.nulls[i] != 0 ? confine::kArgumentNull : 0;
    }
    elements.values[i] = decode_cell(element, typmod, view, cell, &elements.nulls[i]);
  }
}

}  // namespace

void check_array_head(const TypeInfo& type, const confine::ArrayHead& head) {
  if (!stands_for(*type.element, head.element_type)) {
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("PL/Rust value is an array of type %s, and not of %s",
                           format_type_be(head.element_type), format_type_be(type.element->oid))));
  }
  check_width(type, head);
  if (head.count > MaxArraySize) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("array size exceeds the maximum allowed (%d)", static_cast<int>(MaxArraySize))));
  }
}

Datum decode_array(const TypeInfo& type, std::int32_t typmod, PayloadView view) {
  ArrayLayout layout{};
  check_problem(type, read_array(view, &layout));
  check_array_head(type, layout.head);
  const TypeInfo& element = *type.element;
  if (layout.head.dimensions == 0) {
    return PointerGetDatum(construct_empty_array(element.oid));
  }
  const Elements elements = make_room(layout.head.count);
  decode_elements(type, typmod, view, layout, elements);
  return PointerGetDatum(construct_md_array(
      elements.values, elements.nulls, static_cast<int>(layout.head.dimensions), layout.head.lengths,
      layout.head.lower_bounds, element.oid, element.length, element.by_value, element.alignment));
}

bool can_copy_packed(const TypeInfo& type, std::int32_t typmod, const confine::ArrayHead& head) {
  const TypeInfo& element = *type.element;
  return head.width != 0 && head.dimensions != 0 && head.nulls == 0 && typmod < 0 && !type.is_domain() &&
         element.crossing == Crossing::bits && !element.is_domain();
}

ArrayType* make_packed_array(const TypeInfo& type, const confine::ArrayHead& head) {
  const auto dimensions = static_cast<int>(head.dimensions);
  const std::size_t bytes = ARR_OVERHEAD_NONULLS(dimensions) + std::size_t{head.count} * head.width;
  if (bytes > MaxAllocSize) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
                    errmsg("array size exceeds the maximum allowed (%d)", static_cast<int>(MaxAllocSize))));
  }
  auto* const array = static_cast<ArrayType*>(palloc(bytes));
  SET_VARSIZE(array, bytes);
  array->ndim = dimensions;
  array->dataoffset = 0;
  array->elemtype = type.element->oid;
  // Also what alignment leaves in front of the elements.
  std::memset(array + 1, 0, ARR_OVERHEAD_NONULLS(dimensions) - sizeof(ArrayType));
  std::memcpy(ARR_DIMS(array), head.lengths, sizeof(int) * head.dimensions);
  std::memcpy(ARR_LBOUND(array), head.lower_bounds, sizeof(int) * head.dimensions);
  return array;
}

}  // namespace plrust::handler
