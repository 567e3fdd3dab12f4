// SPDX-License-Identifier: PostgreSQL
// The operands of one x86_64 instruction in AT&T syntax, as LLVM prints them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace plrust::confine {

struct Operand {
  enum class Kind {
    immediate,        // $5
    reg,              // %rax, %st(1)
    memory,           // 8(%rax,%rcx,4)
    symbol,           // .LBB0_1, memcpy@PLT, 4096
    indirect_reg,     // *%rax
    indirect_memory,  // *8(%rax), *sym@GOTPCREL(%rip)
  };
  Kind kind = Kind::symbol;
  std::string_view text;          // as written, without blanks around and without the star
  std::string_view displacement;  // memory only, and so the rest
  std::string_view base;
  std::string_view index;
  std::string_view scale;

  bool is_memory() const { return kind == Kind::memory || kind == Kind::indirect_memory; }
};

class Operands {
 public:
  // Throws Unconfinable for anything that is not one of the forms above, segment prefixes among them.
  static Operands parse(std::string_view text);

  std::span<const Operand> all() const { return std::span(operands_).first(count_); }
  std::size_t size() const { return count_; }
  const Operand& operator[](std::size_t n) const { return operands_[n]; }
  const Operand& last() const { return operands_[count_ - 1]; }
  // The one memory operand, or null. (x86 has no instruction with two that this parser lets through.)
  const Operand* memory() const;

 private:
  void add(std::string_view text);

  std::array<Operand, 5> operands_;
  std::size_t count_ = 0;
};

// "%eax" for "%rax"; empty for anything but a 64-bit general register.
std::string_view low_half(std::string_view reg);

// Whether the name is rsp or a part of it.
bool is_stack_pointer(std::string_view reg);

}  // namespace plrust::confine
