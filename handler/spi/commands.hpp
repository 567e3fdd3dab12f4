// SPDX-License-Identifier: PostgreSQL
// What a request asks for, copied out of the region.
#pragma once

#include "confine/abi.hpp"
#include "handler/pg.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/plans.hpp"

namespace plrust::handler::spi {

struct Command {
  Plan* plan;  // null: the text
  QueryText query;
  int count;  // of arguments
  const confine::SpiValue* arguments;
  const Oid* types;  // of the arguments, when there is a text
};

// All of these leave with a misuse when what they are told is not so.
confine::SpiRequest copy_request(std::uint64_t address);
Command copy_command(const confine::SpiRequest& request);

// A procedure has no snapshot after it ended a transaction; reading what is toasted needs one. Not before
// that: with a snapshot, the transaction's characteristics are settled.
void ensure_snapshot(const Frame& frame);

// The plan of the frame is no longer executed.
void stop_executing(Frame& frame) noexcept;

}  // namespace plrust::handler::spi
