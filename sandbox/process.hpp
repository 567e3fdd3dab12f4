// SPDX-License-Identifier: PostgreSQL
// What a process gives up by itself: descriptors, capabilities, limits. Each throws plrust::Error on failure.
#pragma once

#include <vector>

#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {

// Landlock and seccomp act on one thread; a second one would stay free.
void require_single_thread();

// Closes all descriptors but 0, 1, 2 and the given ones.
void close_descriptors(std::vector<int> kept);

// All capabilities, for good: also those that exec would give back to user 0.
void drop_capabilities();

void set_limits(const Limits& limits);

}  // namespace plrust::sandbox
