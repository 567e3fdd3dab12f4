// SPDX-License-Identifier: PostgreSQL
// The system calls that a locked-up process may make: an allow list. Everything else answers ENOSYS, as on a
// kernel that does not have the call, so that libraries fall back where they can.
#pragma once

#include <vector>

#include <linux/filter.h>

namespace plrust::sandbox {

using Filter = std::vector<sock_filter>;

// For enter(). signals: kill and its like are allowed; only when Landlock confines them to this sandbox.
Filter compiler_filter(bool signals);

// For spawn(), on top of the other: no new processes, no further filters, no way out of die_with_parent.
Filter single_process_filter();

// Installs the filter for the calling thread; no_new_privs must be set. Async-signal-safe. false: errno says
// why.
bool install(const Filter& filter) noexcept;

}  // namespace plrust::sandbox
