// SPDX-License-Identifier: PostgreSQL
#include "handler/values/encode_containers.hpp"

#include "handler/values/encode.hpp"

namespace plrust::handler {

namespace {

using confine::Argument;

constexpr Argument kNull{0, confine::kArgumentNull};

struct Elements {
  Datum* values;
  bool* nulls;
  std::uint32_t count;
};

Elements take_apart(const TypeInfo& element, ArrayType* array) {
  Elements elements{};
  int count = 0;
  deconstruct_array(array, element.oid, element.length, element.by_value, element.alignment, &elements.values,
                    &elements.nulls, &count);
  elements.count = static_cast<std::uint32_t>(count);
  return elements;
}

// As they lie in the array.
void build_packed(PayloadBuilder& builder, confine::ArrayHead head, const TypeInfo& element,
                  const ArrayType* array) {
  head.width = static_cast<std::uint32_t>(element.length);
  const std::size_t begin = builder.reserve(sizeof head);
  head.data = builder.append(ARR_DATA_PTR(array), std::size_t{head.width} * head.count) - begin;
  builder.put(begin, head);
}

// By-value elements of which some are NULL: as many slots as there are elements, and a flag for each.
void build_packed_with_nulls(PayloadBuilder& builder, confine::ArrayHead head, const TypeInfo& element,
                             const Elements& elements) {
  head.width = static_cast<std::uint32_t>(element.length);
  const std::size_t begin = builder.reserve(sizeof head);
  const std::size_t nulls = builder.append(elements.nulls, elements.count);
  const std::size_t data = builder.reserve(std::size_t{head.width} * elements.count);
  head.nulls = nulls - begin;
  head.data = data - begin;
  for (std::uint32_t i = 0; i < elements.count; ++i) {
    if (!elements.nulls[i]) {
      store_att_byval(builder.bytes() + data + std::size_t{i} * head.width, elements.values[i],
                      element.length);
    }
  }
  builder.put(begin, head);
}

void build_cells(PayloadBuilder& builder, confine::ArrayHead head, const TypeInfo& element,
                 const Elements& elements) {
  const std::size_t begin = builder.reserve(sizeof head);
  const std::size_t data = builder.reserve(sizeof(Argument) * elements.count);
  head.data = data - begin;
  builder.put(begin, head);
  for (std::uint32_t i = 0; i < elements.count; ++i) {
    CHECK_FOR_INTERRUPTS();
    const Argument cell = elements.nulls[i] ? kNull : build_cell(builder, begin, element, elements.values[i]);
    builder.put(data + i * sizeof(Argument), cell);
  }
}

void build_tuple(PayloadBuilder& builder, const TypeInfo& type, Datum datum) {
  const HeapTupleHeader header = DatumGetHeapTupleHeader(datum);
  const Oid actual = HeapTupleHeaderGetTypeId(header);
  const bool is_named = actual == type.oid && actual != RECORDOID;
  const TupleDesc descriptor =
      is_named ? row_descriptor(type) : lookup_rowtype_tupdesc(actual, HeapTupleHeaderGetTypMod(header));
  if (is_named) {
    PinTupleDesc(descriptor);
  }
  HeapTupleData row{};
  row.t_len = HeapTupleHeaderGetDatumLength(header);
  ItemPointerSetInvalid(&row.t_self);
  row.t_data = header;
  build_row(builder, &row, descriptor);
  ReleaseTupleDesc(descriptor);
}

void build_range(PayloadBuilder& builder, const TypeInfo& type, const RangeType* range) {
  TypeCacheEntry* const entry = lookup_type_cache(type.oid, TYPECACHE_RANGE_INFO);
  RangeBound lower{};
  RangeBound upper{};
  bool is_empty = false;
  range_deserialize(entry, range, &lower, &upper, &is_empty);
  confine::RangeHead head{};
  head.element_type = type.element->stored().oid;
  const std::size_t begin = builder.reserve(sizeof head);
  head.flags = (is_empty ? confine::kRangeEmpty : 0) | (lower.infinite ? confine::kRangeLowerInfinite : 0) |
               (upper.infinite ? confine::kRangeUpperInfinite : 0) |
               (lower.inclusive ? confine::kRangeLowerInclusive : 0) |
               (upper.inclusive ? confine::kRangeUpperInclusive : 0);
  head.lower = is_empty || lower.infinite ? kNull : build_cell(builder, begin, *type.element, lower.val);
  head.upper = is_empty || upper.infinite ? kNull : build_cell(builder, begin, *type.element, upper.val);
  builder.put(begin, head);
}

#if PG_VERSION_NUM >= 140000
void build_multirange(PayloadBuilder& builder, const TypeInfo& type, const MultirangeType* multirange) {
  TypeCacheEntry* const entry = lookup_type_cache(type.oid, TYPECACHE_MULTIRANGE_INFO);
  std::int32_t count = 0;
  RangeType** ranges = nullptr;
  multirange_deserialize(entry->rngtype, multirange, &count, &ranges);
  confine::MultirangeHead head{type.element->oid, static_cast<std::uint32_t>(count), 0};
  const std::size_t begin = builder.reserve(sizeof head);
  const std::size_t cells = builder.reserve(sizeof(Argument) * head.count);
  head.ranges = cells - begin;
  builder.put(begin, head);
  for (std::uint32_t i = 0; i < head.count; ++i) {
    const Argument cell = build_cell(builder, begin, *type.element, RangeTypePGetDatum(ranges[i]));
    builder.put(cells + i * sizeof(Argument), cell);
  }
}
#endif

// A column that is anyarray, as in pg_stats: each value says what it is.
void build_array_of_any_type(PayloadBuilder& builder, Datum datum) {
  ArrayType* const array = DatumGetArrayTypeP(datum);
  const Oid type = get_array_type(ARR_ELEMTYPE(array));
  build_array(builder, type_info_or_raise(type), array);
}

// Heads of all columns and the cells of their values, for build_row().
void put_columns(PayloadBuilder& builder, std::size_t begin, const confine::TupleHead& head,
                 TupleDesc descriptor, const Datum* values, const bool* nulls) {
  std::size_t n = 0;
  for (int i = 0; i < descriptor->natts; ++i) {
    const FormData_pg_attribute* const attribute = TupleDescAttr(descriptor, i);
    if (attribute->attisdropped) {
      continue;
    }
    const char* const text = NameStr(attribute->attname);
    const TypeInfo& type = type_info_or_raise(attribute->atttypid);
    confine::Column column{type.stored().oid, attribute->atttypmod, 0,
                           static_cast<std::uint32_t>(std::strlen(text))};
    column.name = static_cast<std::uint32_t>(builder.append(text, column.name_length) - begin);
    builder.put(begin + head.columns + n * sizeof column, column);
    const Argument cell = nulls[i] ? kNull : build_cell(builder, begin, type, values[i]);
    builder.put(begin + head.fields + n * sizeof cell, cell);
    ++n;
  }
}

}  // namespace

confine::ArrayHead array_head(const TypeInfo& type, const ArrayType* array) {
  confine::ArrayHead head{};
  head.element_type = type.element->stored().oid;
  head.dimensions = static_cast<std::uint32_t>(ARR_NDIM(array));
  head.count = static_cast<std::uint32_t>(ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)));
  for (std::uint32_t i = 0; i < head.dimensions; ++i) {
    head.lengths[i] = ARR_DIMS(array)[i];
    head.lower_bounds[i] = ARR_LBOUND(array)[i];
  }
  return head;
}

void build_array(PayloadBuilder& builder, const TypeInfo& type, ArrayType* array) {
  const TypeInfo& element = *type.element;
  const confine::ArrayHead head = array_head(type, array);
  const bool is_packed = element.stored().crossing == Crossing::bits;
  if (is_packed && !ARR_HASNULL(array)) {
    build_packed(builder, head, element, array);
    return;
  }
  const Elements elements = take_apart(element, array);
  if (is_packed) {
    build_packed_with_nulls(builder, head, element, elements);
  } else {
    build_cells(builder, head, element, elements);
  }
}

void build_row(PayloadBuilder& builder, HeapTuple row, TupleDesc descriptor) {
  const auto natts = static_cast<std::size_t>(descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc(sizeof(Datum) * std::max<std::size_t>(natts, 1)));
  auto* const nulls = static_cast<bool*>(palloc(std::max<std::size_t>(natts, 1)));
  heap_deform_tuple(row, descriptor, values, nulls);
  confine::TupleHead head{descriptor->tdtypeid, descriptor->tdtypmod, 0, 0, 0, 0};
  for (int i = 0; i < descriptor->natts; ++i) {
    head.count += TupleDescAttr(descriptor, i)->attisdropped ? 0 : 1;
  }
  const std::size_t begin = builder.reserve(sizeof head);
  head.fields = builder.reserve(sizeof(Argument) * head.count) - begin;
  head.columns = builder.reserve(sizeof(confine::Column) * head.count) - begin;
  builder.put(begin, head);
  put_columns(builder, begin, head, descriptor, values, nulls);
  pfree(values);
  pfree(nulls);
}

void build_container(PayloadBuilder& builder, const TypeInfo& type, Datum datum) {
  check_stack_depth();
  switch (type.crossing) {
    case Crossing::array:
      build_array(builder, type, DatumGetArrayTypeP(datum));
      return;
    case Crossing::tuple:
      build_tuple(builder, type, datum);
      return;
    case Crossing::range:
      build_range(builder, type, DatumGetRangeTypeP(datum));
      return;
#if PG_VERSION_NUM >= 140000
    case Crossing::multirange:
      build_multirange(builder, type, DatumGetMultirangeTypeP(datum));
      return;
#endif
    case Crossing::any_array:
      build_array_of_any_type(builder, datum);
      return;
    default:
      ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                      errmsg("PL/Rust cannot tell what a value of type %s is", format_type_be(type.oid))));
  }
}

Argument build_cell(PayloadBuilder& builder, std::size_t begin, const TypeInfo& declared, Datum datum) {
  const TypeInfo& type = declared.stored();
  switch (type.crossing) {
    case Crossing::array:
    case Crossing::tuple:
    case Crossing::range:
    case Crossing::multirange:
    case Crossing::any:
    case Crossing::any_array: {
      const std::size_t start = builder.reserve(0);
      build_container(builder, type, datum);
      EncodedValue value;
      value.has_payload = true;
      value.kind = payload_kind(type.crossing);
      value.body_length = builder.size() - start;
      return value.cell(start - begin);
    }
    default:
      break;
  }
  EncodedValue value = encode(type, datum);
  Argument cell = value.cell(0);
  if (value.has_payload) {
    cell.value = builder.reserve(value.length()) - begin;
    value.write_to(reinterpret_cast<std::byte*>(builder.bytes()) + begin + cell.value);
  }
  release(value);
  return cell;
}

}  // namespace plrust::handler
