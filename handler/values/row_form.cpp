// SPDX-License-Identifier: PostgreSQL
#include "handler/values/row_form.hpp"

#include "handler/values/field_memory.hpp"
#include "handler/values/payload_builder.hpp"

namespace plrust::handler {

namespace {

void put_column(PayloadBuilder& builder, std::size_t place, const FormData_pg_attribute& attribute,
                const TypeInfo& type) {
  const char* const name = NameStr(attribute.attname);
  confine::Column column{type.stored().oid, attribute.atttypmod, 0,
                         static_cast<std::uint32_t>(std::strlen(name))};
  column.name = static_cast<std::uint32_t>(builder.append(name, column.name_length));
  builder.put(place, column);
}

bool is_plain_column(const TypeInfo& type, std::int32_t typmod) {
  const bool is_varlena = type.crossing == Crossing::text || type.crossing == Crossing::bytes;
  return type.takes_any_bits() || (is_varlena && typmod < 0 && !type.is_domain());
}

// Keeps the columns of a type. What was kept before may be in use further out: the array stays, unless it is
// the same.
void keep_row(const TypeInfo& type, RowTypes made) {
  if (type.row == nullptr) {
    type.row = static_cast<RowTypes*>(palloc0(sizeof(RowTypes)));
  } else if (type.row->count == made.count && type.row->natts == made.natts &&
             std::equal(made.types, made.types + made.natts, type.row->types)) {
    pfree(static_cast<void*>(std::exchange(made.types, type.row->types)));
  }
  *type.row = made;
}

}  // namespace

RowTypes make_row_types(TupleDesc descriptor) {
  const auto natts = static_cast<std::size_t>(descriptor->natts);
  RowTypes row{descriptor, type_generation, nullptr, descriptor->natts, 0, descriptor->natts <= kFewColumns};
  row.types = static_cast<const TypeInfo**>(palloc0(sizeof(void*) * (natts + 1)));
  for (int i = 0; i < descriptor->natts; ++i) {
    const FormData_pg_attribute& attribute = *TupleDescAttr(descriptor, i);
    if (!attribute.attisdropped) {
      row.types[i] = &type_info_or_raise(attribute.atttypid);
      row.is_plain = row.is_plain && is_plain_column(*row.types[i], attribute.atttypmod);
      ++row.count;
    }
  }
  return row;
}

const RowTypes& known_row(const TypeInfo& type) {
  for (;;) {
    const TupleDesc descriptor = row_descriptor(type);
    const std::uint64_t identifier = type.cache_entry->tupDesc_identifier;
    if (likely(type.row != nullptr && type.row->is_current() && type.row_identifier == identifier)) {
      type.row->descriptor = descriptor;
      return *type.row;
    }
    // Pinned, because the catalog is asked.
    PinTupleDesc(descriptor);
    const MemoryContext caller = MemoryContextSwitchTo(type_context());
    keep_row(type, make_row_types(descriptor));
    type.row_identifier = identifier;
    MemoryContextSwitchTo(caller);
    ReleaseTupleDesc(descriptor);
  }
}

RowForm* make_row_form(TupleDesc descriptor) {
  auto* const form = static_cast<RowForm*>(palloc0(sizeof(RowForm)));
  static_cast<RowTypes&>(*form) = make_row_types(descriptor);
  PayloadBuilder builder;
  confine::TupleHead head{descriptor->tdtypeid, descriptor->tdtypmod, form->count, 0, 0, 0};
  builder.reserve(sizeof head);
  head.fields = builder.reserve(sizeof(confine::Argument) * form->count);
  head.columns = builder.reserve(sizeof(confine::Column) * form->count);
  builder.put(0, head);
  std::size_t place = head.columns;
  for (int i = 0; i < descriptor->natts; ++i) {
    if (form->types[i] != nullptr) {
      put_column(builder, place, *TupleDescAttr(descriptor, i), *form->types[i]);
      place += sizeof(confine::Column);
    }
  }
  form->begin_length = builder.reserve(0);
  form->begin = builder.bytes();
  return form;
}

FormedRow form_row(const RowForm& form, HeapTuple tuple) {
  const auto natts = static_cast<std::size_t>(form.descriptor->natts);
  auto* const memory = static_cast<char*>(
      palloc(natts * (sizeof(Datum) + sizeof(bool)) + form.count * sizeof(EncodedValue) + MAXIMUM_ALIGNOF));
  FormedRow row{};
  row.fields = reinterpret_cast<EncodedValue*>(memory);
  row.values = reinterpret_cast<Datum*>(memory + form.count * sizeof(EncodedValue));
  row.nulls = reinterpret_cast<bool*>(row.values + natts);
  row.length = form.begin_length;
  heap_deform_tuple(tuple, form.descriptor, row.values, row.nulls);
  EncodedValue* field = row.fields;
  for (std::size_t i = 0; i < natts; ++i) {
    const TypeInfo* const type = form.types[i];
    if (type == nullptr) {
      continue;
    }
    new (field) EncodedValue;
    if (row.nulls[i]) {
      field->is_null = true;
    } else if (type->crossing == Crossing::bits) {
      field->bits = row.values[i];
    } else {
      *field = encode(*type, row.values[i]);
      row.length += confine::align_payload(field->length());
    }
    ++field;
  }
  return row;
}

void write_row(const RowForm& form, FormedRow& row, std::byte* destination) {
  std::memcpy(destination, form.begin, form.begin_length);
  std::size_t next = form.begin_length;
  std::byte* cell = destination + sizeof(confine::TupleHead);
  for (std::uint32_t n = 0; n < form.count; ++n, cell += sizeof(confine::Argument)) {
    EncodedValue& field = row.fields[n];
    const confine::Argument value = field.cell(next);
    std::memcpy(cell, &value, sizeof value);
    if (field.has_payload) {
      field.write_to(destination + next);
      next += confine::align_payload(field.length());
      release(field);
    }
  }
}

}  // namespace plrust::handler
