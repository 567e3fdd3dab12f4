// SPDX-License-Identifier: PostgreSQL
// Registers in aarch64 assembly.
#pragma once

#include <string>
#include <string_view>

namespace plrust::confine {

bool is_x_register(std::string_view text);
// "w9" for "x9".
std::string w_of(std::string_view x);
// Whether `word` stands in `text` by itself.
bool mentions(std::string_view text, std::string_view word);

}  // namespace plrust::confine
