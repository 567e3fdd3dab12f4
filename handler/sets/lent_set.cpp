// SPDX-License-Identifier: PostgreSQL
#include "handler/sets/lent_set.hpp"

#include "handler/raise_report.hpp"

namespace plrust::handler {

namespace {

using confine::ResultKind;

constexpr std::uint64_t kKindMask = 0xff;

[[noreturn]] void raise_no_answer(const Callee& callee) {
  ereport(ERROR, (errcode(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION),
                  errmsg("PL/Rust function returned neither a value nor an error"),
                  errcontext("PL/Rust function \"%s\"", callee.display_name.c_str())));
  pg_unreachable();
}

}  // namespace

void LentSet::give_up() const noexcept {
  if (is_same_memory()) {
    owner_->instance->mark_dirty();
    note_dirty_instance();
  }
}

bool has_set(const Callee& callee, confine::CallResult result) {
  switch (static_cast<ResultKind>(result.tag & kKindMask)) {
    case ResultKind::value:
      return true;
    case ResultKind::null:
      return false;
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::done:
    case ResultKind::changed:
      break;
  }
  raise_no_answer(callee);
}

bool has_next(const Callee& callee, confine::CallResult result) {
  switch (static_cast<ResultKind>(result.tag & kKindMask)) {
    case ResultKind::value:
    case ResultKind::null:
      return true;
    case ResultKind::done:
      return false;
    case ResultKind::error:
      raise_returned_error(callee, result.value);
    case ResultKind::changed:
      break;
  }
  raise_no_answer(callee);
}

void raise_lost(const Callee& callee) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("the set of PL/Rust function \"%s\" is lost", callee.display_name.c_str()),
           errdetail("Another call of the function was left by an error, or the function was replaced, "
                     "while it returned its values.")));
  pg_unreachable();
}

}  // namespace plrust::handler
