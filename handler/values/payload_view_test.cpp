// SPDX-License-Identifier: PostgreSQL
#include "handler/values/payload_view.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace plrust::handler;
using namespace plrust::confine;

namespace {

// A payload of exactly this many bytes, followed by the one that a view may write.
struct Bytes {
  explicit Bytes(std::size_t length) : memory(length + 1) {}
  template <typename T>
  Bytes& put(std::size_t offset, const T& value) {
    std::memcpy(memory.data() + offset, &value, sizeof value);
    return *this;
  }
  PayloadView view() { return {memory.data(), memory.size() - 1}; }

  std::vector<char> memory;
};

ArrayHead four_numbers() {
  ArrayHead head{};
  head.dimensions = 2;
  head.count = 4;
  head.width = 4;
  head.lengths[0] = 2;
  head.lengths[1] = 2;
  head.data = sizeof head;
  return head;
}

std::string array_problem(const ArrayHead& head, std::size_t data_bytes = 16) {
  Bytes bytes(sizeof head + data_bytes);
  bytes.put(0, head);
  ArrayLayout layout{};
  const char* const problem = read_array(bytes.view(), &layout);
  return problem == nullptr ? "" : problem;
}

Argument cell(std::uint64_t offset, std::uint64_t length) {
  return {offset, length | kArgumentPayload};
}

}  // namespace

TEST_SUITE("payload_view") {
  TEST_CASE("an array that holds together is read") {
    CHECK(array_problem(four_numbers()).empty());
    ArrayHead empty{};
    CHECK(array_problem(empty, 0).empty());
    empty.data = sizeof empty;
    CHECK(array_problem(empty, 0).empty());
  }

  TEST_CASE("an array's dimensions must be possible and give its count") {
    ArrayHead head = four_numbers();
    head.dimensions = 7;
    CHECK(array_problem(head) == "an array has more than 6 dimensions");
    head = four_numbers();
    head.count = 5;
    CHECK(array_problem(head, 20) == "an array has not as many elements as its dimensions say");
    head = four_numbers();
    head.lengths[0] = -2;
    head.lengths[1] = -2;
    CHECK(array_problem(head) == "a dimension of an array has a negative length");
    head = four_numbers();
    head.dimensions = 0;
    CHECK(array_problem(head) == "an array has not as many elements as its dimensions say");
    head = four_numbers();
    head.lower_bounds[1] = std::numeric_limits<std::int32_t>::max() - 1;
    CHECK(array_problem(head) == "a dimension of an array has bounds that are not integers");
  }

  TEST_CASE("a product of lengths that overflows is no small number") {
    ArrayHead head{};
    head.dimensions = 6;
    head.width = 1;
    for (std::int32_t& length : head.lengths) length = 0x10000;  // 2^96: 0 in 64 bits
    CHECK(array_problem(head) == "an array has more elements than its payload");
    head.dimensions = 2;
    head.lengths[0] = 0x10000;
    head.lengths[1] = 0x10000;  // 2^32: 0 in 32 bits
    CHECK(array_problem(head) == "an array has more elements than its payload");
    head.dimensions = 3;
    head.lengths[0] = std::numeric_limits<std::int32_t>::max();
    head.lengths[1] = 0;
    head.lengths[2] = std::numeric_limits<std::int32_t>::max();
    CHECK(array_problem(head).empty());
  }

  TEST_CASE("an array's elements and flags lie inside") {
    ArrayHead head = four_numbers();
    head.data += 1;
    CHECK(array_problem(head) == "elements of an array lie outside the payload");
    head.data = std::numeric_limits<std::uint64_t>::max() - 3;
    CHECK(array_problem(head) == "elements of an array lie outside the payload");
    head = four_numbers();
    head.width = 0;
    CHECK(array_problem(head) == "elements of an array lie outside the payload");
    CHECK(array_problem(head, 64).empty());
    head.nulls = 8;
    CHECK(array_problem(head, 64) == "null flags of an array lie outside the payload");
    head = four_numbers();
    head.nulls = sizeof head + 13;
    CHECK(array_problem(head) == "null flags of an array lie outside the payload");
    head.width = 3;
    CHECK(array_problem(head) == "elements of an array have an odd width");
    CHECK(array_problem(four_numbers(), 15) == "elements of an array lie outside the payload");
  }

  TEST_CASE("what is shorter than its head is none") {
    ArrayLayout array{};
    TupleLayout tuple{};
    RangeHead range{};
    MultirangeLayout multirange{};
    Bytes bytes(sizeof(MultirangeHead) - 1);
    CHECK(read_array(bytes.view(), &array) != nullptr);
    CHECK(read_tuple(bytes.view(), &tuple) != nullptr);
    CHECK(read_range(bytes.view(), &range) != nullptr);
    CHECK(read_multirange(bytes.view(), &multirange) != nullptr);
  }

  TEST_CASE("a row's fields and columns lie inside") {
    TupleHead head{};
    head.count = 2;
    head.fields = sizeof head;
    TupleLayout layout{};
    Bytes bytes(sizeof head + 2 * sizeof(Argument) + 2 * sizeof(Column));
    CHECK(read_tuple(bytes.put(0, head).view(), &layout) == nullptr);
    CHECK(layout.columns == nullptr);
    head.columns = sizeof head + 2 * sizeof(Argument);
    CHECK(read_tuple(bytes.put(0, head).view(), &layout) == nullptr);
    head.columns += 1;
    CHECK(read_tuple(bytes.put(0, head).view(), &layout) != nullptr);
    head.columns = 0;
    head.count = std::numeric_limits<std::uint32_t>::max();
    CHECK(read_tuple(bytes.put(0, head).view(), &layout) != nullptr);
  }

  TEST_CASE("ranges have known flags, multiranges room for their cells") {
    RangeHead range{};
    Bytes bytes(sizeof range);
    range.flags = 31;
    CHECK(read_range(bytes.put(0, range).view(), &range) == nullptr);
    range.flags = 32;
    CHECK(read_range(bytes.put(0, range).view(), &range) != nullptr);
    MultirangeLayout layout{};
    MultirangeHead head{0, 2, sizeof head};
    CHECK(read_multirange(bytes.put(0, head).view(), &layout) != nullptr);
    head.count = 1;
    CHECK(read_multirange(bytes.put(0, head).view(), &layout) == nullptr);
  }

  TEST_CASE("nested payloads lie inside and are not counted twice") {
    Bytes bytes(32);
    PayloadView view = bytes.view();
    PayloadView inner = view;
    CHECK(view.nested(cell(8, 24), &inner) == nullptr);
    CHECK(inner.length() == 24);
    CHECK(std::string(view.nested(cell(8, 24), &inner)) == "values of a payload overlap");
    CHECK(view.nested(cell(0, 8), &inner) == nullptr);
    CHECK(view.nested(cell(32, 0), &inner) == nullptr);
    CHECK(std::string(view.nested(cell(33, 0), &inner)) == "a value lies outside the payload");
    CHECK(std::string(view.nested(cell(~std::uint64_t{0}, 1), &inner)) == "a value lies outside the payload");
    CHECK(std::string(view.nested(cell(0, 0xffff'ffff), &inner)) == "a value lies outside the payload");
    CHECK(std::string(view.nested({0, 4}, &inner)) == "a value has no payload");
  }
}
