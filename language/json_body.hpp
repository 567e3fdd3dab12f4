// SPDX-License-Identifier: PostgreSQL
// Bodies of functions that the prior art (tcdi/plrust) stored, as its dumps hold them: a JSON object whose
// "src" is what the user wrote, beside machine code that is not for us. Knows nothing of PostgreSQL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plrust::language {

// The source in such a body; nothing if it is any other text. No Rust is such an object.
std::optional<std::string> source_in_json(std::string_view body);

}  // namespace plrust::language
