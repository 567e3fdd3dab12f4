// SPDX-License-Identifier: PostgreSQL
// The arguments of a call as they lie in the region: Argument[count], then the payloads. Written once, before
// the function runs. For code between PostgreSQL frames: raises by ereport.
#pragma once

#include <cstdint>

#include "handler/callee.hpp"
#include "handler/values/encode.hpp"

namespace plrust::handler {

// Where the block of a call is and how many arguments it has: the first two registers of plrust_entry.
struct ArgumentBlock {
  std::uint64_t address;
  std::uint64_t count;
};

// Region memory of that many bytes for the block of a call, for as long as the frame at `frame`. Raises
// 53200.
std::byte* take_block(const Callee& callee, std::size_t bytes, std::uintptr_t frame);

// An argument that is not NULL, as its declared type crosses in this call.
EncodedValue encode_argument(FunctionCallInfo fcinfo, unsigned index, const TypeInfo& declared);

// Bytes of a block of the values, and the block itself: `address` is where it will be read.
std::size_t block_bytes(const EncodedValue* values, unsigned count);
void write_block(std::byte* block, std::uint64_t address, EncodedValue* values, unsigned count);

// Writes the values and releases them. The block stays for as long as the caller's frame, whose address
// `frame` is.
ArgumentBlock write_arguments(const Callee& callee, EncodedValue* values, unsigned count,
                              std::uintptr_t frame);

}  // namespace plrust::handler
