// SPDX-License-Identifier: PostgreSQL
#pragma once

#include "handler/boundary.hpp"

namespace plrust::handler {

// Whether the current user is the function's owner, or has his rights. Throws PgError.
inline bool owns_function(Oid function) {
  return call_pg([function] {
    return static_cast<bool>(object_ownercheck(ProcedureRelationId, function, GetUserId()));
  });
}

}  // namespace plrust::handler
