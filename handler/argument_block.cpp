// SPDX-License-Identifier: PostgreSQL
#include "handler/argument_block.hpp"

#include "handler/role_region.hpp"
#include "handler/values/polymorphic.hpp"

namespace plrust::handler {

namespace {

constexpr std::size_t align(std::size_t bytes) {
  return (bytes + 15) & ~std::size_t{15};
}

[[noreturn]] void raise_no_room(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
                  errdetail("The arguments do not fit into the memory of PL/Rust functions."),
                  errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

}  // namespace

std::byte* take_block(const Callee& callee, std::size_t bytes, std::uintptr_t frame) {
  std::byte* const block = callee.region->arguments.take(frame, bytes);
  if (block == nullptr) {
    raise_no_room(callee);
  }
  return block;
}

EncodedValue encode_argument(FunctionCallInfo fcinfo, unsigned index, const TypeInfo& declared) {
  const Datum value = fcinfo->args[index].value;
  const TypeInfo& type = resolve_argument(fcinfo, static_cast<int>(index), declared);
  return declared.crossing == Crossing::any ? encode_any(type, value) : encode(type, value);
}

std::size_t block_bytes(const EncodedValue* values, unsigned count) {
  std::size_t bytes = align(count * sizeof(confine::Argument));
  for (unsigned i = 0; i < count; ++i) {
    bytes += align(values[i].length());
  }
  return bytes;
}

void write_block(std::byte* block, std::uint64_t address, EncodedValue* values, unsigned count) {
  auto* const arguments = reinterpret_cast<confine::Argument*>(block);
  std::size_t next = align(count * sizeof(confine::Argument));
  for (unsigned i = 0; i < count; ++i) {
    EncodedValue& value = values[i];
    arguments[i] = value.cell(address + next);
    if (value.has_payload) {
      value.write_to(block + next);
      next += align(value.length());
      release(value);
    }
  }
}

ArgumentBlock write_arguments(const Callee& callee, EncodedValue* values, unsigned count,
                              std::uintptr_t frame) {
  std::byte* const block = take_block(callee, block_bytes(values, count), frame);
  const auto address = reinterpret_cast<std::uint64_t>(block);
  write_block(block, address, values, count);
  return {address, count};
}

}  // namespace plrust::handler
