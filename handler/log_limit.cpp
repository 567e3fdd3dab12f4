// SPDX-License-Identifier: PostgreSQL
#include "handler/log_limit.hpp"

#include "handler/pg.hpp"
#include "handler/raise_report.hpp"
#include "handler/settings.hpp"

namespace plrust::handler {

namespace {

constexpr int kMilliseconds = 60 * 1000;
// Prefix, level, place.
constexpr std::size_t kAround = 128;

emit_log_hook_type previous_hook = nullptr;

// The minute that is counted.
TimestampTz begin = 0;
std::size_t bytes = 0;

bool is_report(const ErrorData& data) noexcept {
  return data.elevel < ERROR && data.funcname != nullptr && data.funcname == kReportRaiser &&
         data.filename != nullptr && std::string_view(data.filename).ends_with("raise_report.cpp");
}

std::size_t size_of(const ErrorData& data) noexcept {
  std::size_t size = kAround;
  for (const char* const text : {data.message, data.detail, data.hint, data.context}) {
    size += text != nullptr ? std::strlen(text) : 0;
  }
  return size;
}

void tell() {
  ereport(LOG, (errmsg("PL/Rust functions of this session log too much: no more for a minute"),
                errdetail("plrust.log_limit is %d kB.", settings.log_limit_kb), errhidestmt(true)));
}

// No C++ object lives here: what PostgreSQL calls may raise.
void limit_log(ErrorData* data) {
  if (previous_hook != nullptr) {
    previous_hook(data);
  }
  if (settings.log_limit_kb < 0 || !data->output_to_server || !is_report(*data)) {
    return;
  }
  const TimestampTz now = GetCurrentTimestamp();
  if (TimestampDifferenceExceeds(begin, now, kMilliseconds)) {
    begin = now;
    bytes = 0;
  }
  const std::size_t limit = static_cast<std::size_t>(settings.log_limit_kb) << 10;
  const bool was_told = bytes > limit;
  bytes = was_told ? bytes : bytes + size_of(*data);
  if (bytes > limit) {
    data->output_to_server = false;
    if (!was_told) {
      tell();
    }
  }
}

}  // namespace

void watch_log() {
  previous_hook = emit_log_hook;
  emit_log_hook = limit_log;
}

}  // namespace plrust::handler
