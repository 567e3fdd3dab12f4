// SPDX-License-Identifier: PostgreSQL
// Changes a module the way an attacker would: header fields, dynamic tags, symbols and relocations by their
// structure, code by instructions. Bytes at random hardly ever get past the first headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace plrust::confine::tests {

// One change in place. Does nothing to what is too broken to have the structure that was chosen.
void mutate_module(std::span<std::byte> module, std::mt19937& random);

}  // namespace plrust::confine::tests
