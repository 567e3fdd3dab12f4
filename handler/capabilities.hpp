// SPDX-License-Identifier: PostgreSQL
// What functions may use of the server: plrust.allowed_capabilities, which can be set for single roles and
// databases.
#pragma once

#include <string>
#include <vector>

namespace plrust::handler {

// The capabilities of host functions, sorted, each once.
std::vector<std::string> capabilities_of(const std::vector<std::string>& imports);

// Throws Error 42501 if a function of that name needs a capability that is not allowed.
void check_capabilities(const std::string& function, const std::vector<std::string>& capabilities);

}  // namespace plrust::handler
