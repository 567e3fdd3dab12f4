// SPDX-License-Identifier: PostgreSQL
// Machine code to Instructions, by LLVM's disassembler and the allow list. LLVM is trusted for what a word
// means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "confine/verify/aarch64/instruction.hpp"

namespace plrust::confine::aarch64 {

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Every whole word of `code`, in order.
  std::vector<Instruction> decode(std::span<const std::byte> code, std::uint64_t address);
  // Text of the instruction that `bytes` begin with.
  std::string print(std::span<const std::byte> bytes, std::uint64_t address);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plrust::confine::aarch64
