// SPDX-License-Identifier: PostgreSQL
// Host functions that run and prepare commands. Everything they are given is copied before PostgreSQL runs,
// and nothing of the region is borrowed while it does. Errors simply leave: no frame here owns anything but
// memory that goes with its context.
#include "handler/spi/commands.hpp"

#include "confine/host_functions.hpp"
#include "confine/runtime/region_memory.hpp"
#include "handler/raise_report.hpp"
#include "handler/spi/handles.hpp"
#include "handler/spi/results.hpp"
#include "handler/spi/values.hpp"

namespace confine = plrust::confine;
namespace handler = plrust::handler;
namespace spi = plrust::handler::spi;

namespace plrust::handler::spi {

namespace {

constexpr std::uint32_t kParameterLimit = 65535;

void check_result(int result) {
  if (result >= 0) {
    return;
  }
  const bool is_transaction = result == SPI_ERROR_TRANSACTION;
  ereport(ERROR,
          (errcode(is_transaction ? ERRCODE_INVALID_TRANSACTION_TERMINATION : ERRCODE_FEATURE_NOT_SUPPORTED),
           is_transaction
               ? errmsg("PL/Rust functions cannot use transaction commands")
               : errmsg("PL/Rust functions cannot run this command: %s", SPI_result_code_string(result)),
           is_transaction ? errhint("Procedures can: Spi::commit() and Spi::rollback().") : 0));
}

// Of the last command of the text.
bool returns_rows(int result) noexcept {
  switch (result) {
    case SPI_OK_SELINTO:
    case SPI_OK_INSERT:
    case SPI_OK_DELETE:
    case SPI_OK_UPDATE:
      return false;
    default:
      return true;
  }
}

Wanted wanted_by(std::uint32_t flags) noexcept {
  if ((flags & confine::kSpiNoRows) != 0) {
    return Wanted::nothing;
  }
  return (flags & confine::kSpiFirstRow) != 0 ? Wanted::first_row : Wanted::rows;
}

// CALL and DO may end transactions themselves, where the caller may.
bool may_be_nonatomic(const Frame& frame, const QueryText& query) {
  if (!frame.is_nonatomic) {
    return false;
  }
  const List* const statements = pg_parse_query(query.text);
  if (list_length(statements) != 1) {
    return false;
  }
  const Node* const statement = linitial_node(RawStmt, statements)->stmt;
  return IsA(statement, CallStmt) || IsA(statement, DoStmt);
}

int run(Frame& frame, const Command& command, Receiver& receiver, std::uint64_t limit) {
  Callee& callee = current_callee();
  SPIExecuteOptions options{};
  options.read_only = callee.is_read_only;
  options.tcount = limit;
  options.dest = &receiver.base;
  Plan* plan = command.plan;
  if (plan == nullptr) {
    plan = find_kept_plan(callee, command.query, command.count, command.types);
  }
  if (plan == nullptr) {
    verify_text(command.query);
    plan = find_plan(callee, command.query, command.count, command.types);
  }
  if (plan == nullptr) {
    options.params = make_parameters(command.types, command.count, command.arguments);
    options.allow_nonatomic = may_be_nonatomic(frame, command.query);
    return SPI_execute_extended(command.query.text, &options);
  }
  // Before the parameters are made: the checks of domains run code, too.
  frame.executing = plan;
  options.params = make_parameters(*plan, command.arguments);
  const int result = SPI_execute_plan_extended(plan->saved, &options);
  stop_executing(frame);
  return result;
}

const Oid* types_of(const confine::SpiValue* arguments, int count) {
  auto* const types = static_cast<Oid*>(palloc(sizeof(Oid) * static_cast<Size>(count + 1)));
  for (int i = 0; i < count; ++i) {
    types[i] = arguments[i].type;
  }
  return types;
}

const Oid* copy_types(std::uint64_t address, std::uint32_t count) {
  if (count > kParameterLimit) {
    ereport(ERROR, (errcode(ERRCODE_TOO_MANY_ARGUMENTS), errmsg("query has more than 65535 arguments")));
  }
  auto* const types = static_cast<Oid*>(palloc(sizeof(Oid) * (count + 1)));
  if (count > 0) {
    confine::copy_from_region(types, address, sizeof(Oid) * count, sizeof(Oid) * kParameterLimit,
                              "spi_prepare: types");
  }
  return types;
}

int prepare_options(std::uint32_t flags) {
  if ((flags & confine::kSpiScroll) != 0) {
    return CURSOR_OPT_SCROLL;
  }
  return (flags & confine::kSpiNoScroll) != 0 ? CURSOR_OPT_NO_SCROLL : CURSOR_OPT_PARALLEL_OK;
}

}  // namespace

confine::SpiRequest copy_request(std::uint64_t address) {
  confine::SpiRequest request;
  confine::copy_from_region(&request, address, sizeof request, sizeof request, "spi: request");
  return request;
}

Command copy_command(const confine::SpiRequest& request) {
  Command command{};
  command.arguments = copy_arguments(request);
  command.count = static_cast<int>(request.argument_count);
  if (request.query_length != confine::kSpiPlan) {
    command.query = copy_text(request.query, request.query_length, "spi: query");
    command.types = types_of(command.arguments, command.count);
    return command;
  }
  command.plan = static_cast<Plan*>(find_handle(request.query, HandleKind::plan));
  if (command.count != command.plan->count) {
    confine::leave_misuse("spi: the plan has another number of parameters");
  }
  return command;
}

void ensure_snapshot(const Frame& frame) {
  if (frame.is_nonatomic && !ActiveSnapshotSet()) {
    EnsurePortalSnapshotExists();
  }
}

void stop_executing(Frame& frame) noexcept {
  free_unused(std::exchange(frame.executing, nullptr));
}

}  // namespace plrust::handler::spi

void plrust_import_spi_execute(std::uint64_t request_address, std::uint64_t outcome_address) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const confine::SpiRequest request = spi::copy_request(request_address);
  const spi::Command command = spi::copy_command(request);
  confine::SpiOutcome outcome{};
  {
    const handler::ErrorContext context(handler::current_callee(), request.line);
    spi::connect(frame);
    if (command.count != 0) {
      spi::ensure_snapshot(frame);
    }
    spi::Receiver receiver = spi::make_receiver(spi::wanted_by(request.flags), CurrentMemoryContext);
    const int result = spi::run(frame, command, receiver, request.limit);
    spi::check_result(result);
    if (!spi::returns_rows(result)) {
      spi::forget_rows(receiver);
    }
    const bool is_utility = result == SPI_OK_UTILITY && receiver.is_started;
    outcome.processed = is_utility ? receiver.received : SPI_processed;
    if (receiver.is_started) {
      spi::ensure_snapshot(frame);
    }
    spi::hand_over(receiver, {request.buffer, request.buffer_size}, &outcome);
  }
  spi::write_outcome(outcome_address, outcome);
}

std::uint64_t plrust_import_spi_prepare(std::uint64_t query, std::uint64_t query_len, std::uint64_t types,
                                        std::uint32_t type_count, std::uint32_t flags, std::uint32_t line) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const spi::QueryText command = spi::copy_text(query, query_len, "spi_prepare: query");
  const Oid* const parameters = spi::copy_types(types, type_count);
  handler::Callee& callee = handler::current_callee();
  const handler::ErrorContext context(callee, line);
  spi::verify_text(command);
  spi::connect(frame);
  spi::ensure_snapshot(frame);
  spi::Plan* const plan =
      spi::prepare(callee, command, static_cast<int>(type_count), parameters, spi::prepare_options(flags));
  return spi::add_handle(spi::HandleKind::plan, plan);
}

void plrust_import_spi_keep(std::uint64_t plan) {
  confine::before_host_call();
  spi::keep_handle(plan);
}

std::uint64_t plrust_import_spi_columns(std::uint64_t result, std::uint64_t buffer, std::uint64_t size) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  const auto* const found = static_cast<spi::Result*>(spi::find_handle(result, spi::HandleKind::result));
  return spi::write_columns(*found, {buffer, size});
}

void plrust_import_spi_rows(std::uint64_t result, std::uint64_t first, std::uint64_t buffer,
                            std::uint64_t size, std::uint64_t outcome_address) {
  confine::before_host_call();
  spi::Frame& frame = spi::current_frame();
  const spi::Scratch scratch(frame);
  auto* const found = static_cast<spi::Result*>(spi::find_handle(result, spi::HandleKind::result));
  confine::SpiOutcome outcome{};
  outcome.handle = result;
  outcome.rows = found->count;
  outcome.has_table = 1;
  {
    const handler::ErrorContext context(handler::current_callee());
    spi::ensure_snapshot(frame);
    spi::write_rows(*found, first, {buffer, size}, &outcome);
  }
  spi::write_outcome(outcome_address, outcome);
}

void plrust_import_spi_release(std::uint64_t handle) {
  confine::before_host_call();
  spi::close_handle(handle);
}
