// SPDX-License-Identifier: PostgreSQL
// The rows of the last query of each confined call that is running. Confined code names them by numbers with
// a generation, so that one that outlived its query is refused.
#pragma once

#include <cstdint>

#include "handler/pg.hpp"

namespace plrust::handler {

struct SpiRows {
  MemoryContext context = nullptr;  // owns the rows; null: there are none
  SPITupleTable* table = nullptr;
  std::uint64_t count = 0;
  std::uint32_t generation = 0;
};

// A field, as confined code names it.
struct FieldHandle {
  std::uint32_t generation;
  std::uint32_t column;
  std::uint64_t row;
};
inline constexpr unsigned kRowBits = 32;
inline constexpr unsigned kColumnBits = 11;  // MaxTupleAttributeNumber is 1664
inline constexpr unsigned kGenerationBits = 21;

std::uint64_t pack(const FieldHandle& handle) noexcept;
FieldHandle unpack(std::uint64_t number) noexcept;

// The rows of the call that a host function runs for.
SpiRows& current_rows() noexcept;

// Takes the current SPI result, before SPI_finish(), as the rows of the running call; the former ones are
// freed.
void keep_spi_result();

// Frees the rows of calls deeper than `depth` frames. After each call and at the end of transactions.
void free_spi_results_below(std::uint64_t depth) noexcept;

// Not 0: some call has rows. Lets a call that ends find out with one load.
extern std::uint64_t deepest_rows;

}  // namespace plrust::handler
