// SPDX-License-Identifier: PostgreSQL
// Reads a module's ELF headers, dynamic section, symbols and relocations: every offset is an attacker's.
// Section headers are neither needed nor read; the loader works on program headers alone, as this does.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "confine/verify/image.hpp"
#include "confine/verify/report.hpp"

namespace plrust::confine {

// Nothing if the object is so broken that there is no code to look at; `report` then says why. Other
// violations are reported and the image is returned, so that the code is judged too.
std::optional<Image> read_image(std::span<const std::byte> object, Report& report);

}  // namespace plrust::confine
