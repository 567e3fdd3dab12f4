// SPDX-License-Identifier: PostgreSQL
// The dynamic section, symbols and relocations of a module, and the rules about them.
#pragma once

#include "confine/verify/image.hpp"
#include "confine/verify/report.hpp"

namespace plrust::confine {

// Fills what `image` has of entry, usp, import slots, code pointers and imports. `image.segments` and
// `image.relro` are read; everything else is an attacker's number.
void read_dynamic(Range dynamic, Image& image, Report& report);

}  // namespace plrust::confine
