// SPDX-License-Identifier: PostgreSQL
#include "handler/values/scratch.hpp"

#include <algorithm>

#include "handler/values/type_info.hpp"

namespace plrust::handler {

namespace {

constexpr int kKept = 16;

MemoryContext free_contexts[kKept];
int free_count = 0;
MemoryContext taken_contexts[kKept];
int taken_count = 0;
int made_count = 0;

}  // namespace

MemoryContext take_scratch() {
  if (free_count != 0) {
    return taken_contexts[taken_count++] = free_contexts[--free_count];
  }
  if (made_count == kKept) {
    return AllocSetContextCreate(CurrentMemoryContext, "plrust value", ALLOCSET_DEFAULT_SIZES);
  }
  const MemoryContext context = AllocSetContextCreate(type_context(), "plrust value", ALLOCSET_DEFAULT_SIZES);
  ++made_count;
  return taken_contexts[taken_count++] = context;
}

void give_scratch(MemoryContext context) noexcept {
  auto* const end = taken_contexts + taken_count;
  auto* const found = std::find(taken_contexts, end, context);
  if (found == end) {
    MemoryContextDelete(context);
    return;
  }
  *found = taken_contexts[--taken_count];
  MemoryContextReset(context);
  free_contexts[free_count++] = context;
}

void take_back_scratches() noexcept {
  while (taken_count != 0) {
    give_scratch(taken_contexts[taken_count - 1]);
  }
}

}  // namespace plrust::handler
