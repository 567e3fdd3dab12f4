// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string>
#include <string_view>

namespace plrust::toolchain {

// A library as rustc reads one (.rlib: an ar archive whose member lib.rmeta is an ELF object with the
// metadata in section .rmeta), without machine code: modules are linked from the confined objects only, and
// what is not there cannot be linked by mistake. Throws Error if `metadata` is too large for the formats.
std::string rlib_of_metadata(std::string_view metadata, std::string_view arch);

}  // namespace plrust::toolchain
