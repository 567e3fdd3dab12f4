// SPDX-License-Identifier: PostgreSQL
// What both architectures share: walking the lines of an assembly file, knowing the function one is in, and
// letting only known directives through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::confine {

// Why one instruction cannot be confined. Inside this folder only; the walker adds function and line.
struct Unconfinable {
  std::string why;
};

// Rewrites the instructions of one file, in order.
class InstructionRewriter {
 public:
  InstructionRewriter() = default;
  InstructionRewriter(const InstructionRewriter&) = delete;
  InstructionRewriter& operator=(const InstructionRewriter&) = delete;
  virtual ~InstructionRewriter() = default;

  // `text` has neither comment nor surrounding blanks. Appends one or more whole lines to `out`.
  virtual void instruction(std::string_view text, std::string& out) = 0;
  // A label stands here: whatever came before may not be what ran before.
  virtual void label(std::string_view name) = 0;
  // What starts a comment ("#", "//").
  virtual std::string_view comment() const = 0;
  // The line that a function gets for a body when it cannot be confined.
  virtual std::string_view trap() const = 0;
};

std::string rewrite_lines(std::string_view assembly, InstructionRewriter& rewriter,
                          std::vector<std::string>* trapped);

// Blanks as the assembler sees them.
std::string_view trim(std::string_view text);

}  // namespace plrust::confine
