// SPDX-License-Identifier: PostgreSQL
// Machine code that faulted, which is not run any more: while plrust.quarantine_faults is on, faults are
// remembered, and whatever was remembered is refused. What is remembered is a function's object as its
// owner's (handler/quarantine_file.hpp), beyond transactions, sessions and the server's end; other machine
// code of the same function is not meant. It is looked at when a function is looked up, not when it is
// called; other sessions hear of it as they hear of a function that was compiled again.
#pragma once

#include "confine/runtime/hooks.hpp"
#include "handler/callee.hpp"
#include "handler/pg.hpp"

namespace plrust::handler {

// Whether callees must know what their code is.
bool needs_code_id(const Callee& callee) noexcept;

CodeId code_id_of(const Signature& signature, const PreparedObject& object);

// Throws Error 55000 if code that the callee has, or is about to load, is in quarantine.
void check_quarantine(Callee& callee, CodeId& id);

// A call of the callee ended by a fault. May raise, like every ereport below ERROR: no frame above may own
// anything.
void remember_fault(const Callee& callee, const confine::Exit& exit);

// plrust.fault(regprocedure, object bytea, OUT faulted timestamptz, OUT fault text): when and why this code
// of the function was put in quarantine; NULLs if it is not there.
Datum fault_of(FunctionCallInfo fcinfo);

// plrust.release(regprocedure) returns boolean: for superusers. True if code of the function was in
// quarantine.
Datum release(FunctionCallInfo fcinfo);

}  // namespace plrust::handler
