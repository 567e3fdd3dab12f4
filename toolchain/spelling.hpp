// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace plrust::toolchain {

// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);

// "did you mean 'x'?" for the candidate closest to `word`, or empty if none is close (a third of its length).
std::string spelling_hint(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace plrust::toolchain
