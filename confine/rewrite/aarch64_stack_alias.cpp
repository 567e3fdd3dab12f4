// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/aarch64_stack_alias.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "confine/rewrite/aarch64_text.hpp"
#include "confine/rewrite/lines.hpp"

namespace plrust::confine {
namespace {

// Write their first operand and read nothing of it.
constexpr std::array kFullWrites = {
    std::string_view("add"),  std::string_view("adrp"), std::string_view("and"),   std::string_view("cset"),
    std::string_view("eor"),  std::string_view("fmov"), std::string_view("ldr"),   std::string_view("ldrb"),
    std::string_view("ldrh"), std::string_view("ldur"), std::string_view("ldurb"), std::string_view("lsl"),
    std::string_view("lsr"),  std::string_view("mov"),  std::string_view("mul"),   std::string_view("orr"),
    std::string_view("sub"),  std::string_view("subs"),
};
// Registers that no call preserves are x0 to x17; the first nine may hold arguments.
constexpr unsigned kFirstWithoutArgument = 9;
constexpr unsigned kLastScratch = 17;

unsigned number_of(std::string_view reg) {
  unsigned number = kLastScratch + 1;
  std::from_chars(reg.data() + 1, reg.data() + reg.size(), number);
  return number;
}

// What `mov x9, sp` and `add x9, sp, #32` add to sp; nothing: it is no copy. `operands`: from the comma on.
std::optional<long> offset_of_copy(std::string_view name, std::string_view operands) {
  if (name == "mov" && operands == ", sp")
    return 0;
  constexpr std::string_view kSum = ", sp, #";
  if (name != "add" || !operands.starts_with(kSum))
    return std::nullopt;
  long offset = 0;
  const char* const end = operands.data() + operands.size();
  const auto [rest, error] = std::from_chars(operands.data() + kSum.size(), end, offset);
  return error == std::errc{} && rest == end ? std::optional(offset) : std::nullopt;
}

[[noreturn]] void escapes() {
  throw Unconfinable{"a copy of the stack pointer may be used as a value"};
}

}  // namespace

bool Aarch64StackAlias::starts(std::string_view name, std::string_view operands) {
  const std::size_t comma = operands.find(", ");
  if (comma == std::string_view::npos)
    return false;
  const std::optional<long> offset = offset_of_copy(name, operands.substr(comma));
  const std::string_view reg = operands.substr(0, comma);
  if (!offset || !is_x_register(reg) || number_of(reg) > kLastScratch)
    return false;
  if (!reg_.empty())
    escapes();
  reg_ = reg;
  word_ = w_of(reg);
  offset_ = *offset;
  merged_ = false;
  return true;
}

std::optional<std::string> Aarch64StackAlias::follow(std::string_view name, std::string_view operands,
                                                     std::string_view base, bool constant) {
  if (reg_.empty())
    return std::nullopt;
  std::optional<std::string> replaced;
  const bool ends = redefines(name, operands);
  if (merged_) {
    reg_ = {};
    escapes();
  }
  if (base == reg_) {
    const auto start = static_cast<std::size_t>(base.data() - operands.data());
    const std::string_view before = operands.substr(0, start);
    if (!constant || (!ends && (mentions(before, reg_) || mentions(before, word_)))) {
      reg_ = {};
      escapes();
    }
    replaced = std::string(before) + slot(operands.substr(start + base.size()));
  } else if (!ends && (mentions(operands, reg_) || mentions(operands, word_) ||
                       (mentions(operands, "sp") && base != "sp"))) {
    reg_ = {};
    escapes();
  }
  if (ends)
    reg_ = {};
  else
    leave_straight_code(name, operands);
  return replaced;
}

// "]" or ", #16]", what comes behind the base of an address: the whole address, from sp.
std::string Aarch64StackAlias::slot(std::string_view rest) const {
  constexpr std::string_view kOffset = ", #";
  long offset = 0;
  if (rest.starts_with(kOffset))
    std::from_chars(rest.data() + kOffset.size(), rest.data() + rest.size(), offset);
  offset += offset_;
  return offset == 0 ? "sp]" : "sp, #" + std::to_string(offset) + "]";
}

// Its first operand is the register or its half, written as a whole, and the others do not read it, but for
// an address that it is the base of.
bool Aarch64StackAlias::redefines(std::string_view name, std::string_view operands) const {
  if (std::ranges::find(kFullWrites, name) == kFullWrites.end())
    return false;
  const std::size_t comma = std::min(operands.find(','), operands.size());
  const std::string_view first = operands.substr(0, comma);
  if (first != reg_ && first != word_)
    return false;
  const std::string_view rest = operands.substr(comma);
  const bool loads = name.starts_with("ld");
  return loads || (!mentions(rest, reg_) && !mentions(rest, word_));
}

void Aarch64StackAlias::leave_straight_code(std::string_view name, std::string_view operands) {
  const bool call = name == "bl" || name == "blr";
  const bool own_check = name == "b.eq" && operands.starts_with(".Ltmp");
  const bool leaves = call || name == "b" || name == "br" || name == "ret" || name.starts_with("b.") ||
                      name.starts_with("cb") || name.starts_with("tb");
  if (!leaves || own_check)
    return;
  const bool dead = call && number_of(reg_) >= kFirstWithoutArgument;
  reg_ = {};
  if (!dead)
    escapes();
}

void Aarch64StackAlias::label(std::string_view name) {
  // Type checks have labels of their own; all others join code that is not straight.
  if (!reg_.empty() && !name.starts_with(".Ltmp"))
    merged_ = true;
}

}  // namespace plrust::confine
