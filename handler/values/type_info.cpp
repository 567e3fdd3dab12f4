// SPDX-License-Identifier: PostgreSQL
#include "handler/values/type_info.hpp"

#include <unordered_map>

#include "handler/boundary.hpp"
#include "handler/values/scratch.hpp"
#include "handler/values/type_catalog.hpp"
#include "language/function_types.hpp"

namespace plrust::handler {

std::uint64_t type_generation = 1;

namespace {

struct Interned {
  const TypeInfo* info = nullptr;  // never freed: callees point at what was replaced
  std::uint64_t generation = 0;    // when it was last compared with the catalog
};

std::unordered_map<Oid, Interned>& interned_types() {
  static auto& map = *new std::unordered_map<Oid, Interned>;
  return map;
}

// In front of the map, by the low bits of the oid.
struct Recent {
  Oid type = InvalidOid;
  std::uint64_t generation = 0;
  const TypeInfo* info = nullptr;
};
constexpr std::size_t kRecent = 256;
Recent recent_types[kRecent];

const TypeInfo* find_current(Oid type) noexcept {
  Recent& recent = recent_types[type % kRecent];
  if (likely(recent.type == type && recent.generation == type_generation)) {
    return recent.info;
  }
  const auto found = interned_types().find(type);
  if (found == interned_types().end() || found->second.generation != type_generation) {
    return nullptr;
  }
  recent = {type, type_generation, found->second.info};
  return recent.info;
}

// A row that describes a type, its relations, or a function that reads or writes it may have changed.
void note_change(Datum /*argument*/, int /*cache*/, uint32 /*hash*/) {
  ++type_generation;
}

void end_transaction(XactEvent event, void* /*argument*/) {
  // Before a commit there may be triggers and cursors whose values are on their way.
  if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE &&
      event != XACT_EVENT_PARALLEL_COMMIT && event != XACT_EVENT_PARALLEL_ABORT) {
    return;
  }
  take_back_scratches();
  if (take_ended_checks()) {
    for (const auto& [oid, entry] : interned_types()) {
      if (entry.info != nullptr) {
        entry.info->domain_is_checked = false;
      }
    }
  }
}

MemoryContext context = nullptr;

}  // namespace

MemoryContext type_context() noexcept {
  return context;
}

const TypeInfo& type_info(Oid type) {
  if (const TypeInfo* const known = find_current(type)) {
    return *known;
  }
  call_pg([] { check_stack_depth(); });
  // Read before the catalog is: what changes meanwhile is seen the next time.
  const std::uint64_t generation = type_generation;
  std::unique_ptr<TypeInfo> fresh = describe_type(type);
  Interned& entry = interned_types()[type];
  if (entry.info == nullptr || !is_same_type(*entry.info, *fresh)) {
    find_functions(*fresh, type_context());
    entry.info = fresh.release();
  } else {
    find_functions(*entry.info, type_context());
  }
  entry.generation = generation;
  return *entry.info;
}

const TypeInfo& type_info_or_raise(Oid type) {
  if (const TypeInfo* const known = find_current(type)) {
    return *known;
  }
  return *enter([type] { return &type_info(type); });
}

const TypeInfo& internal_type() noexcept {
  static const TypeInfo type = [] {
    TypeInfo info;
    info.oid = INTERNALOID;
    info.name = "internal";
    info.crossing = Crossing::bits;
    info.bits = 64;
    info.argument = info.result = language::kStateType;
    info.length = sizeof(Datum);
    info.by_value = true;
    info.alignment = TYPALIGN_DOUBLE;
    return info;
  }();
  return type;
}

bool is_current(const TypeInfo& info) {
  if (&info == &internal_type()) {
    return true;
  }
  try {
    return &type_info(info.oid) == &info;
  } catch (const Error&) {
    // Not an error of PostgreSQL's: nothing has to be rolled back.
    return false;
  }
}

void watch_types() {
  context = AllocSetContextCreate(TopMemoryContext, "plrust types", ALLOCSET_SMALL_SIZES);
  RegisterXactCallback(end_transaction, nullptr);
  CacheRegisterSyscacheCallback(TYPEOID, note_change, 0);
  CacheRegisterSyscacheCallback(ENUMOID, note_change, 0);
  CacheRegisterSyscacheCallback(PROCOID, note_change, 0);
}

namespace {

bool is_same_in_rust(const TypeInfo& a, const TypeInfo& b) {
  return a.result != nullptr && b.result != nullptr && std::strcmp(a.result, b.result) == 0;
}

}  // namespace

TupleDesc row_descriptor(const TypeInfo& type) {
  // Entries of the type cache are never freed; their descriptors are when the type is altered.
  if (type.cache_entry == nullptr || type.cache_entry->tupDesc == nullptr) {
    type.cache_entry = lookup_type_cache(type.oid, TYPECACHE_TUPDESC);
    if (type.cache_entry->tupDesc == nullptr) {
      ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                      errmsg("type %s is not composite", format_type_be(type.oid))));
    }
  }
  return type.cache_entry->tupDesc;
}

bool stands_for(const TypeInfo& declared, Oid given) {
  const TypeInfo& stored = declared.stored();
  const bool is_unnamed_row = given == RECORDOID && stored.crossing == Crossing::tuple;
  if (!OidIsValid(given) || given == declared.oid || given == stored.oid || is_unnamed_row) {
    return true;
  }
  const TypeInfo& other = type_info_or_raise(given).stored();
  if (stored.crossing == Crossing::tuple) {
    return false;
  }
  const bool are_both_made_of_others =
      stored.crossing == other.crossing && stored.element != nullptr && other.element != nullptr;
  return are_both_made_of_others ? stands_for(*stored.element, other.element->oid)
                                 : is_same_in_rust(stored, other);
}

}  // namespace plrust::handler
