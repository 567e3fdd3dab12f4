// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "confine/rewrite/operands.hpp"

namespace plrust::confine {

// Without optimization LLVM passes arguments on the stack through a copy of the stack pointer:
//
//   movq %rsp, %rax; movq %r10, (%rax); callq f
//
// The copy is left out and the accesses through it become accesses through %rsp. Only straight code up to the
// call is understood; throws Unconfinable when the copy could be seen by anything else.
class StackAlias {
 public:
  // Whether this instruction makes such a copy; it is to be left out then.
  bool starts(std::string_view name, const Operands& operands);

  // What to put in place of `text`, the operands of an instruction; nothing: they stay.
  std::optional<std::string> follow(std::string_view name, std::string_view text, const Operands& operands);

  void label(std::string_view name);

 private:
  bool redefines(std::string_view name, const Operands& operands) const;
  void leave_straight_code(std::string_view name, const Operands& operands);

  std::string_view reg_;  // empty: there is no copy
  bool merged_ = false;   // a label was met while there was one
};

}  // namespace plrust::confine
