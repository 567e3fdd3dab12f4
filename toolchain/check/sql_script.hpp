// SPDX-License-Identifier: PostgreSQL
// The statements of an SQL file, as psql would send them. Backslash commands, the data of COPY … FROM stdin
// and comments between statements are left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct SqlStatement {
  std::size_t begin = 0;  // of its first token
  std::size_t end = 0;    // without the semicolon
};

std::vector<SqlStatement> split_script(std::string_view text);

// A statement for a parser: psql's variables (:name, :'name', :"name") lose their colon, so that all else
// stands where it stood.
std::string without_variables(std::string_view statement);

// Whether it says LANGUAGE plrust, outside of quotes and comments.
bool names_plrust(std::string_view statement);

}  // namespace plrust::toolchain
