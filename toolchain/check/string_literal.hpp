// SPDX-License-Identifier: PostgreSQL
// The text that a string literal of SQL stands for, and where each of its bytes is written.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct LiteralText {
  std::string text;
  std::vector<std::size_t> places;  // offset in the file of each byte of `text`, and of the end
};

// The literal at `offset`, with those that continue it ('a' on one line, 'b' on the next). Nothing for what
// is no literal, or one whose escapes are not followed here (U&'…').
std::optional<LiteralText> read_literal(std::string_view file, std::size_t offset);

}  // namespace plrust::toolchain
