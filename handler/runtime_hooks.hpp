// SPDX-License-Identifier: PostgreSQL
// The run time (confine/runtime) as this server's: how calls end, how they are stopped, when frames are dead.
#pragma once

namespace plrust::handler {

// Prepares this process for confined calls; cheap when it is. Throws plrust::Error.
void start_runtime();

// Registers the transaction callbacks that drop the frames of calls ended by errors, and the callback for the
// end of the process. From _PG_init, once.
void watch_transactions();

}  // namespace plrust::handler
