// SPDX-License-Identifier: PostgreSQL
#include "handler/values/row_form.hpp"

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

}  // namespace

RowTypes make_row_types(TupleDesc descriptor) {
  const auto natts = static_cast<std::size_t>(descriptor->natts);
  RowTypes row{descriptor, type_generation, nullptr, 0};
  row.types = static_cast<const TypeInfo**>(palloc0(sizeof(void*) * (natts + 1)));
  for (int i = 0; i < descriptor->natts; ++i) {
    const FormData_pg_attribute& attribute = *TupleDescAttr(descriptor, i);
    if (!attribute.attisdropped) {
      row.types[i] = &type_info_or_raise(attribute.atttypid);
      ++row.count;
    }
  }
  return row;
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
