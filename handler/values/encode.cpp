// SPDX-License-Identifier: PostgreSQL
// Most values need no memory: text and arrays of numbers are copied into the region from where they lie.
// Containers of anything else are put together in a memory context of their own, which goes when the value is
// released, together with what detoasting and output functions leave.
#include "handler/values/encode.hpp"

#include "handler/values/encode_containers.hpp"
#include "handler/values/scratch.hpp"

namespace plrust::handler {

namespace {

using confine::PayloadKind;

EncodedValue view(PayloadKind kind, const void* bytes, std::size_t length, void* owned) {
  EncodedValue value;
  value.has_payload = true;
  value.kind = kind;
  value.body = bytes;
  value.body_length = length;
  value.owned = owned;
  return value;
}

bool is_pglz(const varlena* value) {
  return VARATT_IS_COMPRESSED(value) &&
         VARDATA_COMPRESSED_GET_COMPRESS_METHOD(value) == TOAST_PGLZ_COMPRESSION_ID;
}

EncodedValue toasted_view(PayloadKind kind, const varlena* toasted, std::size_t length, void* owned) {
  EncodedValue value = view(kind, nullptr, length, owned);
  value.toasted = toasted;
  return value;
}

// Without a copy of what is long: that is made when the value is written.
EncodedValue encode_varlena(PayloadKind kind, Datum datum) {
  auto* stored = reinterpret_cast<varlena*>(DatumGetPointer(datum));
  if (VARATT_IS_EXTERNAL_ONDISK(stored)) {
    varatt_external pointer;
    VARATT_EXTERNAL_GET_POINTER(pointer, stored);
    if (!VARATT_EXTERNAL_IS_COMPRESSED(pointer)) {
      return toasted_view(kind, stored, VARATT_EXTERNAL_GET_EXTSIZE(pointer), nullptr);
    }
    auto* const fetched = detoast_external_attr(stored);
    if (is_pglz(fetched)) {
      return toasted_view(kind, fetched, VARDATA_COMPRESSED_GET_EXTSIZE(fetched), fetched);
    }
    varlena* const plain = detoast_attr(fetched);
    pfree(fetched);
    return view(kind, VARDATA_ANY(plain), VARSIZE_ANY_EXHDR(plain), plain);
  }
  if (is_pglz(stored)) {
    return toasted_view(kind, stored, VARDATA_COMPRESSED_GET_EXTSIZE(stored), nullptr);
  }
  varlena* const plain = pg_detoast_datum_packed(stored);
  return view(kind, VARDATA_ANY(plain), VARSIZE_ANY_EXHDR(plain), plain != stored ? plain : nullptr);
}

EncodedValue encode_spelled(const TypeInfo& type, Datum datum) {
  if (type.is_stored_as_text) {
    return encode_varlena(PayloadKind::text, datum);
  }
  char* const text = OutputFunctionCall(&type.write, datum);
  // A cstring is read where it lies, and needs its NUL.
  const std::size_t nul = type.oid == CSTRINGOID ? 1 : 0;
  return view(PayloadKind::text, text, std::strlen(text) + nul, text);
}

EncodedValue encode_wire(const TypeInfo& type, Datum datum) {
  bytea* const message = SendFunctionCall(&type.write, datum);
  return view(PayloadKind::wire, VARDATA(message), VARSIZE(message) - VARHDRSZ, message);
}

bool is_packed(const TypeInfo& type, const ArrayType* array) {
  return type.element->stored().crossing == Crossing::bits && !ARR_HASNULL(array) && ARR_NDIM(array) > 0;
}

// The elements stay where they are: only the head is made.
EncodedValue encode_packed(const TypeInfo& type, ArrayType* array, bool is_copy) {
  auto* const head = static_cast<confine::ArrayHead*>(palloc(sizeof(confine::ArrayHead)));
  *head = array_head(type, array);
  head->width = static_cast<std::uint32_t>(type.element->length);
  head->data = sizeof *head;
  EncodedValue value = view(PayloadKind::array, ARR_DATA_PTR(array), std::size_t{head->count} * head->width,
                            is_copy ? array : nullptr);
  value.head = head;
  value.head_length = sizeof *head;
  value.owned_head = head;
  return value;
}

// `build` writes a payload at the end of the builder.
template <typename Build>
EncodedValue build_value(PayloadKind kind, Build build) {
  const MemoryContext own = take_scratch();
  const MemoryContext caller = MemoryContextSwitchTo(own);
  PayloadBuilder builder;
  build(builder);
  MemoryContextSwitchTo(caller);
  EncodedValue value = view(kind, builder.bytes(), builder.size(), nullptr);
  value.owned_context = own;
  return value;
}

// Below, what is saved costs more than another look at the toast table.
constexpr std::size_t kLargeArray = std::size_t{64} << 10;

// Length of the data if they can be fetched or decompressed to where they are needed, else 0.
std::size_t direct_length(const varlena* stored) {
  if (VARATT_IS_EXTERNAL_ONDISK(stored)) {
    varatt_external pointer;
    VARATT_EXTERNAL_GET_POINTER(pointer, stored);
    return VARATT_EXTERNAL_IS_COMPRESSED(pointer) ? 0 : VARATT_EXTERNAL_GET_EXTSIZE(pointer);
  }
  return is_pglz(stored) ? VARDATA_COMPRESSED_GET_EXTSIZE(stored) : 0;
}

// The elements are written as they are stored, with what is in front of them, behind the head: the body is
// the varlena. False: they are not of the kind that needs no more.
bool encode_large_array(const TypeInfo& type, varlena* stored, std::size_t length, EncodedValue* value) {
  constexpr std::int32_t kShape = sizeof(ArrayType) - VARHDRSZ + sizeof(int) * 2 * MAXDIM;
  auto* const shape = reinterpret_cast<ArrayType*>(detoast_attr_slice(stored, 0, kShape));
  const bool is_packed_alike = is_packed(type, shape);
  if (is_packed_alike) {
    // Behind the head, the place of the varlena's own length.
    constexpr std::size_t kHeadLength = sizeof(confine::ArrayHead) + VARHDRSZ;
    auto* const head = static_cast<confine::ArrayHead*>(palloc0(kHeadLength));
    *head = array_head(type, shape);
    head->width = static_cast<std::uint32_t>(type.element->length);
    head->data = sizeof *head + static_cast<std::size_t>(ARR_OVERHEAD_NONULLS(ARR_NDIM(shape)));
    *value = toasted_view(PayloadKind::array, stored, length, nullptr);
    value->head = head;
    value->head_length = kHeadLength;
    value->owned_head = head;
  }
  pfree(shape);
  return is_packed_alike;
}

EncodedValue encode_array(const TypeInfo& type, Datum datum) {
  auto* const stored = reinterpret_cast<varlena*>(DatumGetPointer(datum));
  const std::size_t length = direct_length(stored);
  EncodedValue large;
  if (length >= kLargeArray && encode_large_array(type, stored, length, &large)) {
    return large;
  }
  auto* const array = reinterpret_cast<ArrayType*>(pg_detoast_datum(stored));
  const bool is_copy = reinterpret_cast<varlena*>(array) != stored;
  if (is_packed(type, array)) {
    return encode_packed(type, array, is_copy);
  }
  EncodedValue value = build_value(
      PayloadKind::array, [&type, array](PayloadBuilder& builder) { build_array(builder, type, array); });
  if (is_copy) {
    pfree(array);
  }
  return value;
}

}  // namespace

confine::PayloadKind payload_kind(Crossing crossing) noexcept {
  switch (crossing) {
    case Crossing::bytes:
      return PayloadKind::bytes;
    case Crossing::wire:
      return PayloadKind::wire;
    case Crossing::array:
    case Crossing::any_array:
      return PayloadKind::array;
    case Crossing::tuple:
      return PayloadKind::tuple;
    case Crossing::range:
      return PayloadKind::range;
    case Crossing::multirange:
      return PayloadKind::multirange;
    case Crossing::any:
      return PayloadKind::any;
    case Crossing::nothing:
    case Crossing::bits:
    case Crossing::text:
    case Crossing::spelled:
      break;
  }
  return PayloadKind::text;
}

void detoast_to(std::byte* destination, const EncodedValue& value) {
  const varlena* const stored = value.toasted;
  const auto length = static_cast<std::int32_t>(value.body_length);
  if (VARATT_IS_EXTERNAL_ONDISK(stored)) {
    varatt_external pointer;
    VARATT_EXTERNAL_GET_POINTER(pointer, stored);
    const Relation table = table_open(pointer.va_toastrelid, AccessShareLock);
    // Of the varlena only the data are written.
    table_relation_fetch_toast_slice(table, pointer.va_valueid, length, 0, length,
                                     reinterpret_cast<varlena*>(destination - VARHDRSZ));
    table_close(table, AccessShareLock);
    return;
  }
  const char* const source = reinterpret_cast<const char*>(stored) + VARHDRSZ_COMPRESSED;
  const auto source_length = static_cast<std::int32_t>(VARSIZE(stored) - VARHDRSZ_COMPRESSED);
  if (pglz_decompress(source, source_length, reinterpret_cast<char*>(destination), length, true) != length) {
    ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg_internal("compressed pglz data is corrupt")));
  }
}

EncodedValue encode(const TypeInfo& declared, Datum datum) {
  const TypeInfo& type = declared.stored();
  switch (type.crossing) {
    case Crossing::nothing:
      return {};
    case Crossing::bits: {
      EncodedValue value;
      value.bits = datum;
      return value;
    }
    case Crossing::text:
      return encode_varlena(PayloadKind::text, datum);
    case Crossing::bytes:
      return encode_varlena(PayloadKind::bytes, datum);
    case Crossing::spelled:
      return encode_spelled(type, datum);
    case Crossing::wire:
      return encode_wire(type, datum);
    case Crossing::array:
      return encode_array(type, datum);
    case Crossing::tuple:
    case Crossing::range:
    case Crossing::multirange:
    case Crossing::any:
    case Crossing::any_array:
      break;
  }
  return build_value(payload_kind(type.crossing),
                     [&type, datum](PayloadBuilder& builder) { build_container(builder, type, datum); });
}

EncodedValue encode_any(const TypeInfo& actual, Datum datum) {
  return build_value(PayloadKind::any, [&actual, datum](PayloadBuilder& builder) {
    const std::size_t begin = builder.reserve(sizeof(confine::AnyHead));
    confine::AnyHead head{actual.stored().oid, 0, build_cell(builder, begin, actual, datum)};
    builder.put(begin, head);
  });
}

EncodedValue encode_row(HeapTuple row, TupleDesc descriptor) {
  return build_value(PayloadKind::tuple,
                     [row, descriptor](PayloadBuilder& builder) { build_row(builder, row, descriptor); });
}

void release(EncodedValue& value) noexcept {
  if (value.owned != nullptr) {
    pfree(value.owned);
  }
  if (value.owned_head != nullptr) {
    pfree(value.owned_head);
  }
  if (value.owned_context != nullptr) {
    give_scratch(value.owned_context);
  }
  value = {};
}

}  // namespace plrust::handler
