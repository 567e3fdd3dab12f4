// SPDX-License-Identifier: PostgreSQL
#include "handler/values/payload_view.hpp"

#include <limits>

namespace plrust::handler {

namespace {

using confine::Argument;

constexpr std::uint32_t kRangeFlags = confine::kRangeEmpty | confine::kRangeLowerInclusive |
                                      confine::kRangeUpperInclusive | confine::kRangeLowerInfinite |
                                      confine::kRangeUpperInfinite;

bool is_width(std::uint32_t width) {
  return width == 0 || width == 1 || width == 2 || width == 4 || width == 8;
}

// The product of the lengths: as many elements as the head says.
const char* check_dimensions(const confine::ArrayHead& head) {
  if (head.dimensions > confine::kMaxDimensions) {
    return "an array has more than 6 dimensions";
  }
  std::uint64_t items = head.dimensions == 0 ? 0 : 1;
  for (std::uint32_t i = 0; i < head.dimensions; ++i) {
    if (head.lengths[i] < 0) {
      return "a dimension of an array has a negative length";
    }
    const std::int64_t end = std::int64_t{head.lower_bounds[i]} + head.lengths[i];
    if (end > std::numeric_limits<std::int32_t>::max()) {
      return "a dimension of an array has bounds that are not integers";
    }
    items *= static_cast<std::uint64_t>(head.lengths[i]);
    if (items > std::numeric_limits<std::uint32_t>::max()) {
      return "an array has more elements than its payload";
    }
  }
  return items == head.count ? nullptr : "an array has not as many elements as its dimensions say";
}

}  // namespace

const char* PayloadView::nested(const Argument& cell, PayloadView* view) noexcept {
  const std::uint64_t length = cell.meta & 0xffff'ffffU;
  if ((cell.meta & confine::kArgumentPayload) == 0) {
    return "a value has no payload";
  }
  if (!contains(cell.value, length)) {
    return "a value lies outside the payload";
  }
  if (length > unread_) {
    return "values of a payload overlap";
  }
  unread_ -= length;
  *view = PayloadView(bytes_ + cell.value, length);
  return nullptr;
}

const char* check_array(std::uint64_t length, confine::ArrayHead* head) noexcept {
  if (const char* const problem = check_dimensions(*head)) {
    return problem;
  }
  if (!is_width(head->width)) {
    return "elements of an array have an odd width";
  }
  if (head->count == 0) {
    head->dimensions = 0;
  }
  const std::uint64_t size = head->width == 0 ? sizeof(Argument) : head->width;
  if (!is_inside(length, head->data, head->count * size)) {
    return "elements of an array lie outside the payload";
  }
  if (head->nulls != 0 && (head->width == 0 || !is_inside(length, head->nulls, head->count))) {
    return "null flags of an array lie outside the payload";
  }
  return nullptr;
}

const char* read_array(const PayloadView& view, ArrayLayout* layout) noexcept {
  confine::ArrayHead& head = layout->head;
  if (!view.read(0, &head)) {
    return "an array is shorter than its head";
  }
  if (const char* const problem = check_array(view.length(), &head)) {
    return problem;
  }
  layout->data = view.at(head.data);
  layout->nulls = head.nulls != 0 ? view.at(head.nulls) : nullptr;
  return nullptr;
}

const char* read_tuple(const PayloadView& view, TupleLayout* layout) noexcept {
  confine::TupleHead& head = layout->head;
  if (!view.read(0, &head)) {
    return "a row is shorter than its head";
  }
  if (!view.contains(head.fields, std::uint64_t{head.count} * sizeof(Argument))) {
    return "fields of a row lie outside the payload";
  }
  layout->fields = view.at(head.fields);
  layout->columns = nullptr;
  if (head.columns != 0) {
    if (!view.contains(head.columns, std::uint64_t{head.count} * sizeof(confine::Column))) {
      return "columns of a row lie outside the payload";
    }
    layout->columns = view.at(head.columns);
  }
  return nullptr;
}

const char* read_range(const PayloadView& view, confine::RangeHead* head) noexcept {
  if (!view.read(0, head)) {
    return "a range is shorter than its head";
  }
  return (head->flags & ~kRangeFlags) == 0 ? nullptr : "a range has flags that do not exist";
}

const char* read_multirange(const PayloadView& view, MultirangeLayout* layout) noexcept {
  if (!view.read(0, &layout->head)) {
    return "a multirange is shorter than its head";
  }
  const std::uint64_t count = layout->head.count;
  if (!view.contains(layout->head.ranges, count * sizeof(Argument))) {
    return "ranges of a multirange lie outside the payload";
  }
  layout->ranges = view.at(layout->head.ranges);
  return nullptr;
}

}  // namespace plrust::handler
