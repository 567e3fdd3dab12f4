// SPDX-License-Identifier: PostgreSQL
#include "handler/values/decode_payload.hpp"

namespace plrust::handler {

namespace {

void check_part(const TypeInfo& type, Oid given) {
  if (!stands_for(*type.element, given)) {
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("PL/Rust value is not of type %s", format_type_be(type.oid)),
                    errdetail("It is made of type %s, and not %s.", format_type_be(given),
                              format_type_be(type.element->oid))));
  }
}

RangeBound decode_bound(const TypeInfo& type, PayloadView& view, const confine::Argument& cell,
                        bool is_infinite, bool is_inclusive, bool is_lower) {
  RangeBound bound{0, is_infinite, is_inclusive && !is_infinite, is_lower};
  if (is_infinite) {
    return bound;
  }
  bool is_null = false;
  bound.val = decode_cell(*type.element, -1, view, cell, &is_null);
  if (is_null) {
    raise_malformed(type, "a bound of a range is NULL");
  }
  return bound;
}

}  // namespace

Datum decode_range(const TypeInfo& type, PayloadView view) {
  confine::RangeHead head{};
  check_problem(type, read_range(view, &head));
  check_part(type, head.element_type);
  TypeCacheEntry* const entry = lookup_type_cache(type.oid, TYPECACHE_RANGE_INFO);
  const auto has = [&head](std::uint32_t flag) { return (head.flags & flag) != 0; };
  if (has(confine::kRangeEmpty)) {
    return RangeTypePGetDatum(make_empty_range(entry));
  }
  RangeBound lower = decode_bound(type, view, head.lower, has(confine::kRangeLowerInfinite),
                                  has(confine::kRangeLowerInclusive), true);
  RangeBound upper = decode_bound(type, view, head.upper, has(confine::kRangeUpperInfinite),
                                  has(confine::kRangeUpperInclusive), false);
  // Compares the bounds, and brings the range into its canonical form.
  return RangeTypePGetDatum(make_range(entry, &lower, &upper, false, nullptr));
}

#if PG_VERSION_NUM >= 140000
Datum decode_multirange(const TypeInfo& type, PayloadView view) {
  MultirangeLayout layout{};
  check_problem(type, read_multirange(view, &layout));
  check_part(type, layout.head.range_type);
  const std::uint32_t count = layout.head.count;
  auto* const ranges = static_cast<RangeType**>(palloc(sizeof(RangeType*) * std::max(count, 1U)));
  for (std::uint32_t i = 0; i < count; ++i) {
    bool is_null = false;
    const Datum range =
        decode_cell(*type.element, -1, view, read_nth<confine::Argument>(layout.ranges, i), &is_null);
    if (is_null) {
      raise_malformed(type, "a range of a multirange is NULL");
    }
    ranges[i] = DatumGetRangeTypeP(range);
  }
  TypeCacheEntry* const entry = lookup_type_cache(type.oid, TYPECACHE_MULTIRANGE_INFO);
  // Sorts and joins them.
  return MultirangeTypePGetDatum(
      make_multirange(type.oid, entry->rngtype, static_cast<std::int32_t>(count), ranges));
}
#endif

}  // namespace plrust::handler
