// SPDX-License-Identifier: PostgreSQL
// The cache is a table of fixed size with a few places for each hash. A query that is new only leaves its
// hash: preparing costs more than it saves for one that never comes back. When its places are taken, it
// replaces the one that was used least recently.
#include "handler/spi/plans.hpp"

#include "handler/spi/frames.hpp"

namespace plrust::handler::spi {

namespace {

constexpr std::size_t kEntries = 128;
constexpr std::size_t kPlaces = 8;
constexpr unsigned kTriggerShift = 32;

struct Entry {
  std::uint64_t hash;
  std::uint64_t used_at;
  Plan* plan;
  bool is_never_kept;
};

}  // namespace

struct PlanCache {
  std::uint64_t clock;
  Entry entries[kEntries];
};

namespace {

// Names of transition tables mean other tables, with other columns, in each trigger; the plan cache does not
// look after that. Invalid: the running call sees none.
Oid seen_trigger() noexcept {
  const TriggerData* const trigger = frame_at(confine::frame_depth()).trigger;
  return trigger != nullptr ? trigger->tg_trigger->tgoid : InvalidOid;
}

std::uint64_t hash_of(const QueryText& query, int count, const Oid* types) noexcept {
  const auto* const text = reinterpret_cast<const unsigned char*>(query.text);
  const std::uint64_t seed = (static_cast<std::uint64_t>(count) + 1) | std::uint64_t{seen_trigger()}
                                                                           << kTriggerShift;
  std::uint64_t hash = hash_bytes_extended(text, static_cast<int>(query.length), seed);
  if (count > 0) {
    hash = hash_bytes_extended(reinterpret_cast<const unsigned char*>(types),
                               count * static_cast<int>(sizeof(Oid)), hash);
  }
  return hash | 1;  // never that of an empty entry
}

bool is_of(const Plan& plan, const QueryText& query, int count, const Oid* types) noexcept {
  return plan.count == count && plan.trigger == seen_trigger() && plan.query.length == query.length &&
         std::memcmp(plan.query.text, query.text, query.length) == 0 &&
         (count == 0 || std::memcmp(plan.types, types, sizeof(Oid) * static_cast<std::size_t>(count)) == 0);
}

bool is_executed(const Plan* plan) noexcept {
  for (std::uint64_t depth = deepest_frame; depth > 0; --depth) {
    if (frame_at(depth).executing == plan) {
      return true;
    }
  }
  return false;
}

// Statements whose analysis depends on nothing that an earlier one in the same text does.
bool can_be_kept(const QueryText& query) {
  const List* const statements = pg_parse_query(query.text);
  if (list_length(statements) != 1) {
    return false;
  }
  switch (nodeTag(linitial_node(RawStmt, statements)->stmt)) {
    case T_SelectStmt:
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt:
#if PG_VERSION_NUM >= 150000
    case T_MergeStmt:
#endif
      return true;
    default:
      return false;
  }
}

// PostgreSQL takes it for granted that types of parameters exist.
void check_types(int count, const Oid* types) {
  for (int i = 0; i < count; ++i) {
    type_info_or_raise(types[i]);
  }
}

Plan* make_plan(const QueryText& query, int count, const Oid* types, std::uint64_t hash, int cursor_options) {
  check_types(count, types);
  const MemoryContext context =
      AllocSetContextCreate(CurrentMemoryContext, "plrust plan", ALLOCSET_SMALL_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(context);
  auto* const plan = static_cast<Plan*>(palloc0(sizeof(Plan)));
  plan->query = {pnstrdup(query.text, query.length), query.length};
  plan->hash = hash;
  plan->trigger = seen_trigger();
  plan->count = count;
  plan->types = static_cast<Oid*>(palloc(sizeof(Oid) * static_cast<Size>(count + 1)));
  std::copy_n(types, count, plan->types);
  plan->infos = static_cast<const TypeInfo**>(palloc0(sizeof(void*) * static_cast<Size>(count + 1)));
  plan->context = context;
  MemoryContextSwitchTo(caller);
  plan->saved = SPI_prepare_cursor(plan->query.text, count, plan->types, cursor_options);
  if (plan->saved == nullptr) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("PL/Rust functions cannot prepare this command: %s",
                           SPI_result_code_string(SPI_result))));
  }
  SPI_keepplan(plan->saved);
  MemoryContextSetParent(context, CacheMemoryContext);
  return plan;
}

void destroy(const Plan* plan) noexcept {
  SPI_freeplan(plan->saved);
  MemoryContextDelete(plan->context);
}

PlanCache& cache_of(Callee& callee) {
  if (callee.plans == nullptr) {
    callee.plans = static_cast<PlanCache*>(MemoryContextAllocZero(TopMemoryContext, sizeof(PlanCache)));
  }
  return *callee.plans;
}

// The query's entry, or null.
Entry* find_entry(PlanCache& cache, std::uint64_t hash) noexcept {
  for (std::size_t place = 0; place < kPlaces; ++place) {
    Entry& entry = cache.entries[(hash + place) % kEntries];
    if (entry.hash == hash) {
      entry.used_at = ++cache.clock;
      return &entry;
    }
  }
  return nullptr;
}

Entry& take_entry(PlanCache& cache, std::uint64_t hash) noexcept {
  Entry* oldest = &cache.entries[hash % kEntries];
  for (std::size_t place = 1; place < kPlaces; ++place) {
    Entry& entry = cache.entries[(hash + place) % kEntries];
    if (entry.used_at < oldest->used_at) {
      oldest = &entry;
    }
  }
  if (oldest->plan != nullptr) {
    release_plan(oldest->plan);
  }
  *oldest = {hash, ++cache.clock, nullptr, false};
  return *oldest;
}

}  // namespace

const TypeInfo& parameter_type(Plan& plan, int index) {
  if (plan.generation != type_generation) {
    std::fill_n(plan.infos, plan.count, nullptr);
    plan.generation = type_generation;
  }
  if (plan.infos[index] == nullptr) {
    plan.infos[index] = &type_info_or_raise(plan.types[index]);
  }
  return *plan.infos[index];
}

Plan* find_kept_plan(Callee& callee, const QueryText& query, int count, const Oid* types) noexcept {
  if (callee.plans == nullptr) {
    return nullptr;
  }
  const Entry* const entry = find_entry(*callee.plans, hash_of(query, count, types));
  const bool is_kept = entry != nullptr && entry->plan != nullptr && is_of(*entry->plan, query, count, types);
  return is_kept ? entry->plan : nullptr;
}

Plan* find_plan(Callee& callee, const QueryText& query, int count, const Oid* types) {
  PlanCache& cache = cache_of(callee);
  const std::uint64_t hash = hash_of(query, count, types);
  Entry* const entry = find_entry(cache, hash);
  if (entry == nullptr) {
    take_entry(cache, hash);
    return nullptr;
  }
  if (entry->plan != nullptr) {
    return is_of(*entry->plan, query, count, types) ? entry->plan : nullptr;
  }
  if (entry->is_never_kept) {
    return nullptr;
  }
  if (!can_be_kept(query)) {
    entry->is_never_kept = true;
    return nullptr;
  }
  // Preparing may run code that uses this cache: no entry is held meanwhile.
  Plan* const plan = make_plan(query, count, types, hash, CURSOR_OPT_PARALLEL_OK);
  Entry* const after = find_entry(cache, hash);
  Entry& place = after != nullptr ? *after : take_entry(cache, hash);
  if (place.plan != nullptr) {
    destroy(plan);
    return is_of(*place.plan, query, count, types) ? place.plan : nullptr;
  }
  plan->references = 1;
  place.plan = plan;
  return plan;
}

Plan* prepare(Callee& callee, const QueryText& query, int count, const Oid* types, int cursor_options) {
  Plan* plan = nullptr;
  if (cursor_options == CURSOR_OPT_PARALLEL_OK) {
    PlanCache& cache = cache_of(callee);
    const std::uint64_t hash = hash_of(query, count, types);
    if (find_entry(cache, hash) == nullptr) {
      take_entry(cache, hash);  // asked for is as good as seen before
    }
    plan = find_plan(callee, query, count, types);
  }
  if (plan == nullptr) {
    plan = make_plan(query, count, types, 0, cursor_options);
  }
  ++plan->references;
  return plan;
}

void release_plan(const Plan* plan) noexcept {
  --plan->references;
  free_unused(plan);
}

void free_unused(const Plan* plan) noexcept {
  if (plan->references == 0 && !is_executed(plan)) {
    destroy(plan);
  }
}

void forget_plans(Callee& callee) noexcept {
  if (callee.plans == nullptr) {
    return;
  }
  for (Entry& entry : callee.plans->entries) {
    if (entry.plan != nullptr) {
      release_plan(entry.plan);
    }
    entry = Entry{};
  }
}

}  // namespace plrust::handler::spi
