// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plrust::confine {

// LLVM allocates a large frame page by page, in a loop whose end is an address of the stack in a register:
//
//   movq %rsp, %r11; subq $36864, %r11; 1: subq $4096, %rsp; movq $0, (%rsp); cmpq %r11, %rsp; jne 1b
//
// Nothing can be proved about such a loop; about its passes one after the other it can. The register is dead
// behind it.
class ProbeLoop {
 public:
  struct Form {
    std::array<std::string_view, 3> body;  // as "name operands"; '@' stands for the register
    std::string_view jump;
    std::string_view pass;  // what one pass becomes: whole lines
  };

  explicit ProbeLoop(const Form& form) : form_(form) {}

  // The register was set to the stack pointer minus `bytes`. Throws Unconfinable if that is no whole number
  // of pages, or more than the verifier allows a frame to have.
  void begin(std::string_view bound, std::uint64_t bytes);
  bool is_active() const noexcept { return state_ != kNone; }
  void label(std::string_view name);
  // Takes the next instruction of the loop; appends all passes to `out` after the last. Throws Unconfinable
  // if it is not that instruction.
  void follow(std::string_view name, std::string_view operands, std::string& out);

 private:
  static constexpr std::size_t kNone = 0;
  static constexpr std::size_t kStart = 1;     // the label comes next
  static constexpr std::size_t kLabelled = 2;  // then body[0] and so on

  bool is_next(std::string_view name, std::string_view operands) const;
  [[noreturn]] void fail(std::string_view why);

  const Form& form_;
  std::string_view bound_;
  std::string_view label_;
  std::uint64_t passes_ = 0;
  std::size_t state_ = kNone;
};

}  // namespace plrust::confine
