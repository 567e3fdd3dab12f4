// SPDX-License-Identifier: PostgreSQL
#include "handler/spi_results.hpp"

#include "confine/runtime/boundary.hpp"

namespace plrust::handler {

std::uint64_t deepest_rows = 0;

namespace {

// By the depth of the call's frame; the run time allows no more frames than this.
constexpr std::size_t kMaxDepth = 1024;
SpiRows rows_by_depth[kMaxDepth + 1];

std::uint32_t next_generation() noexcept {
  static std::uint32_t last = 0;
  last = (last + 1) & ((1U << kGenerationBits) - 1);
  return last;
}

void free_rows(SpiRows& rows) noexcept {
  if (rows.context != nullptr) {
    MemoryContextDelete(rows.context);
  }
  rows = SpiRows{};
}

}  // namespace

std::uint64_t pack(const FieldHandle& handle) noexcept {
  return handle.row | std::uint64_t{handle.column} << kRowBits |
         std::uint64_t{handle.generation} << (kRowBits + kColumnBits);
}

FieldHandle unpack(std::uint64_t number) noexcept {
  return {static_cast<std::uint32_t>(number >> (kRowBits + kColumnBits)),
          static_cast<std::uint32_t>(number >> kRowBits) & ((1U << kColumnBits) - 1),
          number & ((std::uint64_t{1} << kRowBits) - 1)};
}

SpiRows& current_rows() noexcept {
  return rows_by_depth[std::min<std::uint64_t>(confine::frame_depth(), kMaxDepth)];
}

void keep_spi_result() {
  const std::uint64_t depth = confine::frame_depth();
  if (depth > kMaxDepth) {
    ereport(ERROR, (errcode(ERRCODE_STATEMENT_TOO_COMPLEX), errmsg("PL/Rust calls are nested too deeply")));
  }
  SpiRows& rows = current_rows();
  free_rows(rows);
  rows.generation = next_generation();
  if (SPI_tuptable != nullptr) {
    // The table, its rows and their descriptor lie in this context. SPI_finish() deletes its parent: give it
    // another.
    MemoryContextSetParent(SPI_tuptable->tuptabcxt, TopTransactionContext);
    rows.context = SPI_tuptable->tuptabcxt;
    rows.table = SPI_tuptable;
    rows.count = SPI_processed;
  }
  deepest_rows = std::max(deepest_rows, depth);
}

void free_spi_results_below(std::uint64_t depth) noexcept {
  while (deepest_rows > depth) {
    free_rows(rows_by_depth[deepest_rows]);
    --deepest_rows;
  }
}

}  // namespace plrust::handler
