// SPDX-License-Identifier: PostgreSQL
// What functions write to the server's log by messages that are no errors is bounded by plrust.log_limit: any
// role can have a function say something in a loop, and a disk that is full stops the server. What is too
// much still goes to the client.
#pragma once

namespace plrust::handler {

// Watches what is logged. From _PG_init, once.
void watch_log();

}  // namespace plrust::handler
