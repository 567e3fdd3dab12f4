// SPDX-License-Identifier: PostgreSQL
// Host functions for cursors.
#include "handler/spi/cursors.hpp"

#include "confine/host_functions.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/commands.hpp"
#include "handler/spi/handles.hpp"
#include "handler/spi/results.hpp"
#include "handler/spi/values.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;
namespace spi = plrust::handler::spi;

namespace plrust::handler::spi {

namespace {

// The cursor's portal, or null when it was closed.
Portal find_portal(const Cursor& cursor) {
  const Portal portal = GetPortalByName(cursor.name);
  return PortalIsValid(portal) && portal == cursor.portal ? portal : nullptr;
}

Portal portal_or_raise(const Cursor& cursor) {
  const Portal portal = find_portal(cursor);
  if (portal == nullptr) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_CURSOR_NAME), errmsg("cursor \"%s\" is closed", cursor.name)));
  }
  return portal;
}

std::uint64_t add_cursor(Portal portal, bool is_pinned) {
  const Size length = std::strlen(portal->name);
  auto* const cursor =
      static_cast<Cursor*>(MemoryContextAllocZero(TopMemoryContext, offsetof(Cursor, name) + length + 1));
  cursor->portal = portal;
  std::memcpy(cursor->name, portal->name, length);
  const std::uint64_t handle = add_handle(HandleKind::cursor, cursor);
  if (is_pinned && !portal->portalPinned) {
    PinPortal(portal);
    cursor->is_pinned = true;
  }
  return handle;
}

void unpin(Cursor& cursor, Portal portal) {
  if (cursor.is_pinned && portal->portalPinned) {
    UnpinPortal(portal);
  }
  cursor.is_pinned = false;
}

int cursor_options(std::uint32_t flags) {
  if ((flags & confine::kSpiScroll) != 0) {
    return CURSOR_OPT_SCROLL;
  }
  return (flags & confine::kSpiNoScroll) != 0 ? CURSOR_OPT_NO_SCROLL : 0;
}

Portal open(Frame& frame, const Command& command, const char* name, std::uint32_t flags) {
  const Callee& callee = current_callee();
  connect(frame);
  if (command.plan != nullptr) {
    frame.executing = command.plan;
    const ParamListInfo parameters = make_parameters(*command.plan, command.arguments);
    const Portal portal =
        SPI_cursor_open_with_paramlist(name, command.plan->saved, parameters, callee.is_read_only);
    stop_executing(frame);
    return portal;
  }
  verify_text(command.query);
  SPIParseOpenOptions options{};
  options.params = make_parameters(command.types, command.count, command.arguments);
  options.cursorOptions = cursor_options(flags);
  options.read_only = callee.is_read_only;
  return SPI_cursor_parse_open(name, command.query.text, &options);
}

FetchDirection direction_of(std::uint32_t number) {
  constexpr FetchDirection kDirections[] = {FETCH_FORWARD, FETCH_BACKWARD, FETCH_ABSOLUTE, FETCH_RELATIVE};
  if (number >= std::size(kDirections)) {
    confine::leave_misuse("spi_fetch: there is no such direction");
  }
  return kDirections[number];
}

}  // namespace

void close_cursor(Cursor* cursor) {
  const Portal portal = find_portal(*cursor);
  if (portal != nullptr) {
    unpin(*cursor, portal);
    SPI_cursor_close(portal);
  }
  pfree(cursor);
}

void forget_cursor(Cursor* cursor) noexcept {
  pfree(cursor);
}

}  // namespace plrust::handler::spi

void plrust_import_spi_open(std::uint64_t request_address, std::uint64_t outcome_address) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const confine::SpiRequest request = spi::copy_request(request_address);
  const spi::Command command = spi::copy_command(request);
  const bool is_named = (request.flags & confine::kSpiNamed) != 0;
  const spi::QueryText name = is_named ? spi::copy_text(request.name, request.name_length, "spi_open: name")
                                       : spi::QueryText{nullptr, 0};
  confine::SpiOutcome outcome{};
  {
    const handler::ErrorContext context(handler::current_callee(), request.line);
    if (is_named) {
      spi::verify_text(name);
    }
    const Portal portal = spi::open(frame, command, name.text, request.flags);
    outcome.handle = spi::add_cursor(portal, frame.is_nonatomic);
  }
  spi::write_outcome(outcome_address, outcome);
}

std::uint64_t plrust_import_spi_find(std::uint64_t name, std::uint64_t name_len) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const spi::QueryText wanted = spi::copy_text(name, name_len, "spi_find: name");
  // The portal without a name belongs to the client's protocol.
  if (wanted.length == 0 || std::strlen(wanted.text) != wanted.length) {
    return 0;
  }
  const Portal portal = SPI_cursor_find(wanted.text);
  return PortalIsValid(portal) ? spi::add_cursor(portal, false) : 0;
}

std::uint64_t plrust_import_spi_cursor_name(std::uint64_t cursor, std::uint64_t buffer, std::uint64_t size) {
  confine::before_host_call();
  const auto* const found = static_cast<spi::Cursor*>(spi::find_handle(cursor, spi::HandleKind::cursor));
  const std::uint64_t length = std::strlen(found->name);
  if (length <= size) {
    confine::copy_to_region(buffer, found->name, length, "spi_cursor_name: buffer");
  }
  return length;
}

void plrust_import_spi_detach(std::uint64_t cursor) {
  confine::before_host_call();
  auto* const found = static_cast<spi::Cursor*>(spi::take_handle(cursor, spi::HandleKind::cursor));
  if (const Portal portal = spi::find_portal(*found)) {
    spi::unpin(*found, portal);
  }
  spi::forget_cursor(found);
}

void plrust_import_spi_fetch(std::uint64_t cursor, std::uint32_t direction, std::int64_t count,
                             std::uint64_t request_address, std::uint64_t outcome_address) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const confine::SpiRequest request = spi::copy_request(request_address);
  const FetchDirection where = spi::direction_of(direction);
  const auto* const found = static_cast<spi::Cursor*>(spi::find_handle(cursor, spi::HandleKind::cursor));
  const bool is_move = (request.flags & confine::kSpiNoRows) != 0;
  confine::SpiOutcome outcome{};
  {
    const handler::ErrorContext context(handler::current_callee(), request.line);
    spi::ensure_snapshot(frame);
    const Portal portal = spi::portal_or_raise(*found);
    spi::Receiver receiver = spi::make_receiver(spi::Wanted::rows, CurrentMemoryContext);
    // What runs in the portal may close this very cursor: `found` is not looked at afterwards.
    outcome.processed = PortalRunFetch(portal, where, count, is_move ? None_Receiver : &receiver.base);
    spi::hand_over(receiver, {request.buffer, request.buffer_size}, &outcome);
  }
  spi::write_outcome(outcome_address, outcome);
}
