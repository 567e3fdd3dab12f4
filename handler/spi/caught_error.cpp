// SPDX-License-Identifier: PostgreSQL
#include "handler/spi/caught_error.hpp"

#include "confine/abi.hpp"
#include "confine/host_functions.hpp"
#include "confine/runtime/boundary.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/frames.hpp"
#include "handler/spi/handles.hpp"

namespace confine = plrust::confine;
namespace spi = plrust::handler::spi;

namespace plrust::handler::spi {

namespace {

using Texts = const char * [confine::kSpiErrorTexts];

void list_texts(const ErrorData& data, Texts texts) noexcept {
  const char* const all[] = {data.message,         data.detail,     data.hint,        data.context,
                             data.schema_name,     data.table_name, data.column_name, data.datatype_name,
                             data.constraint_name, data.filename,   data.funcname,    data.internalquery};
  static_assert(std::size(all) == confine::kSpiErrorTexts);
  std::copy(std::begin(all), std::end(all), texts);
}

std::uint64_t length_of(const char* text) noexcept {
  return text != nullptr ? std::strlen(text) : 0;
}

}  // namespace

CaughtError* take_error() {
  const MemoryContext context = AllocSetContextCreate(TopMemoryContext, "plrust error", ALLOCSET_SMALL_SIZES);
  const MemoryContext caller = MemoryContextSwitchTo(context);
  auto* const error = static_cast<CaughtError*>(palloc(sizeof(CaughtError)));
  *error = {context, CopyErrorData(), Raiser::server};
  FlushErrorState();
  MemoryContextSwitchTo(caller);
  return error;
}

void free_error(CaughtError* error) noexcept {
  MemoryContextDelete(error->context);
}

Raiser raiser_of(const ErrorData& data, const confine::Instance& instance) noexcept {
  if (last_raised.instance != &instance || data.funcname == nullptr) {
    return Raiser::server;
  }
  const std::string_view function = data.funcname;
  if (last_raised.cause == RaisedByCall::Cause::panic && function == kPanicRaiser) {
    return Raiser::panic;
  }
  const bool is_report = last_raised.cause == RaisedByCall::Cause::report && function == kReportRaiser;
  return is_report ? Raiser::report : Raiser::server;
}

bool can_be_caught(const ErrorData& data, const confine::Instance& instance) noexcept {
  switch (data.sqlerrcode) {
    case ERRCODE_QUERY_CANCELED:
    case ERRCODE_ADMIN_SHUTDOWN:
    case ERRCODE_CRASH_SHUTDOWN:
    case ERRCODE_CANNOT_CONNECT_NOW:
    case ERRCODE_DATABASE_DROPPED:
      return false;
    default:
      return last_raised.instance != &instance || last_raised.cause != RaisedByCall::Cause::fault;
  }
}

}  // namespace plrust::handler::spi

std::uint64_t plrust_import_spi_error(std::uint64_t error, std::uint64_t buffer, std::uint64_t size) {
  confine::before_host_call();
  const auto* const found = static_cast<spi::CaughtError*>(spi::find_handle(error, spi::HandleKind::error));
  const ErrorData& data = *found->data;
  const char* texts[confine::kSpiErrorTexts];
  spi::list_texts(data, texts);
  std::uint64_t bytes = sizeof(confine::SpiError);
  for (const char* const value : texts) {
    bytes += spi::length_of(value);
  }
  if (bytes > size) {
    return bytes;
  }
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  auto* const block = static_cast<std::byte*>(palloc0(bytes));
  confine::SpiError head{};
  head.level = static_cast<std::uint32_t>(data.elevel);
  head.sqlstate = static_cast<std::uint32_t>(data.sqlerrcode);
  head.line = static_cast<std::uint32_t>(data.lineno);
  head.kind = static_cast<std::uint32_t>(found->raiser);
  head.position = data.cursorpos;
  head.internal_position = data.internalpos;
  std::uint64_t at = sizeof head;
  for (std::size_t i = 0; i < std::size(texts); ++i) {
    const std::uint64_t length = spi::length_of(texts[i]);
    head.texts[i] = {static_cast<std::uint32_t>(at),
                     texts[i] != nullptr ? static_cast<std::uint32_t>(length) : confine::kSpiNoText};
    if (length != 0) {
      std::memcpy(block + at, texts[i], length);
    }
    at += length;
  }
  std::memcpy(block, &head, sizeof head);
  confine::copy_to_region(buffer, block, bytes, "spi_error: buffer");
  return bytes;
}

void plrust_import_spi_rethrow(std::uint64_t error) {
  confine::before_host_call();
  const auto* const found = static_cast<spi::CaughtError*>(spi::find_handle(error, spi::HandleKind::error));
  ReThrowError(found->data);
}
