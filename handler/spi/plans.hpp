// SPDX-License-Identifier: PostgreSQL
// Saved plans. A callee keeps those of its queries, keyed by text, parameter types, and the trigger whose
// transition tables they may name, without the user's doing: a query that comes a second time is prepared.
// PostgreSQL's plan cache looks after what changes in the catalog.
#pragma once

#include <cstdint>

#include "handler/callee.hpp"
#include "handler/pg.hpp"
#include "handler/values/type_info.hpp"

namespace plrust::handler::spi {

struct QueryText {
  const char* text;  // ends with NUL
  std::uint64_t length;
};

struct Plan {
  SPIPlanPtr saved;
  QueryText query;
  std::uint64_t hash;  // of the text, the types and the trigger
  Oid trigger;         // whose transition tables were seen; invalid: none
  int count;           // of parameters
  Oid* types;
  const TypeInfo** infos;  // as of `generation` of the types
  std::uint64_t generation;
  MemoryContext context;  // holds this and what it points at
  mutable std::uint32_t references;
};

// How the parameters cross now.
const TypeInfo& parameter_type(Plan& plan, int index);

// The plan that the callee keeps for the query, or null. Raises nothing, whatever the text.
Plan* find_kept_plan(Callee& callee, const QueryText& query, int count, const Oid* types) noexcept;

// The same, prepared if the query came before. Null: run it as it is, because it is new, or is not one single
// SELECT, INSERT, UPDATE, DELETE or MERGE. The running call must be connected.
Plan* find_plan(Callee& callee, const QueryText& query, int count, const Oid* types);

// A plan for whoever asks for one, the kept one if there is one; it has a reference more.
Plan* prepare(Callee& callee, const QueryText& query, int count, const Oid* types, int cursor_options);

// One reference less; without any, and not being executed, the plan goes.
void release_plan(const Plan* plan) noexcept;
// It is no longer executed here: goes if nothing refers to it.
void free_unused(const Plan* plan) noexcept;

// Lets go all that a callee kept.
void forget_plans(Callee& callee) noexcept;

}  // namespace plrust::handler::spi
