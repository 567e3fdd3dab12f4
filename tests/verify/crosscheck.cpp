// SPDX-License-Identifier: PostgreSQL
#include "tests/verify/crosscheck.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "confine/verify/aarch64/operand_rules.hpp"
#include "confine/verify/operand_rules.hpp"

namespace plrust::confine::tests {
namespace {

std::string name_of(Register reg) {
  constexpr std::array<std::string_view, 8> legacy = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
  const bool wide = reg.kind == RegisterClass::gp64;
  if (reg.kind == RegisterClass::none)
    return "";
  if (reg.kind == RegisterClass::rip)
    return "rip";
  if (!wide && reg.kind != RegisterClass::gp32)
    return "?";
  if (reg.number >= legacy.size())
    return "r" + std::to_string(reg.number) + (wide ? "" : "d");
  return (wide ? "r" : "e") + std::string(legacy[reg.number]);
}

std::string name_of(aarch64::Register reg) {
  switch (reg.kind) {
    case aarch64::RegisterClass::none:
      return "";
    case aarch64::RegisterClass::general64:
      return "x" + std::to_string(reg.number);
    case aarch64::RegisterClass::general32:
      return "w" + std::to_string(reg.number);
    case aarch64::RegisterClass::stack:
      return "sp";
    case aarch64::RegisterClass::zero:
      return "wzr";
    default:
      return "?";
  }
}

bool any_of(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// Prefetches access nothing; of ordered comparisons Capstone 4 says the width of the register, where the
// manuals of both manufacturers say four and eight bytes.
bool has_known_width(const SecondOpinion& other) {
  return !any_of(other.mnemonic, {"prefetch", "comiss", "comisd"});
}

std::optional<std::string> address_difference(const Instruction& instruction, const SecondOpinion& other) {
  const MemoryOperand& memory = instruction.memory;
  // "eiz" and "riz" stand for an index field that names no register.
  const std::string index = other.index == "riz" || other.index == "eiz" ? "" : other.index;
  if (name_of(memory.base) != other.base || name_of(memory.index) != index)
    return "registers of the address";
  if (memory.displacement != other.displacement)
    return "displacement";
  if (memory.index.kind != RegisterClass::none && memory.scale != other.scale)
    return "scale";
  if ((memory.segment.kind != RegisterClass::none) != (other.segment == "gs") ||
      (other.segment != "gs" && !other.segment.empty()))
    return "segment";
  if (has_known_width(other) && instruction.access_bytes != other.bytes)
    return "width";
  if (other.writes_memory && instruction.access != Access::write)
    return "direction";
  return std::nullopt;
}

bool is_jump(Kind kind) {
  return kind == Kind::jump || kind == Kind::jump_conditional || kind == Kind::jump_register ||
         kind == Kind::jump_memory;
}

bool is_call(Kind kind) {
  return kind == Kind::call || kind == Kind::call_register || kind == Kind::call_memory;
}

}  // namespace

std::optional<std::string> difference(const Instruction& instruction, const SecondOpinion& other) {
  const Kind kind = instruction.kind;
  // Whether ud1 has an operand is a matter of taste: it faults, and no path goes on behind it.
  if (instruction.length != other.length && other.mnemonic != "ud2b")
    return "length";
  if (is_jump(kind) != other.jumps || is_call(kind) != other.calls || (kind == Kind::ret) != other.returns)
    return "control";
  if (other.privileged && kind != Kind::trap)
    return "privilege";
  const bool moves = kind == Kind::push || kind == Kind::pop || kind == Kind::ret || is_call(kind) ||
                     adjusts_stack(instruction);
  for (const char* pointer : {"rsp", "esp", "sp", "spl"})
    if (other.written.contains(pointer) && !moves)
      return "stack pointer";
  if (kind == Kind::nop || kind == Kind::trap)
    return std::nullopt;
  if ((instruction.access != Access::none) != other.has_memory)
    return "memory";
  return other.has_memory ? address_difference(instruction, other) : std::nullopt;
}

namespace {

std::optional<std::string> address_difference(const aarch64::Instruction& instruction,
                                              const SecondOpinion& other) {
  if (name_of(instruction.base) != other.base || name_of(instruction.index) != other.index)
    return "registers of the address";
  // Of the forms with write-back behind the access the constant is another operand.
  const bool constant = instruction.addressing == aarch64::Addressing::offset ||
                        instruction.addressing == aarch64::Addressing::pre;
  if (constant && instruction.immediate != other.displacement)
    return "displacement";
  if (instruction.writes_back() != other.writes_back)
    return "write-back";
  if (other.writes_memory && instruction.access != Access::write)
    return "direction";
  return std::nullopt;
}

bool is_plain_call(aarch64::Kind kind) {
  return kind == aarch64::Kind::call || kind == aarch64::Kind::call_register;
}

// By name: Capstone 4 has no group for all of them.
std::optional<std::string> control_difference(const aarch64::Instruction& instruction,
                                              const SecondOpinion& other) {
  using aarch64::Kind;
  const std::string& m = other.mnemonic;
  const Kind kind = instruction.kind;
  if ((m == "bl" || m == "blr") != is_plain_call(kind) || (m == "ret") != (kind == Kind::ret) ||
      (m == "br") != (kind == Kind::jump_register))
    return "control";
  const bool conditional = any_of(m, {"b.", "cbz", "cbnz", "tbz", "tbnz"});
  if (conditional != (kind == Kind::jump_conditional) || (m == "b") != (kind == Kind::jump))
    return "control";
  if (any_of(m, {"svc", "hvc", "smc", "hlt", "eret", "drps", "mrs", "msr", "sys", "dc", "ic", "tlbi", "pac",
                 "aut", "wf", "sev"}) &&
      !m.starts_with("sysl_"))
    return "privilege";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> difference(const aarch64::Instruction& instruction, const SecondOpinion& other) {
  if (other.length != aarch64::kWordBytes)
    return "length";
  if (auto found = control_difference(instruction, other))
    return found;
  // Capstone 4 takes the first operand of a comparison for its result.
  const bool compares = any_of(other.mnemonic, {"cmp", "cmn", "tst"});
  const std::set<std::string> written = compares ? std::set<std::string>() : other.written;
  if (written.contains("x28") || written.contains("w28"))
    return "x28 is written";
  for (const unsigned number : {unsigned{aarch64::kScratch}, unsigned{aarch64::kLink}}) {
    const std::string digits = std::to_string(number);
    const bool seen = aarch64::writes_register(instruction, static_cast<std::uint8_t>(number)) ||
                      (number == aarch64::kLink && is_plain_call(instruction.kind));
    if ((written.contains("x" + digits) || written.contains("w" + digits)) && !seen)
      return "x" + digits + " is written";
  }
  if ((written.contains("sp") || written.contains("wsp")) && !aarch64::adjusts_stack(instruction) &&
      !(instruction.writes_back() && aarch64::is_stack_access(instruction)))
    return "stack pointer";
  const bool has_memory = instruction.addressing != aarch64::Addressing::none &&
                          instruction.addressing != aarch64::Addressing::literal;
  if (has_memory != other.has_memory)
    return "memory";
  return has_memory ? address_difference(instruction, other) : std::nullopt;
}

}  // namespace plrust::confine::tests
