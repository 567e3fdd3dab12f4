// SPDX-License-Identifier: PostgreSQL
// Machine code to Instructions, by LLVM's disassembler and the allow list. LLVM is trusted for what an
// encoding means; prefixes, where decoders and processors disagree most, are read here, byte by byte, and
// only their plain uses are let through to LLVM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "confine/verify/instruction.hpp"

namespace plrust::confine {

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  // Every byte of `code`, in order: each instruction begins where the one before it ends. An undecodable
  // byte becomes an instruction of its own.
  std::vector<Instruction> decode(std::span<const std::byte> code, std::uint64_t address);
  // AT&T text of the instruction that `bytes` begin with.
  std::string print(std::span<const std::byte> bytes, std::uint64_t address);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plrust::confine
