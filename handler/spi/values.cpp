// SPDX-License-Identifier: PostgreSQL
#include "handler/spi/values.hpp"

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/values/decode.hpp"
#include "handler/values/encode.hpp"
#include "handler/values/valid_text.hpp"

namespace plrust::handler::spi {

struct Field {
  EncodedValue value;
  Oid type;
  bool is_null;
};

namespace {

using confine::SpiValue;

constexpr std::uint64_t kTextLimit = std::uint64_t{64} << 20;
constexpr std::uint32_t kArgumentLimit = 65535;  // of the protocol, for parameters

ParamListInfo new_parameters(int count) {
  return count == 0 ? nullptr : makeParamList(count);
}

void set_parameter(ParamListInfo list, int index, const TypeInfo& type, const SpiValue& argument) {
  ParamExternData& parameter = list->params[index];
  parameter.ptype = type.oid;
  parameter.pflags = PARAM_FLAG_CONST;
  const confine::Region& region = confine::current_instance().region();
  parameter.value = decode(type, -1, argument.cell, region, &parameter.isnull);
}

// Pseudotypes of the catalog's own views hold values of an actual type.
const TypeInfo& actual_type(const TypeInfo& declared, Datum value) {
  if (declared.crossing != Crossing::any_array) {
    return declared;
  }
  const Oid element = ARR_ELEMTYPE(DatumGetArrayTypeP(value));
  return type_info_or_raise(get_array_type(element));
}

Field encode_field(const TypeInfo& declared, Datum value, bool is_null) {
  if (is_null || declared.crossing == Crossing::nothing) {
    return {EncodedValue{}, declared.stored().oid, true};
  }
  if (declared.crossing == Crossing::bits) {
    Field field{EncodedValue{}, declared.stored().oid, false};
    field.value.bits = value;
    return field;
  }
  const TypeInfo& type = actual_type(declared, value);
  return {encode(type, value), type.stored().oid, false};
}

}  // namespace

QueryText copy_text(std::uint64_t address, std::uint64_t length, const char* what) {
  if (length > kTextLimit) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("query is longer than 64 MB")));
  }
  char* const text = static_cast<char*>(palloc(length + 1));
  confine::copy_from_region(text, address, length, kTextLimit, what);
  text[length] = '\0';
  return {text, length};
}

void verify_text(const QueryText& text) {
  check_utf8(text.text, text.length);
}

SpiValue* copy_arguments(const confine::SpiRequest& request) {
  const std::uint32_t count = request.argument_count;
  if (count == 0) {
    return nullptr;
  }
  if (count > kArgumentLimit) {
    ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS), errmsg("query has more than 65535 arguments")));
  }
  auto* const arguments = static_cast<SpiValue*>(palloc(sizeof(SpiValue) * count));
  confine::copy_from_region(arguments, request.arguments, sizeof(SpiValue) * count,
                            sizeof(SpiValue) * kArgumentLimit, "spi: arguments");
  return arguments;
}

ParamListInfo make_parameters(Plan& plan, const SpiValue* arguments) {
  const ParamListInfo list = new_parameters(plan.count);
  for (int i = 0; i < plan.count; ++i) {
    set_parameter(list, i, parameter_type(plan, i), arguments[i]);
  }
  return list;
}

ParamListInfo make_parameters(const Oid* types, int count, const SpiValue* arguments) {
  const ParamListInfo list = new_parameters(count);
  for (int i = 0; i < count; ++i) {
    set_parameter(list, i, type_info_or_raise(types[i]), arguments[i]);
  }
  return list;
}

const TypeInfo** describe_columns(TupleDesc descriptor) {
  const int count = descriptor->natts;
  auto** const columns = static_cast<const TypeInfo**>(palloc(sizeof(void*) * static_cast<Size>(count + 1)));
  for (int i = 0; i < count; ++i) {
    columns[i] = &type_info_or_raise(TupleDescAttr(descriptor, i)->atttypid);
  }
  return columns;
}

RowWriter::RowWriter(TupleDesc descriptor, const TypeInfo* const* columns)
    : count_(descriptor->natts),
      columns_(columns),
      fields_(static_cast<Field*>(palloc(sizeof(Field) * static_cast<Size>(count_ + 1)))) {}

void RowWriter::take(const Datum* values, const bool* nulls) {
  bytes_ = head_bytes();
  for (int i = 0; i < count_; ++i) {
    ::new (fields_ + i) Field(encode_field(*columns_[i], values[i], nulls[i]));
    bytes_ += confine::align_payload(fields_[i].value.length());
  }
  if (bytes_ > MaxAllocSize) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("a row of a query is longer than 1 GB")));
  }
}

std::size_t RowWriter::head_bytes() const noexcept {
  return sizeof(confine::SpiRow) + sizeof(SpiValue) * static_cast<std::size_t>(count_);
}

void RowWriter::fill_head(std::byte* head) const noexcept {
  const confine::SpiRow row{static_cast<std::uint32_t>(bytes_), static_cast<std::uint32_t>(count_)};
  std::memcpy(head, &row, sizeof row);
  std::byte* next = head + sizeof row;
  std::uint64_t payload = head_bytes();
  for (int i = 0; i < count_; ++i) {
    const Field& field = fields_[i];
    const confine::Argument null{0, confine::kArgumentNull};
    const SpiValue value{field.is_null ? null : field.value.cell(payload), field.type, 0};
    std::memcpy(next, &value, sizeof value);
    next += sizeof value;
    payload += confine::align_payload(field.value.length());
  }
}

void RowWriter::write_to(std::byte* block) const noexcept {
  fill_head(block);
  std::byte* next = block + head_bytes();
  for (int i = 0; i < count_; ++i) {
    const EncodedValue& value = fields_[i].value;
    value.write_to(next);
    // No byte of the server's memory shows in what fills up.
    std::memset(next + value.length(), 0, confine::align_payload(value.length()) - value.length());
    next += confine::align_payload(value.length());
  }
}

namespace {

// Host functions get addresses that nobody has looked at: what is fetched or decompressed is so in private
// memory, and copied.
bool copy_body(const EncodedValue& value, const confine::Region& region, std::uint64_t address) {
  if (value.toasted == nullptr) {
    return value.body_length == 0 ||
           confine::try_copy_to_region(region, address, value.body, value.body_length);
  }
  auto* const body = static_cast<std::byte*>(palloc(VARHDRSZ + value.body_length)) + VARHDRSZ;
  detoast_to(body, value);
  const bool is_written = confine::try_copy_to_region(region, address, body, value.body_length);
  pfree(body - VARHDRSZ);
  return is_written;
}

}  // namespace

bool RowWriter::write_to_region(std::uint64_t address) const {
  const confine::Region& region = confine::current_instance().region();
  auto* const head = static_cast<std::byte*>(palloc(head_bytes()));
  fill_head(head);
  bool is_written = confine::try_copy_to_region(region, address, head, head_bytes());
  pfree(head);
  address += head_bytes();
  for (int i = 0; is_written && i < count_; ++i) {
    const EncodedValue& value = fields_[i].value;
    is_written = (value.head_length == 0 ||
                  confine::try_copy_to_region(region, address, value.head, value.head_length)) &&
                 copy_body(value, region, address + value.head_length);
    address += confine::align_payload(value.length());
  }
  return is_written;
}

void RowWriter::free() noexcept {
  for (int i = 0; i < count_; ++i) {
    if (fields_[i].value.has_payload) {
      release(fields_[i].value);
    }
  }
}

void RowWriter::free_memory() noexcept {
  pfree(fields_);
}

}  // namespace plrust::handler::spi
