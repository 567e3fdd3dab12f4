// SPDX-License-Identifier: PostgreSQL
// Parameters on their way out of the region, rows on their way in.
#pragma once

#include <cstdint>

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/spi/plans.hpp"

namespace plrust::handler::spi {

// A text of the region, in the current context. Raises 54000 if it is longer than 64 MB; leaves with a misuse
// that names `what` if it is not there.
QueryText copy_text(std::uint64_t address, std::uint64_t length, const char* what);
// Raises 22021 if it is not UTF-8.
void verify_text(const QueryText& text);

// What the request says its arguments are, copied: private from now on, and still not believed.
confine::SpiValue* copy_arguments(const confine::SpiRequest& request);

// The arguments as parameters of these types. Null if there are none.
ParamListInfo make_parameters(Plan& plan, const confine::SpiValue* arguments);
ParamListInfo make_parameters(const Oid* types, int count, const confine::SpiValue* arguments);

// How the columns cross, in the current context. Raises for a type that cannot.
const TypeInfo** describe_columns(TupleDesc descriptor);

// Rows are written to a private block, or piece by piece to the region.
class RowWriter {
 public:
  // The columns are those of describe_columns().
  RowWriter(TupleDesc descriptor, const TypeInfo* const* columns);
  // A row, whose values and nulls are all there. It is the one that the others speak of until free().
  void take(const Datum* values, const bool* nulls);
  // Of the whole SpiRow.
  std::uint64_t bytes() const noexcept { return bytes_; }
  void write_to(std::byte* block) const noexcept;
  // False if the memory is not the region's.
  bool write_to_region(std::uint64_t address) const;
  // Frees what the row's encoded values hold.
  void free() noexcept;
  // After the last row; otherwise it goes with the context that was current when this was made.
  void free_memory() noexcept;

 private:
  void fill_head(std::byte* head) const noexcept;
  std::size_t head_bytes() const noexcept;

  int count_;
  const TypeInfo* const* columns_;
  struct Field* fields_;
  std::uint64_t bytes_ = 0;
};

}  // namespace plrust::handler::spi
