// SPDX-License-Identifier: PostgreSQL
#include "handler/argument_block.hpp"

#include "handler/role_region.hpp"

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

ArgumentBlock write_arguments(const Callee& callee, EncodedValue* values, unsigned count,
                              std::uintptr_t frame) {
  const std::size_t head = align(count * sizeof(confine::Argument));
  std::size_t bytes = head;
  for (unsigned i = 0; i < count; ++i) {
    bytes += align(values[i].length());
  }
  std::byte* const block = take_block(callee, bytes, frame);
  auto* const arguments = reinterpret_cast<confine::Argument*>(block);
  std::byte* next = block + head;
  for (unsigned i = 0; i < count; ++i) {
    EncodedValue& value = values[i];
    arguments[i] = value.cell(reinterpret_cast<std::uint64_t>(next));
    if (value.has_payload) {
      value.write_to(next);
      next += align(value.length());
      release(value);
    }
  }
  return {reinterpret_cast<std::uint64_t>(block), count};
}

}  // namespace plrust::handler
