// SPDX-License-Identifier: PostgreSQL
#include "handler/callee.hpp"

#include <unordered_map>

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/module.hpp"
#include "handler/artifacts.hpp"
#include "handler/boundary.hpp"
#include "handler/capabilities.hpp"
#include "handler/host_table.hpp"
#include "handler/inline_code.hpp"
#include "handler/prepare.hpp"
#include "handler/quarantine.hpp"
#include "handler/role_region.hpp"
#include "handler/runtime_hooks.hpp"
#include "handler/settings.hpp"
#include "handler/signature.hpp"
#include "handler/spi/plans.hpp"
#include "handler/states/family.hpp"

namespace plrust::handler {

std::uint64_t catalog_generation = 1;
std::uint64_t instance_changes = 1;

namespace {

bool has_dirty_instances = false;

struct CalleeId {
  Oid function;
  Oid user;
  bool operator==(const CalleeId&) const = default;
};
struct CalleeIdHash {
  std::size_t operator()(const CalleeId& id) const noexcept {
    return std::hash<std::uint64_t>{}(std::uint64_t{id.function} << 32 | id.user);
  }
};

// Neither the map nor a callee is ever destroyed: fn_extra may point at one for as long as the backend lives.
std::unordered_map<CalleeId, std::unique_ptr<Callee>, CalleeIdHash>& callees() {
  static auto& map = *new std::unordered_map<CalleeId, std::unique_ptr<Callee>, CalleeIdHash>;
  return map;
}

Callee& record_of(const CalleeId& id) {
  std::unique_ptr<Callee>& callee = callees()[id];
  if (callee == nullptr) {
    callee = std::make_unique<Callee>();
    callee->function = id.function;
    callee->user = id.user;
    callee->catalog_hash =
        call_pg([&id] { return GetSysCacheHashValue1(PROCOID, ObjectIdGetDatum(id.function)); });
  }
  return *callee;
}

// Whether the types are still those that the callee was made for: what an enum's values are is compiled in.
bool has_current_types(const Callee& callee) {
  return is_current(*callee.result) &&
         std::ranges::all_of(callee.arguments, [](const TypeInfo* type) { return is_current(*type); });
}

// Whether what is stored is still what was loaded.
bool has_current_module(Callee& callee) {
  // Read before the table is: what changes meanwhile is seen the next time.
  const std::uint64_t changes = callee.changes;
  if (callee.seen_changes == changes) {
    return true;
  }
  if (binding_version(callee.function, native_triple()) != callee.binding) {
    return false;
  }
  callee.seen_changes = changes;
  return true;
}

// Whether the row of pg_proc is still the one that the callee was made from.
bool has_current_row(const Callee& callee) {
  return call_pg([&callee] {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(callee.function));
    if (!HeapTupleIsValid(tuple)) {
      return false;
    }
    ItemPointerData tid = callee.tid;
    const bool same =
        HeapTupleHeaderGetRawXmin(tuple->t_data) == callee.xmin && ItemPointerEquals(&tuple->t_self, &tid);
    ReleaseSysCache(tuple);
    return same;
  });
}

bool is_current_version(Callee& callee) {
  return callee.loaded && !needs_code_id(callee) && has_current_types(callee) && has_current_row(callee) &&
         has_current_module(callee);
}

void note_function_change(std::uint32_t hash) noexcept {
  for (const auto& [id, callee] : callees()) {
    // 0: about any of them.
    if (hash == 0 || callee->catalog_hash == hash) {
      ++callee->changes;
    }
  }
}

void describe(Callee& callee, const Signature& signature) {
  callee.shape = signature.shape;
  callee.result = signature.result.type;
  callee.has_columns = signature.result.has_columns;
  callee.is_read_only = signature.is_read_only;
  callee.arguments.clear();
  for (const Parameter& parameter : signature.parameters) {
    callee.arguments.push_back(parameter.type);
  }
  callee.argument_count = static_cast<std::uint8_t>(callee.arguments.size());
  callee.display_name = signature.display_name;
  callee.xmin = signature.xmin;
  callee.tid = signature.tid;
}

bool is_plain(const Callee& callee, const confine::Module& module) {
  const TypeInfo& result = *callee.result;
  const bool is_plain_result =
      result.takes_any_bits() && result.is_signed && (result.bits == 32 || result.bits == 64);
  const bool may_query = std::ranges::find(module.capabilities(), "spi") != module.capabilities().end();
  return callee.shape == confine::CallShape::registers && is_plain_result && !may_query;
}

}  // namespace

void load_object(Callee& callee, const Signature& signature, const PreparedObject& object) {
  if (!object.is_proved) {
    throw Error(ERRCODE_INSUFFICIENT_PRIVILEGE,
                "the machine code of PL/Rust function \"" + signature.display_name + "\" is not proved", {},
                "plrust.recompile() with a sysroot that plrust-verify knows proves it.");
  }
  start_runtime();
  auto module = confine::Module::parse(object.bytes, host_functions(), object.branches);
  callee.region = &region_of(callee.user, *module);
  LoadedInstance loaded(module, *callee.region->region, &callee, signature.display_name.c_str());
  const bool has_states =
      signature.shape == confine::CallShape::state || signature.shape == confine::CallShape::window;
  StateFamily* const family = has_states ? &state_family(*callee.region) : nullptr;
  if (callee.states != nullptr) {
    callee.states->make_room();
    callee.states->leave(callee);
  }
  describe(callee, signature);
  callee.plain_arguments =
      is_plain(callee, *module) ? static_cast<std::uint8_t>(1 + callee.argument_count) : 0;
  callee.result_is_32_bits = callee.result->bits == 32;
  spi::forget_plans(callee);
  callee.module = std::move(module);
  callee.loaded = std::move(loaded);
  callee.instance = callee.loaded.get();
  ++callee.loads;
  ++instance_changes;
  if (family != nullptr) {
    family->join(callee);
  }
}

void apply_limits(Callee& callee) {
  callee.loaded->heap().set_limit(std::uint64_t(settings.memory_limit_kb) << 10);
  check_capabilities(callee.display_name, callee.loaded->module().capabilities());
}

Callee& find_callee(Oid function) {
  Callee& callee = record_of({function, GetUserId()});
  // Read before the catalog is: what changes meanwhile is seen at the next call.
  const std::uint64_t generation = catalog_generation;
  if (!callee.loaded || callee.generation != generation || needs_code_id(callee)) {
    if (!is_current_version(callee)) {
      const std::uint64_t changes = callee.changes;
      const Signature signature = read_signature(function);
      const PreparedObject object = prepare_for_call(signature);
      CodeId code_id = code_id_of(signature, object);
      callee.display_name = signature.display_name;
      check_quarantine(callee, code_id);
      load_object(callee, signature, object);
      callee.code_id = code_id;
      callee.binding = object.binding;
      callee.seen_changes = changes;
    }
  }
  check_quarantine(callee, callee.code_id);
  callee.generation = generation;
  apply_limits(callee);
  return callee;
}

void replace_instance(Callee& callee) {
  callee.loaded = LoadedInstance(callee.module, *callee.region->region, &callee, callee.display_name.c_str());
  callee.loaded->heap().set_limit(std::uint64_t(settings.memory_limit_kb) << 10);
  callee.instance = callee.loaded.get();
  ++callee.loads;
  ++instance_changes;
}

void note_dirty_instance() noexcept {
  ++instance_changes;
  has_dirty_instances = true;
}

void release_dirty_heaps() noexcept {
  if (!has_dirty_instances) {
    return;
  }
  has_dirty_instances = false;
  for (const auto& [id, callee] : callees()) {
    if (!callee->loaded || !callee->loaded->is_dirty()) {
      continue;
    }
    if (callee->loaded->is_active() || (callee->states != nullptr && callee->states->is_active())) {
      has_dirty_instances = true;
    } else {
      callee->loaded->heap().release_all();
    }
  }
  has_dirty_instances |= release_dirty_blocks();
}

Callee& current_callee() noexcept {
  return *static_cast<Callee*>(confine::current_instance().owner());
}

CalleeCounts count_callees() noexcept {
  CalleeCounts counts{};
  for (const auto& [id, callee] : callees()) {
    ++counts.functions;
    if (callee->loaded) {
      ++counts.instances;
      counts.heap_bytes += callee->loaded->heap().bytes();
      counts.resets += callee->loaded->resets();
    }
  }
  counts.heap_bytes += heap_bytes_of_blocks();
  return counts;
}

void watch_catalog() {
  CacheRegisterSyscacheCallback(
      PROCOID,
      [](Datum /*argument*/, int /*cache*/, uint32 hash) {
        ++catalog_generation;
        note_function_change(hash);
      },
      0);
  for (const int cache : {TYPEOID, ENUMOID}) {
    CacheRegisterSyscacheCallback(
        cache, [](Datum /*argument*/, int /*cache*/, uint32 /*hash*/) { ++catalog_generation; }, 0);
  }
  watch_types();
}

}  // namespace plrust::handler
