// SPDX-License-Identifier: PostgreSQL
// Values without parts. The copy that a view shows is private and has a byte behind it, so a text in it can
// be ended by a NUL for the functions that want one, as array_recv() does.
#include "handler/values/decode_payload.hpp"

#include "handler/values/valid_text.hpp"

namespace plrust::handler {

namespace {

// Puts a NUL behind a payload for as long as this lives. An error leaves it there, and nobody reads on.
class Terminated {
 public:
  explicit Terminated(const PayloadView& view) noexcept : end_(view.bytes() + view.length()), kept_(*end_) {
    *end_ = '\0';
  }
  void restore() const noexcept { *end_ = kept_; }

 private:
  char* end_;
  char kept_;
};

void check_text(const PayloadView& view) {
  check_utf8(view.bytes(), view.length());
}

Datum decode_varlena(PayloadView view) {
  if (view.length() > MaxAllocSize - VARHDRSZ) {
    ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED), errmsg("PL/Rust value is longer than 1 GB")));
  }
  return PointerGetDatum(cstring_to_text_with_len(view.bytes(), static_cast<int>(view.length())));
}

Datum decode_spelled(const TypeInfo& type, PayloadView view) {
  check_text(view);
  const Terminated text(view);
  const Datum value = InputFunctionCall(&type.read, view.bytes(), type.io_parameter, -1);
  text.restore();
  return value;
}

// What a receive function calls an internal error (jsonb's of another version) is one of the value.
void choose_code(void* /*argument*/) {
  if (geterrcode() == ERRCODE_INTERNAL_ERROR) {
    errcode(ERRCODE_INVALID_BINARY_REPRESENTATION);
  }
}

std::uint64_t read_count(const PayloadView& view, std::uint64_t offset) {
  std::uint32_t count = 0;
  view.read(offset, &count);
  return pg_ntoh32(count);
}

// Whether a payload is as long as the count in it says. The receive functions of these types first allocate
// what the count says, up to 1 GB, and then see that there is less.
bool has_claimed_size(Oid receive, const PayloadView& view) {
  constexpr std::uint64_t kPoint = 2 * sizeof(float8);
  const std::uint64_t length = view.length();
  switch (receive) {
    case F_BIT_RECV:
    case F_VARBIT_RECV:
      return length == 4 + (read_count(view, 0) + 7) / 8;
    case F_PATH_RECV:
      return length == 5 + read_count(view, 1) * kPoint;
    case F_POLY_RECV:
      return length == 4 + read_count(view, 0) * kPoint;
    default:
      return true;
  }
}

Datum decode_wire(const TypeInfo& type, PayloadView view) {
  if (!has_claimed_size(type.read.fn_oid, view)) {
    raise_malformed(type, "there are fewer or more bytes than it says");
  }
  const Terminated ended(view);
  ErrorContextCallback chooses_code{error_context_stack, choose_code, nullptr};
  error_context_stack = &chooses_code;
  StringInfoData message{view.bytes(), static_cast<int>(view.length()), static_cast<int>(view.length()) + 1,
                         0};
  const Datum value = ReceiveFunctionCall(&type.read, &message, type.io_parameter, -1);
  error_context_stack = chooses_code.previous;
  if (message.cursor != message.len) {
    raise_malformed(type, "it is longer than its value");
  }
  ended.restore();
  return value;
}

// On the type below all domains.
Datum decode_stored(const TypeInfo& type, std::int32_t typmod, PayloadView view) {
  switch (type.crossing) {
    case Crossing::text:
      check_text(view);
      return apply_typmod(type, typmod, decode_varlena(view));
    case Crossing::bytes:
      return apply_typmod(type, typmod, decode_varlena(view));
    case Crossing::spelled:
      return apply_typmod(type, typmod, decode_spelled(type, view));
    case Crossing::wire:
      return apply_typmod(type, typmod, decode_wire(type, view));
    case Crossing::array:
      return decode_array(type, typmod, view);
    case Crossing::tuple:
      return decode_tuple(type, view, CurrentMemoryContext);
    case Crossing::range:
      return decode_range(type, view);
    case Crossing::multirange:
#if PG_VERSION_NUM >= 140000
      return decode_multirange(type, view);
#endif
    case Crossing::nothing:
    case Crossing::bits:
    case Crossing::any:
    case Crossing::any_array:
      break;
  }
  raise_malformed(type, "it cannot be told what it is");
}

}  // namespace

void raise_malformed(const TypeInfo& type, const char* problem) {
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust value of type %s does not hold together", format_type_be(type.oid)),
                  errdetail("In its payload, %s.", problem)));
  pg_unreachable();
}

Datum decode_payload(const TypeInfo& type, std::int32_t typmod, PayloadView view) {
  check_stack_depth();
  if (!type.is_domain()) {
    return decode_stored(type, typmod, view);
  }
  const Datum value = decode_stored(*type.base, type.base_typmod, view);
  check_domain(type, value, false);
  return value;
}

Datum decode_cell(const TypeInfo& type, std::int32_t typmod, PayloadView& around,
                  const confine::Argument& cell, bool* is_null) {
  *is_null = (cell.meta & confine::kArgumentNull) != 0;
  if (*is_null) {
    if (type.is_domain()) {
      check_domain(type, 0, true);
    }
    return 0;
  }
  if (!type.has_payload()) {
    if ((cell.meta & confine::kArgumentPayload) != 0) {
      raise_malformed(type, "a value has a payload where its type has none");
    }
    return decode_bits(type, typmod, cell.value);
  }
  PayloadView view = around;
  check_problem(type, around.nested(cell, &view));
  if (likely(type.crossing == Crossing::text && typmod < 0 && !type.is_domain())) {
    check_text(view);
    return decode_varlena(view);
  }
  return decode_payload(type, typmod, view);
}

Datum apply_typmod(const TypeInfo& type, std::int32_t typmod, Datum value) {
  if (likely(typmod < 0) || !OidIsValid(type.coerce.fn_oid)) {
    return value;
  }
  if (type.coerce.fn_nargs < 3) {
    return FunctionCall2(&type.coerce, value, Int32GetDatum(typmod));
  }
  return FunctionCall3(&type.coerce, value, Int32GetDatum(typmod), BoolGetDatum(false));
}

}  // namespace plrust::handler
