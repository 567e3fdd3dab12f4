// SPDX-License-Identifier: PostgreSQL
// The host function that ends transactions in procedures. The frames of calls that are running live on, and
// so do their plans and pinned cursors; results do not.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "handler/callee.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;
namespace spi = plrust::handler::spi;

void plrust_import_spi_transaction(std::uint32_t flags) {
  confine::before_host_call();
  using Command = void (*)();
  constexpr Command kCommands[] = {SPI_commit, SPI_rollback, SPI_commit_and_chain, SPI_rollback_and_chain};
  if (flags >= std::size(kCommands)) {
    confine::leave_misuse("spi_transaction: there is no such command");
  }
  spi::Frame& frame = spi::current_frame();
  const handler::ErrorContext context(handler::current_callee());
  spi::connect(frame);
  kCommands[flags]();
}
