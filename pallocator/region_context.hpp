// SPDX-License-Identifier: PostgreSQL
// The memory of an instance as a MemoryContext of the server: shown by pg_backend_memory_contexts with its
// function's name, counted with its parents, deleted with them. Its blocks are pages of the region, which
// grow() grants; the allocator that cuts them is Rust's, inside the region, and not trusted.
//
// Nothing can be allocated from it with palloc: that is an error. A chunk of the server's carries a header
// that pfree and repalloc believe, and in these pages confined code could forge it. Copy to and from the
// region instead.
#pragma once

#include <cstdint>

struct MemoryContextData;

namespace plrust::confine {
class Heap;
}

namespace plrust::pallocator {

// A child of `parent`, named "plrust"; `identifier` (the function's signature) is copied. Raises an error by
// longjmp when memory is short; the caller's frames must own nothing.
//
// The context ends with MemoryContextDelete, of itself or of a parent: then all pages are released, and the
// heap grants no more. If the heap ends first, an empty context is left, still to be deleted. One context per
// heap.
MemoryContextData* create_region_context(MemoryContextData* parent, const char* identifier,
                                         confine::Heap& heap);

}  // namespace plrust::pallocator
