// SPDX-License-Identifier: PostgreSQL
// Capstone's view of one instruction, in the words of the verifier's rules. It shares no code with LLVM's
// disassembler: where the two agree on what an instruction does, a mistake of one is not the proof's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "confine/verify/image.hpp"

namespace plrust::confine::tests {

struct SecondOpinion {
  std::string text;
  std::string mnemonic;
  std::size_t length = 0;
  bool has_memory = false;  // an operand that is accessed
  bool writes_memory = false;
  std::string base;  // names of registers; empty: none
  std::string index;
  std::string segment;
  std::int64_t displacement = 0;
  unsigned scale = 1;
  unsigned bytes = 0;  // x86_64 only
  bool writes_back = false;
  bool jumps = false;
  bool calls = false;
  bool returns = false;
  bool privileged = false;        // or an interrupt
  std::set<std::string> written;  // registers, the implicit ones included
};

class SecondDecoder {
 public:
  explicit SecondDecoder(Machine machine);
  ~SecondDecoder();
  SecondDecoder(const SecondDecoder&) = delete;
  SecondDecoder& operator=(const SecondDecoder&) = delete;

  // Of the instruction that `bytes` begin with; nothing if Capstone knows none.
  std::optional<SecondOpinion> decode(std::span<const std::byte> bytes, std::uint64_t address);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plrust::confine::tests
