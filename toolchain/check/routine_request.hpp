// SPDX-License-Identifier: PostgreSQL
// What the extension would ask of the compiler for a routine of an SQL file: handler/signature.cpp without a
// server.
#pragma once

#include <string>

#include "toolchain/check/known_types.hpp"
#include "toolchain/check/sql_items.hpp"
#include "toolchain/compile/request.hpp"

namespace plrust::toolchain {

struct RoutineRequest {
  Request request;  // without sysroot, triple and settings
  std::string dependencies;
  std::string signature;  // "fn f(a: i32) -> Option<i64>", for people
};

// Throws CannotCross for what the language cannot do, NeedsServer for types that the files do not define.
RoutineRequest request_of(const SqlRoutine& routine, const KnownTypes& known);

// "f(integer)"-like: the name and the types of its arguments as written.
std::string display_name(const SqlRoutine& routine);

}  // namespace plrust::toolchain
