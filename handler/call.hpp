// SPDX-License-Identifier: PostgreSQL
// A function call: arguments in, result out.
#pragma once

#include "handler/callee.hpp"
#include "handler/pg.hpp"

// The language's call handler. Raises by ereport only.
extern "C" Datum plrust_call_handler(PG_FUNCTION_ARGS);
