// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plrust::confine {

// Without optimization LLVM passes arguments on the stack through a copy of the stack pointer here, too:
//
//   mov x9, sp; str x8, [x9]; str x1, [x9, #8]; bl f
//
// and reaches far slots through one with an offset: add x8, sp, #32; ldr q0, [x8].
//
// As StackAlias (stack_alias.hpp) does, this leaves the copy out and lets the accesses go through sp, in
// straight code up to the call; throws Unconfinable when the copy could be seen by anything else.
class Aarch64StackAlias {
 public:
  // Whether this instruction makes such a copy; it is to be left out then.
  bool starts(std::string_view name, std::string_view operands);

  // What to put in place of the operands; nothing: they stay. `base`: that of the address among them, if any.
  std::optional<std::string> follow(std::string_view name, std::string_view operands, std::string_view base,
                                    bool constant);

  void label(std::string_view name);

 private:
  std::string slot(std::string_view rest) const;
  bool redefines(std::string_view name, std::string_view operands) const;
  void leave_straight_code(std::string_view name, std::string_view operands);

  std::string_view reg_;  // empty: there is no copy
  long offset_ = 0;       // of what it points to, from sp
  std::string word_;      // its lower half
  bool merged_ = false;   // a label was met while there was one
};

}  // namespace plrust::confine
