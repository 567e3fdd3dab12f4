// SPDX-License-Identifier: PostgreSQL
// What can be said about a source without a compiler. It keeps nothing safe (the sandbox and the verifier
// do): it turns what would crash rustc, or be refused in its words, into clear words with a line.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace plrust::toolchain {

inline constexpr std::size_t kMaxSourceBytes = std::size_t{4} << 20;
// rustc's parser recurses and dies of a stack overflow at some ten thousand.
inline constexpr std::size_t kMaxNesting = 128;

// Throws CompileFailure.
void check_source(std::string_view source);

// The line, from 1, of the first byte that is not UTF-8, or that is NUL.
std::optional<std::size_t> line_of_bad_character(std::string_view text);

// Whether rustc takes `word` as an identifier when it stands by itself ("type" needs "r#").
bool is_keyword(std::string_view word);
bool is_identifier(std::string_view word);

}  // namespace plrust::toolchain
