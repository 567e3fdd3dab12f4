// SPDX-License-Identifier: PostgreSQL
// Memory for the texts of one row, on the stack of whoever puts the row together at once: they are copied
// into the tuple, and then nobody needs them.
#pragma once

#include <cstddef>

#include "handler/pg.hpp"

namespace plrust::handler {

// More columns than this make a row a large one, whose parts lie in memory contexts.
inline constexpr int kFewColumns = 32;

class FieldMemory {
 public:
  FieldMemory() noexcept {}  // NOLINT(modernize-use-equals-default): the bytes stay as they are
  FieldMemory(const FieldMemory&) = delete;
  FieldMemory& operator=(const FieldMemory&) = delete;

  // A varlena whose `length` bytes of data are still to be written, at most 1 GB. In the current memory
  // context when there is no room.
  varlena* take(std::size_t length) {
    const std::size_t size = length + VARHDRSZ;
    varlena* value = nullptr;
    if (size <= sizeof bytes_ - used_) {
      value = reinterpret_cast<varlena*>(bytes_ + used_);
      used_ = std::min(sizeof bytes_, MAXALIGN(used_ + size));
    } else {
      value = static_cast<varlena*>(palloc(size));
    }
    SET_VARSIZE(value, size);
    return value;
  }

 private:
  alignas(MAXIMUM_ALIGNOF) char bytes_[1024];
  std::size_t used_ = 0;
};

}  // namespace plrust::handler
