// SPDX-License-Identifier: PostgreSQL
#include "confine/rewrite/operands.hpp"

#include <algorithm>
#include <string>

#include "confine/rewrite/lines.hpp"

namespace plrust::confine {
namespace {

struct RegisterName {
  std::string_view full;
  std::string_view low;
};

constexpr std::array kRegisters = {
    RegisterName{"%rax", "%eax"},  RegisterName{"%rbp", "%ebp"},  RegisterName{"%rbx", "%ebx"},
    RegisterName{"%rcx", "%ecx"},  RegisterName{"%rdi", "%edi"},  RegisterName{"%rdx", "%edx"},
    RegisterName{"%rsi", "%esi"},  RegisterName{"%r8", "%r8d"},   RegisterName{"%r9", "%r9d"},
    RegisterName{"%r10", "%r10d"}, RegisterName{"%r11", "%r11d"}, RegisterName{"%r12", "%r12d"},
    RegisterName{"%r13", "%r13d"}, RegisterName{"%r14", "%r14d"}, RegisterName{"%r15", "%r15d"},
    RegisterName{"%rsp", "%esp"},
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '$' || c == '@' || c == '+' || c == '-';
}

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_name_character);
}

bool is_register(std::string_view text) {
  return text.size() > 1 && text.front() == '%' && std::ranges::all_of(text.substr(1), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
         });
}

bool is_x87_register(std::string_view text) {
  return text.size() == 6 && text.starts_with("%st(") && text[4] >= '0' && text[4] <= '7' && text[5] == ')';
}

[[noreturn]] void unknown(std::string_view text) {
  throw Unconfinable{"the operand '" + std::string(text) + "' is not known"};
}

// Cuts the part before the next comma off `rest`.
std::string_view next_part(std::string_view& rest) {
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view part = trim(rest.substr(0, comma));
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return part;
}

Operand parse_memory(std::string_view text, std::size_t open) {
  if (text.back() != ')')
    unknown(text);
  Operand operand;
  operand.kind = Operand::Kind::memory;
  operand.text = text;
  operand.displacement = text.substr(0, open);
  std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  operand.base = next_part(inside);
  operand.index = next_part(inside);
  operand.scale = next_part(inside);
  const bool known = (operand.displacement.empty() || is_name(operand.displacement)) &&
                     (operand.base.empty() || is_register(operand.base)) &&
                     (operand.index.empty() || is_register(operand.index)) &&
                     (operand.scale.empty() ||
                      (operand.scale.size() == 1 && operand.scale[0] >= '1' && operand.scale[0] <= '8')) &&
                     inside.empty() && !(operand.base.empty() && operand.index.empty());
  if (!known)
    unknown(text);
  return operand;
}

Operand parse_operand(std::string_view text) {
  Operand operand;
  operand.text = text;
  if (text.empty())
    unknown(text);
  if (text.front() == '$') {
    operand.kind = Operand::Kind::immediate;
    if (!is_name(text.substr(1)))
      unknown(text);
  } else if (text.front() == '*') {
    operand = parse_operand(trim(text.substr(1)));
    if (operand.kind == Operand::Kind::reg)
      operand.kind = Operand::Kind::indirect_reg;
    else if (operand.kind == Operand::Kind::memory)
      operand.kind = Operand::Kind::indirect_memory;
    else
      unknown(text);
  } else if (is_register(text) || is_x87_register(text)) {
    operand.kind = Operand::Kind::reg;
  } else if (const std::size_t open = text.find('('); open != std::string_view::npos) {
    return parse_memory(text, open);
  } else if (!is_name(text)) {
    unknown(text);
  }
  return operand;
}

}  // namespace

void Operands::add(std::string_view text) {
  if (count_ == operands_.size())
    throw Unconfinable{"too many operands"};
  operands_[count_++] = parse_operand(trim(text));
}

Operands Operands::parse(std::string_view text) {
  Operands result;
  if (text.empty())
    return result;
  std::size_t start = 0;
  int depth = 0;
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] == '(')
      ++depth;
    else if (text[n] == ')')
      --depth;
    else if (text[n] == ',' && depth == 0) {
      result.add(text.substr(start, n - start));
      start = n + 1;
    }
  }
  result.add(text.substr(start));
  return result;
}

const Operand* Operands::memory() const {
  const auto found = std::ranges::find_if(all(), &Operand::is_memory);
  return found == all().end() ? nullptr : &*found;
}

std::string_view low_half(std::string_view reg) {
  const auto* found = std::ranges::find(kRegisters, reg, &RegisterName::full);
  return found == kRegisters.end() ? std::string_view() : found->low;
}

bool is_stack_pointer(std::string_view reg) {
  return reg == "%rsp" || reg == "%esp" || reg == "%sp" || reg == "%spl";
}

}  // namespace plrust::confine
