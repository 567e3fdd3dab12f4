// SPDX-License-Identifier: PostgreSQL
// Host functions that touch nothing but region memory, and checked copies for the others. Each address is
// forced into the current region, each range checked; a page that is not there is an error, not a crash.
#pragma once

#include <cstddef>
#include <cstdint>

#include "confine/runtime/region.hpp"

namespace plrust::confine {

// Imported by modules under the same name. A fault in them ends the call like a fault in confined code.
extern "C" {
std::uint64_t plrust_import_memcpy(std::uint64_t destination, std::uint64_t source, std::uint64_t length);
std::uint64_t plrust_import_memmove(std::uint64_t destination, std::uint64_t source, std::uint64_t length);
std::uint64_t plrust_import_memset(std::uint64_t destination, std::int32_t byte, std::uint64_t length);
std::int32_t plrust_import_memcmp(std::uint64_t a, std::uint64_t b, std::uint64_t length);
std::int32_t plrust_import_bcmp(std::uint64_t a, std::uint64_t b, std::uint64_t length);
std::uint64_t plrust_import_strlen(std::uint64_t string);
}

// Copies between host memory and a region. False: the range is not in the region, or a page of it is not
// mapped (or not writable); what was copied until then is unspecified. C++ frames above may own things.
bool try_copy_from_region(const Region& region, void* destination, std::uint64_t source,
                          std::uint64_t length) noexcept;
bool try_copy_to_region(const Region& region, std::uint64_t destination, const void* source,
                        std::uint64_t length) noexcept;

// For host functions: the same with the region of the code that called, but they leave with ExitKind::misuse
// instead of returning false, or when length is over `limit`; `what` names the argument in the message. No
// frame between here and the boundary may own anything.
void copy_from_region(void* destination, std::uint64_t source, std::uint64_t length, std::uint64_t limit,
                      const char* what);
void copy_to_region(std::uint64_t destination, const void* source, std::uint64_t length, const char* what);

}  // namespace plrust::confine
