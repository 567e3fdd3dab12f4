// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "memory" that give and take pages. The copying ones are in confine/runtime.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "handler/states/family.hpp"

namespace confine = plrust::confine;

std::uint64_t plrust_import_grow(std::uint64_t size) {
  return confine::current_instance().heap().grow(size);
}

void plrust_import_release(std::uint64_t block, std::uint64_t size) {
  if (!confine::current_instance().heap().release(block, size) &&
      !plrust::handler::release_shared(block, size)) {
    confine::leave_misuse("released memory is not a block that was granted");
  }
}
