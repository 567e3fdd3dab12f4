// SPDX-License-Identifier: PostgreSQL
// Cursors of the running call: portals, known by name, because SQL may close them at any time.
#pragma once

#include "handler/pg.hpp"

namespace plrust::handler::spi {

struct Cursor {
  Portal portal;   // only to compare with: it may be gone
  bool is_pinned;  // so that it outlives the transaction, in a procedure
  char name[1];    // as long as it is
};

// Closes the portal, if it is still there, and frees the cursor. May raise.
void close_cursor(Cursor* cursor);
// Leaves the portal to PostgreSQL.
void forget_cursor(Cursor* cursor) noexcept;

}  // namespace plrust::handler::spi
