// SPDX-License-Identifier: PostgreSQL
// Host functions of capability "window". What PostgreSQL only asserts, or takes for granted, of its callers
// is checked here: they are C functions there.
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/argument_block.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"
#include "handler/states/family.hpp"
#include "handler/values/polymorphic.hpp"
#include "handler/windows/call.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;
namespace spi = plrust::handler::spi;

namespace {

constexpr std::uint32_t kSeek = 3;
constexpr std::uint32_t kFrame = 4;
constexpr std::uint32_t kSetMark = 8;
constexpr std::uint32_t kCurrentRow = 16;

const handler::Window& current_window() {
  confine::before_host_call();
  const handler::Window* const window = spi::current_frame().window;
  if (window == nullptr) {
    confine::leave_misuse("a window is asked for outside of a call of a window function");
  }
  return *window;
}

[[noreturn]] void raise_bad(const handler::Window& window, const char* what) {
  ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", what),
                  errcontext("PL/Rust function \"%s\"", window.callee->display_name.c_str())));
  pg_unreachable();
}

// An argument's value for a row, if there is one.
struct Found {
  Datum value;
  bool is_null;
  bool is_out;
};

Found find_value(const handler::Window& window, int argument, std::uint32_t how, std::int32_t offset) {
  Found found{};
  if (how == kCurrentRow) {
    found.value = WinGetFuncArgCurrent(window.object, argument, &found.is_null);
    return found;
  }
  const auto seek = static_cast<int>(how & kSeek);
  const bool is_known = (how & ~(kSeek | kFrame | kSetMark)) == 0 && seek <= WINDOW_SEEK_TAIL;
  if (!is_known) {
    confine::leave_misuse("window_argument: there is no such way to seek");
  }
  const bool marks = (how & kSetMark) != 0;
  if ((how & kFrame) == 0) {
    found.value =
        WinGetFuncArgInPartition(window.object, argument, offset, seek, marks, &found.is_null, &found.is_out);
    return found;
  }
  if (seek == WINDOW_SEEK_CURRENT) {
    raise_bad(window, "a row of the frame is counted from its head or tail");
  }
  found.value =
      WinGetFuncArgInFrame(window.object, argument, offset, seek, marks, &found.is_null, &found.is_out);
  return found;
}

// Writes the value as a row of one column if it fits; its length.
std::uint64_t write_row(const handler::Window& window, unsigned argument, const Found& found,
                        std::uint64_t buffer, std::uint64_t size) {
  const handler::TypeInfo& type = handler::resolve_argument(window.fcinfo, static_cast<int>(argument),
                                                            *window.callee->arguments[argument]);
  handler::EncodedValue value;
  value.is_null = found.is_null;
  if (!found.is_null) {
    value = handler::encode(type, found.value);
  }
  constexpr std::uint64_t kHead = sizeof(confine::SpiRow) + sizeof(confine::SpiValue);
  const std::uint64_t bytes = (kHead + value.length() + 7) & ~std::uint64_t{7};
  if (bytes > size) {
    handler::release(value);
    return bytes;
  }
  const confine::SpiRow row{static_cast<std::uint32_t>(bytes), 1};
  const confine::SpiValue cell{value.cell(kHead), type.stored().oid, 0};
  auto* const copy = static_cast<std::byte*>(
      MemoryContextAllocExtended(CurrentMemoryContext, bytes, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO));
  std::memcpy(copy, &row, sizeof row);
  std::memcpy(copy + sizeof row, &cell, sizeof cell);
  if (value.has_payload) {
    value.write_to(copy + kHead);
    handler::release(value);
  }
  confine::copy_to_region(buffer, copy, bytes, "window_argument: buffer");
  pfree(copy);
  return bytes;
}

}  // namespace

std::int64_t plrust_import_window_rows() {
  return WinGetPartitionRowCount(current_window().object);
}

std::int64_t plrust_import_window_position() {
  return WinGetCurrentPosition(current_window().object);
}

void plrust_import_window_mark(std::int64_t position) {
  const handler::Window& window = current_window();
  if (position < 0 || position > WinGetCurrentPosition(window.object)) {
    raise_bad(window, "the mark of a window function must be a row up to the current one");
  }
  WinSetMarkPosition(window.object, position);
}

std::uint32_t plrust_import_window_peers(std::int64_t one, std::int64_t other) {
  const handler::Window& window = current_window();
  // PostgreSQL itself finds out whether the partition goes that far.
  if (one < 0 || other < 0) {
    raise_bad(window, "rows of a partition are numbered from 0");
  }
  return WinRowsArePeers(window.object, one, other) ? 1 : 0;
}

std::uint64_t plrust_import_window_argument(std::uint32_t argument, std::uint32_t how, std::int32_t offset,
                                            std::uint64_t buffer, std::uint64_t size) {
  const handler::Window& window = current_window();
  if (argument >= window.callee->argument_count) {
    confine::leave_misuse("window_argument: there is no such argument");
  }
  const spi::Scratch scratch(spi::current_frame());
  const Found found = find_value(window, static_cast<int>(argument), how, offset);
  return found.is_out ? 0 : write_row(window, argument, found, buffer, size);
}

void plrust_import_window_keep(std::uint64_t state) {
  const handler::Window& window = current_window();
  if (*window.value != nullptr || window.epoch != window.callee->states->epoch()) {
    confine::leave_misuse("window_keep: there is a value of the partition already");
  }
  *window.value = &handler::make_state(GetMemoryChunkContext(window.value), *window.callee->states,
                                       *window.instance, state);
}
