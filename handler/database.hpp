// SPDX-License-Identifier: PostgreSQL
// What a database must be for plrust.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler {

// Throws Error 0A000 unless the database's encoding is UTF8: Rust's strings are.
void check_database();

// While the extension is created: its schema may have been there before, as in a restored dump. Throws Error
// unless it is a superuser's, nobody else can create anything in it, and nothing is in it but `function`,
// which asks: what others put there could stand in for what the extension means.
void check_schema(Oid function);

}  // namespace plrust::handler
