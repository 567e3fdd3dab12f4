// SPDX-License-Identifier: PostgreSQL
// Has a function's machine code at hand: what is stored, or else compiled and stored.
#pragma once

#include <span>
#include <vector>

#include "confine/runtime/module.hpp"
#include "handler/artifacts.hpp"
#include "handler/signature.hpp"

namespace plrust::handler {

struct PreparedObject {
  std::span<const std::byte> bytes;  // in the current memory context, or in `compiled`
  bool is_proved = false;
  confine::BranchLists branches;
  std::vector<std::byte> compiled;
  BindingVersion binding;  // that it was found by
};

// CREATE FUNCTION: compiles for every target for which no equal module is stored, and binds the function to
// them.
void prepare_for_create(const Signature& signature);

// plrust.recompile: compiles for every target in any case and replaces what is stored. Every backend that has
// loaded the function takes the new module at the first call after the commit.
void prepare_again(const Signature& signature);

// A call: the stored module of this server's target; compiles when there is none (check_function_bodies was
// off, or the function was altered), for others than its owner without regard to their plrust.optimization,
// since what they compile is stored for all. In a transaction that cannot write, the module is used without
// being stored.
PreparedObject prepare_for_call(const Signature& signature);

}  // namespace plrust::handler
