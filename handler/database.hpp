// SPDX-License-Identifier: PostgreSQL
// What a database must be for plrust.
#pragma once

namespace plrust::handler {

// Throws Error 0A000 unless the database's encoding is UTF8: Rust's strings are.
void check_database();

}  // namespace plrust::handler
