// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <string_view>

#include "confine/rewrite/operands.hpp"

namespace plrust::confine {

// The check that kcfi puts before an indirect branch, as far as it has been seen.
class TypeCheck {
 public:
  void label(std::string_view name) {
    if (state_ == State::trapped)
      state_ = name == target_ ? State::complete : state_;
    else if (state_ != State::jumped)
      state_ = State::none;
  }

  void instruction(std::string_view name, const Operands& operands) {
    switch (state_) {
      case State::hash:
        if (name == "addl" && operands.size() == 2 && operands[0].is_memory() &&
            operands[0].displacement == "-4" && operands[0].index.empty() && operands[1].text == scratch_) {
          pointer_ = operands[0].base;
          state_ = State::added;
          return;
        }
        break;
      case State::added:
        if (name == "je" && operands.size() == 1) {
          target_ = operands[0].text;
          state_ = State::jumped;
          return;
        }
        break;
      case State::jumped:
        if (name == "ud2") {
          state_ = State::trapped;
          return;
        }
        break;
      default:
        break;
    }
    start(name, operands);
  }

  bool passed_for(std::string_view reg) const { return state_ == State::complete && pointer_ == reg; }

 private:
  enum class State { none, hash, added, jumped, trapped, complete };

  void start(std::string_view name, const Operands& operands) {
    const bool hash = name == "movl" && operands.size() == 2 &&
                      operands[0].kind == Operand::Kind::immediate &&
                      (operands[1].text == "%r10d" || operands[1].text == "%r11d");
    state_ = hash ? State::hash : State::none;
    if (hash)
      scratch_ = operands[1].text;
  }

  State state_ = State::none;
  std::string_view scratch_;
  std::string_view pointer_;
  std::string_view target_;
};

}  // namespace plrust::confine
