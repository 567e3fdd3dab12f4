// SPDX-License-Identifier: PostgreSQL
// Rows of a command: received, kept in a memory context of their own, written to a buffer of the region.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler::spi {

struct Result {
  MemoryContext context;  // holds this and what it points at
  TupleDesc descriptor;
  const TypeInfo** columns;  // null until somebody asks
  HeapTuple* rows;
  std::uint64_t count;
  std::uint64_t room;
  // A single row that is written already; `rows` is null then.
  const std::byte* written;
  std::uint64_t written_bytes;
};

void free_result(Result* result) noexcept;

// Of what a command returns: all rows, in a Result; the first one, written at once; or only their number.
enum class Wanted : std::uint8_t { rows, first_row, nothing };

// Receives what an executor sends.
struct Receiver {
  DestReceiver base;  // what the executor knows; must be first
  Wanted wanted;
  MemoryContext scratch;
  bool is_started;
  Result* result;  // null: nothing was received, or no rows are wanted
  // The first row, or null.
  std::byte* row;
  std::uint64_t row_bytes;
  std::uint64_t received;
};
Receiver make_receiver(Wanted wanted, MemoryContext scratch);
// What was received is not the command's: it was an earlier one of the text.
void forget_rows(Receiver& receiver) noexcept;

// Where confined code wants rows; numbers that nobody has checked.
struct Buffer {
  std::uint64_t address;
  std::uint64_t size;
};

// Writes as much of what was received as fits, and says what became of it. What does not fit is kept under a
// handle of the running call. May raise.
void hand_over(Receiver& receiver, const Buffer& buffer, confine::SpiOutcome* outcome);

// Writes rows from `first` on. When not even that fits, buffer_bytes is what it takes.
void write_rows(Result& result, std::uint64_t first, const Buffer& buffer, confine::SpiOutcome* outcome);

// Writes the columns if they fit; what they take.
std::uint64_t write_columns(const Result& result, const Buffer& buffer);

// To the region, or a misuse.
void write_outcome(std::uint64_t address, const confine::SpiOutcome& outcome);

}  // namespace plrust::handler::spi
