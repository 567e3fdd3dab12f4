// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/stack_alias.hpp"

#include <algorithm>
#include <array>

#include "confine/rewrite/lines.hpp"

namespace plrust::confine {
namespace {

// Registers that no call preserves.
constexpr std::array kScratch = {
    std::string_view("%rax"), std::string_view("%rcx"), std::string_view("%rdx"),
    std::string_view("%rsi"), std::string_view("%rdi"), std::string_view("%r8"),
    std::string_view("%r9"),  std::string_view("%r10"), std::string_view("%r11"),
};
// Those of them in which no argument is passed: a copy left there at a call is dead.
constexpr std::array kNoArgument = {std::string_view("%rax"), std::string_view("%r10"),
                                    std::string_view("%r11")};

// Whether `name` is the register or a part of it: %rax %eax %ax %al %ah, %r8 %r8d %r8w %r8b, %rsi %sil.
bool same_register(std::string_view name, std::string_view reg) {
  if (name == reg)
    return true;
  if (reg[2] >= '0' && reg[2] <= '9')
    return name.size() == reg.size() + 1 && name.starts_with(reg);
  const std::string_view stem = reg.substr(2);  // "ax", "si"
  if (!name.starts_with('%'))
    return false;
  name.remove_prefix(1);
  return name == stem || (name.size() == 3 && name.front() == 'e' && name.substr(1) == stem) ||
         (stem.back() == 'x'
              ? name.size() == 2 && name.front() == stem.front() && (name.back() == 'l' || name.back() == 'h')
              : name == std::string(stem) + "l");
}

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

[[noreturn]] void escapes() {
  throw Unconfinable{"a copy of the stack pointer may be used as a value"};
}

}  // namespace

bool StackAlias::starts(std::string_view name, const Operands& operands) {
  if (name != "movq" || operands.size() != 2 || operands[0].text != "%rsp" ||
      !contains(kScratch, operands[1].text))
    return false;
  if (!reg_.empty())
    escapes();
  reg_ = operands[1].text;
  merged_ = false;
  return true;
}

std::optional<std::string> StackAlias::follow(std::string_view name, std::string_view text,
                                              const Operands& operands) {
  if (reg_.empty())
    return std::nullopt;
  if (merged_)
    escapes();
  std::optional<std::string> replaced;
  const Operand* memory = operands.memory();
  if (memory != nullptr && memory->base == reg_ && memory->index.empty()) {
    const auto start = static_cast<std::size_t>(memory->base.data() - text.data());
    replaced = std::string(text.substr(0, start)) + "%rsp" + std::string(text.substr(start + reg_.size()));
  } else if (memory != nullptr && (same_register(memory->base, reg_) || same_register(memory->index, reg_))) {
    escapes();
  }
  if (redefines(name, operands)) {
    reg_ = {};
    return replaced;
  }
  for (const Operand& operand : operands.all())
    if (!operand.is_memory() && (same_register(operand.text, reg_) || operand.text == "%rsp"))
      escapes();
  leave_straight_code(name, operands);
  return replaced;
}

// Only full writes that read nothing of the old value.
bool StackAlias::redefines(std::string_view name, const Operands& operands) const {
  if (operands.size() != 2 || !(name.starts_with("mov") || name.starts_with("lea")) ||
      operands[1].kind != Operand::Kind::reg)
    return false;
  const bool full = operands[1].text == reg_ || operands[1].text == low_half(reg_);
  return full && !same_register(operands[0].text, reg_);
}

void StackAlias::leave_straight_code(std::string_view name, const Operands& operands) {
  if (name.starts_with("call")) {
    if (!contains(kNoArgument, reg_))
      escapes();
    reg_ = {};
  } else if (name == "ud2") {
    // The failing side of a type check; the other side goes on with the copy.
  } else if (name.starts_with("push") || name.starts_with("pop") || name.starts_with("ret") ||
             (name.starts_with('j') && !(name == "je" && operands[0].text.starts_with(".Ltmp")))) {
    escapes();
  }
}

void StackAlias::label(std::string_view name) {
  // Type checks have labels of their own; all others join code that is not straight.
  if (!reg_.empty() && !name.starts_with(".Ltmp"))
    merged_ = true;
}

}  // namespace plrust::confine
