// SPDX-License-Identifier: PostgreSQL
// Names of SQL objects as Rust identifiers. Knows nothing of PostgreSQL.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plrust::language {

// Whether user code can name an argument so (keywords as raw identifiers: r#type).
bool can_name_argument(std::string_view name);

// A function's name as an identifier. Always gives one: what is not allowed becomes '_', with a prefix.
std::string function_identifier(std::string_view name);

// The name of a type as the Rust type that is generated for it: in CamelCase, and none that the prelude has.
std::string type_identifier(std::string_view name);

// The labels of an enum as names of variants, in CamelCase, each different.
std::vector<std::string> variant_identifiers(const std::vector<std::string>& labels);

}  // namespace plrust::language
