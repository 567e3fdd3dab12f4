// SPDX-License-Identifier: PostgreSQL
// SQL of the extension's own, with the rights of its tables' owner. The texts qualify every name, operators
// included, so that no search_path can change what they mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "handler/pg.hpp"

namespace plrust::handler {

// The oid of a table or an index of schema plrust, or InvalidOid. Raises nothing when it is missing.
Oid own_relation(const char* name);

// Runs one command with parameters, whose datums the caller keeps alive. Throws PgError.
void run_as_owner(const char* command, const std::vector<Oid>& types, const std::vector<Datum>& values);
// Whether such a command is running: for the triggers of the tables.
bool is_own_sql() noexcept;

// Datums in the current memory context.
Datum text_datum(std::string_view text);
Datum bytea_datum(std::string_view bytes);
Datum text_array_datum(const std::vector<std::string>& texts);

}  // namespace plrust::handler
