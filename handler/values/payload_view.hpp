// SPDX-License-Identifier: PostgreSQL
// A private copy of a payload that confined code made, while it is being read. Knows nothing of PostgreSQL.
// Each function that checks something returns what is wrong, or null.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "confine/abi.hpp"

namespace plrust::handler {

// Whether the `size` bytes at `offset` lie in a payload of `length`.
constexpr bool is_inside(std::uint64_t length, std::uint64_t offset, std::uint64_t size) noexcept {
  return offset <= length && size <= length - offset;
}

class PayloadView {
 public:
  // There is one more byte behind the payload that may be written: see the users of text().
  PayloadView(char* bytes, std::size_t length) noexcept : bytes_(bytes), length_(length), unread_(length) {}

  std::size_t length() const noexcept { return length_; }
  char* bytes() const noexcept { return bytes_; }

  bool contains(std::uint64_t offset, std::uint64_t length) const noexcept {
    return is_inside(length_, offset, length);
  }
  // Bytes at an offset that contains() has approved.
  char* at(std::uint64_t offset) const noexcept { return bytes_ + offset; }

  // Offsets need not be aligned.
  template <typename T>
  bool read(std::uint64_t offset, T* value) const noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    if (!contains(offset, sizeof(T))) {
      return false;
    }
    std::memcpy(value, bytes_ + offset, sizeof(T));
    return true;
  }

  // The payload of a cell in this one. What is given out in this way is at most as long as the payload
  // itself, all taken together: cells that share bytes could otherwise stand for more memory than there is.
  const char* nested(const confine::Argument& cell, PayloadView* view) noexcept;

 private:
  char* bytes_;
  std::size_t length_;
  std::size_t unread_;
};

struct ArrayLayout {
  confine::ArrayHead head;
  const char* nulls;  // head.count bytes, or null
  const char* data;   // head.count cells, or packed elements of head.width bytes
};

// A head of a payload of `length` bytes: dimensions that PostgreSQL would accept, as many elements as they
// say, and room for them. An array without elements comes out with dimensions 0.
const char* check_array(std::uint64_t length, confine::ArrayHead* head) noexcept;
// The same, and where things are.
const char* read_array(const PayloadView& view, ArrayLayout* layout) noexcept;

struct TupleLayout {
  confine::TupleHead head;
  const char* fields;   // head.count cells
  const char* columns;  // head.count columns, or null
};
const char* read_tuple(const PayloadView& view, TupleLayout* layout) noexcept;

const char* read_range(const PayloadView& view, confine::RangeHead* head) noexcept;

struct MultirangeLayout {
  confine::MultirangeHead head;
  const char* ranges;  // head.count cells
};
const char* read_multirange(const PayloadView& view, MultirangeLayout* layout) noexcept;

// The n-th of things that lie one behind the other.
template <typename T>
T read_nth(const char* first, std::size_t n) noexcept {
  T value;
  std::memcpy(&value, first + n * sizeof(T), sizeof(T));
  return value;
}

}  // namespace plrust::handler
