// SPDX-License-Identifier: PostgreSQL
#include "handler/raise_report.hpp"

#include <csignal>

#include "confine/runtime/boundary.hpp"
#include "handler/quarantine.hpp"
#include "handler/role_region.hpp"
#include "postpanic/report.hpp"

namespace plrust::handler {

RaisedByCall last_raised;

namespace {

using Cause = RaisedByCall::Cause;

using postpanic::Level;
using postpanic::Report;
using postpanic::Text;

// The file that user code is compiled as: its lines are the lines of the function's body. Without a folder,
// which the files of std and of dependencies have (core's src/ops/function.rs is one).
constexpr std::string_view kUserFile = "function.rs";

bool is_user_file(const char* file) {
  return file != nullptr && file == kUserFile;
}

int add_context(const char* name, const char* file, std::uint32_t line) {
  if (is_user_file(file) && line > 0) {
    return errcontext("PL/Rust function \"%s\" line %u", name, line);
  }
  return errcontext("PL/Rust function \"%s\"", name);
}

int elevel(Level level) {
  switch (level) {
    case Level::debug5:
      return DEBUG5;
    case Level::debug4:
      return DEBUG4;
    case Level::debug3:
      return DEBUG3;
    case Level::debug2:
      return DEBUG2;
    case Level::debug1:
      return DEBUG1;
    case Level::log:
      return LOG;
    case Level::info:
      return INFO;
    case Level::notice:
      return NOTICE;
    case Level::warning:
      return WARNING;
    case Level::error:
      break;
  }
  return ERROR;
}

int sqlstate_or_default(const Report& report, int default_of_errors) {
  if (report.sqlstate != 0) {
    return static_cast<int>(report.sqlstate);
  }
  if (report.level == Level::error) {
    return default_of_errors;
  }
  return report.level == Level::warning ? ERRCODE_WARNING : ERRCODE_SUCCESSFUL_COMPLETION;
}

int add_field(int field, const char* text) {
  return text != nullptr ? err_generic_string(field, text) : 0;
}

Report read(const Callee& callee, std::uint64_t address) {
  Report report;
  const char* const wrong = postpanic::read_report(*callee.region->region, address, palloc, &report);
  if (wrong != nullptr) {
    ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                    errmsg("PL/Rust function gave a bad report: %s", wrong),
                    errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  }
  return report;
}

void raise_at(int level, int sqlstate, const Report& report, const Callee& callee) {
  const char* const message = report.text(Text::message);
  const char* const detail = report.text(Text::detail);
  const char* const hint = report.text(Text::hint);
  const char* const context = report.text(Text::context);
  if (report.is_complete && level == ERROR) {
    error_context_stack = nullptr;  // whoever catches the error puts it back
  }
  ereport(
      level,
      (errcode(sqlstate), errmsg_internal("%s", message != nullptr ? message : "(no message)"),
       detail != nullptr ? errdetail_internal("%s", detail) : 0, hint != nullptr ? errhint("%s", hint) : 0,
       add_field(PG_DIAG_SCHEMA_NAME, report.text(Text::schema)),
       add_field(PG_DIAG_TABLE_NAME, report.text(Text::table)),
       add_field(PG_DIAG_COLUMN_NAME, report.text(Text::column)),
       add_field(PG_DIAG_DATATYPE_NAME, report.text(Text::datatype)),
       add_field(PG_DIAG_CONSTRAINT_NAME, report.text(Text::constraint)),
       context != nullptr ? errcontext("%s", context) : 0,
       report.is_complete ? 0
                          : add_context(callee.display_name.c_str(), report.text(Text::file), report.line)));
}

const char* name_of(const confine::Exit& exit) {
  return exit.instance != nullptr ? static_cast<const Callee*>(exit.instance->owner())->display_name.c_str()
                                  : nullptr;
}

int context_of(const confine::Exit& exit) {
  const char* const name = name_of(exit);
  return name != nullptr ? add_context(name, exit.file.data(), exit.line) : 0;
}

// The message as the module gave it, made valid: it goes to clients and to the log.
const char* clean_message(const confine::Exit& exit) {
  char* const text = pstrdup(exit.message.data());
  const std::size_t length = std::strlen(text);
  for (std::size_t at = postpanic::valid_utf8_prefix(text, length); at < length;
       at += postpanic::valid_utf8_prefix(text + at, length - at)) {
    text[at++] = '?';
  }
  return text;
}

void raise_panic(const confine::Exit& exit) {
  const char* const message = clean_message(exit);
  // std's words when the allocator, which is the host's, gave nothing.
  constexpr std::string_view kNoMemory = "out of memory: ";
  if (std::string_view(message).starts_with(kNoMemory)) {
    ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory"),
                    errdetail_internal("PL/Rust %s.", message + kNoMemory.size()),
                    errhint("plrust.memory_limit is what one function may hold."), context_of(exit)));
  }
  ereport(ERROR,
          (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
           errmsg_internal("%s", *message != '\0' ? message : "the function panicked"), context_of(exit)));
}

Cause cause_of(confine::ExitKind kind) {
  switch (kind) {
    case confine::ExitKind::fault:
    case confine::ExitKind::stack_overflow:
    case confine::ExitKind::interrupted:
      return Cause::fault;
    default:
      return Cause::panic;
  }
}

const char* describe_fault(const confine::Exit& exit) {
  switch (exit.signal) {
    case SIGFPE:
      return "an arithmetic fault";
    case SIGILL:
    case SIGTRAP:
      return "an instruction that must not be reached";
    default:
      return "an access to memory that it does not have";
  }
}

void raise_fault(const confine::Exit& exit) {
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function was ended by %s", describe_fault(exit)),
                  exit.module_offset_valid ? errdetail("Signal %d at offset %llu of its code.", exit.signal,
                                                       static_cast<unsigned long long>(exit.module_offset))
                                           : errdetail("Signal %d.", exit.signal),
                  errhint("The fault did no harm outside the function. Safe code does not fault: look for "
                          "unsafe code and for "
                          "known holes of the compiler."),
                  context_of(exit)));
}

}  // namespace

void raise_report(const Callee& callee, std::uint64_t address) {
  const Report report = read(callee, address);
  if (report.level == Level::error) {
    last_raised = {&confine::current_instance(), Cause::report};
  }
  raise_at(elevel(report.level), sqlstate_or_default(report, ERRCODE_EXTERNAL_ROUTINE_EXCEPTION), report,
           callee);
}

void raise_no_answer(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function returned neither a value nor an error"),
                  errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

void raise_returned_error(const Callee& callee, std::uint64_t address) {
  const Report report = read(callee, address);
  raise_at(ERROR, sqlstate_or_default(report, ERRCODE_DATA_EXCEPTION), report, callee);
  pg_unreachable();
}

void raise_exit(const confine::Exit& exit) {
  note_dirty_instance();
  using confine::ExitKind;
  last_raised = {exit.instance, cause_of(exit.kind)};
  switch (exit.kind) {
    case ExitKind::panic:
      raise_panic(exit);
      break;
    case ExitKind::abort:
      ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION), errmsg("PL/Rust function aborted"),
                      context_of(exit)));
      break;
    case ExitKind::fault:
      if (exit.instance != nullptr) {
        remember_fault(*static_cast<const Callee*>(exit.instance->owner()), exit);
      }
      raise_fault(exit);
      break;
    case ExitKind::stack_overflow:
      ereport(ERROR, (errcode(ERRCODE_STATEMENT_TOO_COMPLEX), errmsg("stack depth limit exceeded"),
                      errhint("The function calls itself too deeply, or has large local variables."),
                      context_of(exit)));
      break;
    case ExitKind::misuse:
      ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                      errmsg("PL/Rust function made an impossible request: %s", clean_message(exit)),
                      context_of(exit)));
      break;
    case ExitKind::interrupted:
      CHECK_FOR_INTERRUPTS();
      ereport(ERROR, (errcode(ERRCODE_QUERY_CANCELED), errmsg("canceling statement"), context_of(exit)));
      break;
    case ExitKind::resource:
      ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_RESOURCES),
                      errmsg("cannot call PL/Rust function: %s", clean_message(exit)), context_of(exit)));
      break;
  }
  pg_unreachable();
}

ErrorContext::ErrorContext(const Callee& callee, std::uint32_t line) noexcept : callee_(callee), line_(line) {
  callback_.previous = error_context_stack;
  callback_.arg = this;
  callback_.callback = [](void* argument) {
    const auto& self = *static_cast<const ErrorContext*>(argument);
    const char* const name = self.callee_.display_name.c_str();
    if (self.line_ != 0) {
      errcontext("PL/Rust function \"%s\" line %u", name, self.line_);
    } else {
      errcontext("PL/Rust function \"%s\"", name);
    }
  };
  error_context_stack = &callback_;
}

}  // namespace plrust::handler
