// SPDX-License-Identifier: PostgreSQL
// A function of one effective user in this backend, ready to be called. fn_extra points at it, so it stays
// where it is for the life of the backend; what it describes is brought up to date when pg_proc changed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "confine/abi.hpp"
#include "confine/runtime/instance.hpp"
#include "handler/artifacts.hpp"
#include "handler/loaded_instance.hpp"
#include "handler/pg.hpp"
#include "handler/prepare.hpp"
#include "handler/signature.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler {

struct RoleRegion;
class StateFamily;
namespace spi {
struct PlanCache;
}

// What handler/quarantine.hpp knows a callee's code by.
struct CodeId {
  bool is_known = false;  // never without plrust.quarantine_faults, nor for code that is not in pg_proc
  bool is_clear = false;  // not in quarantine, when `changes` were as many as
  std::uint64_t seen_changes = 0;
  Oid owner = InvalidOid;
  Digest object{};
};

struct Callee {
  // What the hot path reads, in one cache line; call_x86_64.S repeats the offsets.
  std::uint64_t generation = 0;  // of the catalog, when this was looked up
  Oid user = InvalidOid;
  // 1 + the number of arguments if they and the result are plain: registers in, a signed number of 32 or 64
  // bits out, and no queries. 0: the call takes the general way.
  std::uint8_t plain_arguments = 0;
  bool result_is_32_bits = false;
  std::uint8_t argument_count = 0;
  confine::Instance* instance = nullptr;

  // The rest of a call.
  confine::CallShape shape = confine::CallShape::block;
  const TypeInfo* result = nullptr;
  std::vector<const TypeInfo*> arguments;
  RoleRegion* region = nullptr;
  bool is_read_only = false;
  bool has_columns = false;  // the result is a row of the type that the call says

  // What it is.
  Oid function = InvalidOid;
  std::string display_name;
  TransactionId xmin = InvalidTransactionId;
  ItemPointerData tid{};
  std::uint32_t catalog_hash = 0;  // of the function in the cache of pg_proc
  // How often something was said about the function, perhaps that it was compiled again, and how much of that
  // is known not to matter.
  std::uint64_t changes = 0;
  std::uint64_t seen_changes = 0;
  BindingVersion binding;  // that the module was found by
  CodeId code_id;
  std::shared_ptr<const confine::Module> module;
  LoadedInstance loaded;
  spi::PlanCache* plans = nullptr;  // of its queries
  StateFamily* states = nullptr;    // of shapes `state` and `window`: whom it shares states with
  std::uint64_t loads = 0;          // how often there was another instance
};

// Goes up whenever a row of pg_proc, or a type, may have changed. The hot path's assembly reads it by this
// name.
extern std::uint64_t catalog_generation asm("plrust_catalog_generation");

// Goes up whenever an instance may have become dirty, or was replaced.
extern std::uint64_t instance_changes;

// Finds or makes the callee of the current user for a function and brings it up to date: compiles, loads,
// checks what the role may use. Throws Error, PgError, plrust::Error.
Callee& find_callee(Oid function);

// Loads proved code into a callee, whose user is set: for code that is not in pg_proc, too. Throws as above.
void load_object(Callee& callee, const Signature& signature, const PreparedObject& object);
// What the settings of the moment allow the callee: memory, capabilities. Throws Error.
void apply_limits(Callee& callee);

// Replaces the instance of a callee by a fresh one of the same module.
void replace_instance(Callee& callee);

// Some instance has become dirty: release_dirty_heaps() has work to do.
void note_dirty_instance() noexcept;

// Gives back what dirty instances hold whose calls have all ended; they get new data at their next call. At
// the end of transactions and subtransactions.
void release_dirty_heaps() noexcept;

// The callee whose code called the host function that is running.
Callee& current_callee() noexcept;

struct CalleeCounts {
  std::size_t functions;
  std::size_t instances;
  std::uint64_t heap_bytes;
  std::uint64_t resets;
};
CalleeCounts count_callees() noexcept;

// Registers the callbacks that watch pg_proc and types. From _PG_init, once.
void watch_catalog();

}  // namespace plrust::handler
