// SPDX-License-Identifier: PostgreSQL
// A host for confined modules that stands in for the server: errors are longjmps to the nearest call, as
// ereport's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "tests/runtime/operations.hpp"

namespace plrust::confine {

struct Outcome {
  std::optional<CallResult> result;  // nothing: the call was left, and `exit` says how
  Exit exit;
  std::uint64_t value() const { return result.value().value; }
};

// Calls like the server does: an error in it, or below it, comes back as an Outcome. The chain of frames is
// cut as the abort of a subtransaction would cut it, unless `keeps_frames`.
Outcome call(Instance& instance, Operation operation, std::uint64_t b = 0, std::uint64_t c = 0,
             std::uint64_t length = 0);
Outcome call_raw(Instance& instance, std::uint64_t a, std::uint64_t b, std::uint64_t c,
                 bool keeps_frames = false);

// What plrust_import_callback does; reset by prepare().
extern std::uint64_t (*callback)(std::uint64_t a, std::uint64_t b);
// Raises an error from a host function, as ereport would.
[[noreturn]] void raise_error();

extern int interrupt_pending;
extern std::uint32_t interrupt_holdoff;
extern void (*check_interrupts)();
extern bool stack_is_too_deep;
// Depths that the run time told to Hooks::dropped.
extern std::vector<std::uint64_t> drops;

// Initializes the run time with hooks of this host, and the variables above.
void prepare();
// Of tests/runtime/modules, by name.
std::vector<std::byte> read_module(const std::string& name);
std::shared_ptr<const Module> parse(const std::string& name);
std::vector<HostFunction> host_functions();
// One region for all tests that do not need more.
Region& shared_region();

}  // namespace plrust::confine
