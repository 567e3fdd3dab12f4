// SPDX-License-Identifier: PostgreSQL
#include "pallocator/region_context.hpp"

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
#include "postgres.h"

#include "nodes/memnodes.h"
#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "utils/memutils_internal.h"
#endif
}
#undef snprintf
#undef Min
#undef Max

#include "confine/runtime/heap.hpp"

namespace plrust::pallocator {
namespace {

struct RegionContext {
  MemoryContextData header;  // first: the server has only its address
  confine::Heap* heap;       // null when it ended first
  char identifier[1];        // to the end of the allocation
};

RegionContext* region_context(MemoryContext context) {
  return reinterpret_cast<RegionContext*>(context);
}

[[noreturn]] void refuse() {
  ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR),
                  errmsg("memory of a PL/Rust function cannot be allocated or freed by the server")));
  pg_unreachable();
}

// The server tells a context by its address; whoever pfrees a pointer into a region has one that is none of
// palloc's.
#if PG_VERSION_NUM >= 170000
void* allocate(MemoryContext, Size, int) {
  refuse();
}
void* reallocate(void*, Size, int) {
  refuse();
}
#else
void* allocate(MemoryContext, Size) {
  refuse();
}
#if PG_VERSION_NUM >= 160000
void* reallocate(void*, Size) {
  refuse();
}
#else
void* reallocate(MemoryContext, void*, Size) {
  refuse();
}
#endif
#endif
#if PG_VERSION_NUM >= 160000
void free_chunk(void*) {
  refuse();
}
Size chunk_space(void*) {
  refuse();
}
MemoryContext chunk_context(void*) {
  refuse();
}
#else
void free_chunk(MemoryContext, void*) {
  refuse();
}
Size chunk_space(MemoryContext, void*) {
  refuse();
}
#endif

void reset(MemoryContext context) {
  if (confine::Heap* heap = region_context(context)->heap) {
    heap->release_all();
  }
}

void delete_context(MemoryContext context) {
  if (confine::Heap* heap = region_context(context)->heap) {
    heap->set_observer({});
    heap->release_all();
    heap->set_limit(0);
  }
  std::free(context);  // NOLINT(cppcoreguidelines-owning-memory): the server owns the node
}

bool is_empty(MemoryContext context) {
  const confine::Heap* heap = region_context(context)->heap;
  return heap == nullptr || heap->bytes() == 0;
}

// How much of the blocks is in use only the allocator inside knows, and it is not trusted: all of it counts
// as used.
void count(MemoryContext context, MemoryContextCounters* totals) {
  const confine::Heap* heap = region_context(context)->heap;
  if (totals != nullptr && heap != nullptr) {
    totals->nblocks += heap->blocks();
    totals->totalspace += heap->bytes();
  }
}

void describe(MemoryContext context, char* text, std::size_t size) {
  const confine::Heap* heap = region_context(context)->heap;
  std::snprintf(text, size, "%zu total in %zu blocks of the function's region",
                heap == nullptr ? std::size_t{0} : static_cast<std::size_t>(heap->bytes()),
                heap == nullptr ? std::size_t{0} : static_cast<std::size_t>(heap->blocks()));
}

#if PG_VERSION_NUM >= 140000
void stats(MemoryContext context, MemoryStatsPrintFunc print, void* passthru, MemoryContextCounters* totals,
           bool print_to_stderr) {
  if (print != nullptr) {
    char text[128];
    describe(context, text, sizeof text);
    print(context, passthru, text, print_to_stderr);
  }
  count(context, totals);
}
#else
void stats(MemoryContext context, MemoryStatsPrintFunc print, void* passthru, MemoryContextCounters* totals) {
  if (print != nullptr) {
    char text[128];
    describe(context, text, sizeof text);
    print(context, passthru, text);
  }
  count(context, totals);
}
#endif

#ifdef MEMORY_CONTEXT_CHECKING
void check(MemoryContext) {}
#endif

MemoryContextMethods make_methods() {
  MemoryContextMethods methods{};
  methods.alloc = allocate;
  methods.free_p = free_chunk;
  methods.realloc = reallocate;
  methods.reset = reset;
  methods.delete_context = delete_context;
  methods.get_chunk_space = chunk_space;
#if PG_VERSION_NUM >= 160000
  methods.get_chunk_context = chunk_context;
#endif
  methods.is_empty = is_empty;
  methods.stats = stats;
#ifdef MEMORY_CONTEXT_CHECKING
  methods.check = check;
#endif
  return methods;
}

const MemoryContextMethods kMethods = make_methods();

void on_resized(void* self, std::uint64_t bytes) noexcept {
  auto* context = static_cast<RegionContext*>(self);
  context->header.mem_allocated = bytes;
  context->header.isReset = bytes == 0;
}

void on_gone(void* self) noexcept {
  static_cast<RegionContext*>(self)->heap = nullptr;
}

}  // namespace

MemoryContextData* create_region_context(MemoryContextData* parent, const char* identifier,
                                         confine::Heap& heap) {
  const std::size_t length = std::strlen(identifier);
  // Not palloc: the server's own contexts take their nodes from malloc too, and free them like this.
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the server will
  void* memory = std::calloc(1, sizeof(RegionContext) + length);
  if (memory == nullptr) {
    ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
                    errdetail("Failed while creating memory context \"%s\".", "plrust")));
  }
  auto* context = static_cast<RegionContext*>(memory);
  context->heap = &heap;
  std::memcpy(context->identifier, identifier, length + 1);
  // The tag must be one that the server knows; the methods are ours.
#if PG_VERSION_NUM >= 160000
  MemoryContextCreate(&context->header, T_AllocSetContext, MCTX_ASET_ID, parent, "plrust");
  context->header.methods = &kMethods;
#else
  MemoryContextCreate(&context->header, T_AllocSetContext, &kMethods, parent, "plrust");
#endif
  MemoryContextSetIdentifier(&context->header, context->identifier);
  heap.set_observer({context, on_resized, on_gone});
  on_resized(context, heap.bytes());
  return &context->header;
}

}  // namespace plrust::pallocator
