// SPDX-License-Identifier: PostgreSQL
// domain_check() keeps what it knows of a domain, and the memory that checks run in, where its caller says:
// with the type, for the life of the backend.
#include "handler/values/decode_payload.hpp"

namespace plrust::handler {

namespace {

int checks_running = 0;

}  // namespace

void check_domain(const TypeInfo& type, Datum value, bool is_null) {
  // A check that calls what makes a value of the same domain must not find the state that it is itself
  // running on.
  if (type.domain_is_checked) {
    void* own_state = nullptr;
    domain_check(value, is_null, type.oid, &own_state, CurrentMemoryContext);
    return;
  }
  type.domain_is_checked = true;
  ++checks_running;
  domain_check(value, is_null, type.oid, &type.domain_state, type_context());
  --checks_running;
  type.domain_is_checked = false;
}

bool take_ended_checks() noexcept {
  return std::exchange(checks_running, 0) != 0;
}

}  // namespace plrust::handler
