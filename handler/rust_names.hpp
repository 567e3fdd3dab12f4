// SPDX-License-Identifier: PostgreSQL
// Names of SQL objects as Rust identifiers. Knows nothing of PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plrust::handler {

// An argument's name as an identifier: keywords become raw identifiers (r#type). Nothing if it cannot be one.
std::optional<std::string> argument_identifier(std::string_view name);

// A function's name as an identifier. Always gives one: what is not allowed becomes '_', with a prefix.
std::string function_identifier(std::string_view name);

}  // namespace plrust::handler
