// SPDX-License-Identifier: PostgreSQL
#include "handler/values/decode.hpp"
#include "handler/values/decode_payload.hpp"
#include "handler/values/valid_text.hpp"

namespace plrust::handler {

namespace {

[[noreturn]] void raise_other_row(const TypeInfo& type, const char* detail) {
  ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                  errmsg("PL/Rust value is not a row of type %s", format_type_be(type.oid)),
                  errdetail_internal("%s", detail)));
  pg_unreachable();
}

// What the payload says of a column must be what the column is.
void check_column(const TypeInfo& type, const TypeInfo& expected, const char* name, Oid given) {
  if (unlikely(!stands_for(expected, given))) {
    raise_other_row(type, psprintf("Column \"%s\" is of type %s, and the value's is %s.", name,
                                   format_type_be(expected.oid), format_type_be(given)));
  }
}

// A field of a plain row. False: it is not in order, or it cannot be told here.
bool decode_plain_field(const TypeInfo& type, PayloadView& view, const confine::Argument& cell, Datum* value,
                        FieldMemory& memory) {
  if (!type.has_payload()) {
    *value = canonical_datum(type, cell.value);
    return (cell.meta & confine::kArgumentPayload) == 0;
  }
  PayloadView field = view;
  if (view.nested(cell, &field) != nullptr) {
    return false;
  }
  if (type.crossing == Crossing::text) {
    check_utf8(field.bytes(), field.length());
  }
  varlena* const made = memory.take(field.length());
  std::memcpy(VARDATA(made), field.bytes(), field.length());
  *value = PointerGetDatum(made);
  return true;
}

// The columns of a plain row, without a look at the catalog. False: whatever is wrong, decode_columns() says.
bool decode_plain_columns(const RowTypes& row, PayloadView view, const TupleLayout& layout, Datum* values,
                          bool* nulls, FieldMemory& memory) {
  if (!row.is_plain || layout.head.count != row.count) {
    return false;
  }
  std::uint32_t n = 0;
  for (int i = 0; i < row.natts; ++i) {
    const TypeInfo* const type = row.types[i];
    values[i] = 0;
    nulls[i] = true;
    if (type == nullptr) {
      continue;
    }
    if (layout.columns != nullptr) {
      const Oid given = read_nth<confine::Column>(layout.columns, n).type;
      if (OidIsValid(given) && given != type->oid) {
        return false;
      }
    }
    const auto cell = read_nth<confine::Argument>(layout.fields, n++);
    nulls[i] = (cell.meta & confine::kArgumentNull) != 0;
    if (!nulls[i] && !decode_plain_field(*type, view, cell, &values[i], memory)) {
      return false;
    }
  }
  return true;
}

void decode_columns(const TypeInfo& type, const RowTypes& row, PayloadView& view, const TupleLayout& layout,
                    Datum* values, bool* nulls) {
  if (layout.head.count != row.count) {
    raise_other_row(type, psprintf("It has %u columns, and not %u.", layout.head.count, row.count));
  }
  std::uint32_t n = 0;
  for (int i = 0; i < row.descriptor->natts; ++i) {
    const FormData_pg_attribute* const attribute = TupleDescAttr(row.descriptor, i);
    values[i] = 0;
    nulls[i] = true;
    if (row.types[i] == nullptr) {
      continue;
    }
    const TypeInfo& field = *row.types[i];
    if (layout.columns != nullptr) {
      const auto column = read_nth<confine::Column>(layout.columns, n);
      check_column(type, field, NameStr(attribute->attname), column.type);
    }
    values[i] = decode_cell(field, attribute->atttypmod, view, read_nth<confine::Argument>(layout.fields, n),
                            &nulls[i]);
    ++n;
  }
}

// A record says itself what its columns are.
TupleDesc describe_record(const TypeInfo& type, const PayloadView& view, const TupleLayout& layout) {
  if (layout.columns == nullptr) {
    raise_malformed(type, "a record does not say what its columns are");
  }
  if (layout.head.count > MaxTupleAttributeNumber) {
    ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS), errmsg("number of columns (%u) exceeds limit (%d)",
                                                              layout.head.count, MaxTupleAttributeNumber)));
  }
  const auto count = static_cast<int>(layout.head.count);
  const TupleDesc descriptor = CreateTemplateTupleDesc(count);
  for (int i = 0; i < count; ++i) {
    const auto column = read_nth<confine::Column>(layout.columns, static_cast<std::size_t>(i));
    if (column.name_length >= NAMEDATALEN || !view.contains(column.name, column.name_length)) {
      raise_malformed(type, "the name of a column lies outside the payload, or is too long");
    }
    const char* const name = pnstrdup(view.at(column.name), column.name_length);
    pg_verify_mbstr(PG_UTF8, name, static_cast<int>(column.name_length), false);
    const TypeInfo& field = type_info_or_raise(column.type);
    if (field.is_polymorphic() || field.crossing == Crossing::nothing) {
      raise_malformed(type, "a column of a record is of a pseudo-type");
    }
    // Modifiers are for those who declared the columns; here nobody did.
    TupleDescInitEntry(descriptor, static_cast<AttrNumber>(i + 1), name, column.type, -1, 0);
  }
  return BlessTupleDesc(descriptor);
}

Datum form_tuple(const TypeInfo& type, const RowTypes& row, PayloadView& view, const TupleLayout& layout,
                 MemoryContext result_context) {
  const auto natts = static_cast<std::size_t>(row.descriptor->natts);
  auto* const values = static_cast<Datum*>(palloc(sizeof(Datum) * std::max<std::size_t>(natts, 1)));
  auto* const nulls = static_cast<bool*>(palloc(std::max<std::size_t>(natts, 1)));
  decode_columns(type, row, view, layout, values, nulls);
  const MemoryContext caller = MemoryContextSwitchTo(result_context);
  const Datum tuple = HeapTupleGetDatum(heap_form_tuple(row.descriptor, values, nulls));
  MemoryContextSwitchTo(caller);
  return tuple;
}

}  // namespace

void decode_fields(const RowTypes& row, PayloadView view, Datum* values, bool* nulls, FieldMemory& memory) {
  TupleLayout layout{};
  const char* const problem = read_tuple(view, &layout);
  if (likely(problem == nullptr && decode_plain_columns(row, view, layout, values, nulls, memory))) {
    return;
  }
  const TypeInfo& type = type_info_or_raise(row.descriptor->tdtypeid);
  check_problem(type, problem);
  decode_columns(type, row, view, layout, values, nulls);
}

bool decode_plain_tuple(const TypeInfo& type, PayloadView view, Datum* tuple) {
  // Nothing below looks at the catalog before the row is made, so that the descriptor stays.
  const RowTypes& row = known_row(type);
  TupleLayout layout{};
  Datum values[kFewColumns];
  bool nulls[kFewColumns];
  FieldMemory memory;
  if (read_tuple(view, &layout) != nullptr ||
      (layout.head.type != type.oid && layout.head.type != RECORDOID && OidIsValid(layout.head.type)) ||
      !decode_plain_columns(row, view, layout, values, nulls, memory)) {
    return false;
  }
  *tuple = HeapTupleGetDatum(heap_form_tuple(row.descriptor, values, nulls));
  return true;
}

void decode_fields_that_changed(const TypeInfo& type, const RowTypes& row, PayloadView view,
                                const confine::ChangedRow& head, Datum* values, bool* nulls) {
  for (std::uint32_t n = 0; n < head.count; ++n) {
    const auto change = read_nth<confine::ChangedField>(view.at(head.changes), n);
    // The attribute of that number among those that are not dropped.
    int i = 0;
    for (std::uint32_t before = change.column; i < row.descriptor->natts; ++i) {
      if (row.types[i] != nullptr && before-- == 0) {
        break;
      }
    }
    if (i == row.descriptor->natts) {
      raise_malformed(type, "a column that was changed is not there");
    }
    const FormData_pg_attribute* const attribute = TupleDescAttr(row.descriptor, i);
    check_column(type, *row.types[i], NameStr(attribute->attname), change.type);
    values[i] = decode_cell(*row.types[i], attribute->atttypmod, view, change.value, &nulls[i]);
  }
}

Datum decode_tuple(const TypeInfo& type, PayloadView view, MemoryContext result_context) {
  TupleLayout layout{};
  check_problem(type, read_tuple(view, &layout));
  if (type.oid == RECORDOID) {
    const RowTypes row = make_row_types(describe_record(type, view, layout));
    return form_tuple(type, row, view, layout, result_context);
  }
  if (!stands_for(type, layout.head.type)) {
    raise_other_row(type, psprintf("Its type is %s.", format_type_be(layout.head.type)));
  }
  const RowTypes row = known_row(type);
  PinTupleDesc(row.descriptor);
  const Datum tuple = form_tuple(type, row, view, layout, result_context);
  ReleaseTupleDesc(row.descriptor);
  return tuple;
}

}  // namespace plrust::handler
