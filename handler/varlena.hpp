// SPDX-License-Identifier: PostgreSQL
// Values of varying length on their way out of a region: a private copy, made once, then checked.
#pragma once

#include <cstdint>

#include "confine/runtime/region.hpp"
#include "handler/pg.hpp"
#include "handler/type_map.hpp"

namespace plrust::handler {

// A text or bytea datum in the current memory context from `length` bytes at a region address. Raises 22021
// when a text is not valid in the database's encoding, 54000 when it is too long, 38000 when the bytes are
// not there.
Datum datum_from_region(const confine::Region& region, const TypeRow& type, std::uint64_t address,
                        std::uint64_t length);

}  // namespace plrust::handler
