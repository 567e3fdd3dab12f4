// SPDX-License-Identifier: PostgreSQL
#include "handler/sets/lent_set.hpp"

#include "handler/raise_report.hpp"

namespace plrust::handler {

using confine::ResultKind;

void LentSet::give_up() const noexcept {
  if (is_same_memory()) {
    owner_->instance->mark_dirty();
    note_dirty_instance();
  }
}

bool has_set(const Callee& callee, confine::CallResult result) {
  switch (result.kind()) {
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
  switch (result.kind()) {
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
