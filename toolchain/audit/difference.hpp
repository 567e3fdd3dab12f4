// SPDX-License-Identifier: PostgreSQL
// What differs between two audits: of two versions of std, or of one std by two reviewed lists.
#pragma once

#include <string>
#include <string_view>

#include "toolchain/audit/review.hpp"

namespace plrust::toolchain {

// What is another item by its path and kind is removed and added. Changed is what is decided otherwise,
// became stable or unstable, or, for a function, is declared otherwise.
AuditDifference compare(const Audit& audit, const Audit& other);

std::string_view change_name(Change change);

// What audit_json() wrote. `name` is the file's, for messages. Throws Error.
Audit parse_saved_audit(std::string_view text, const std::string& name);

}  // namespace plrust::toolchain
