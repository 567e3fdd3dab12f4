// SPDX-License-Identifier: PostgreSQL
// LLVM's disassembler and printer for one architecture. What bytes mean is asked of it and of nobody else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDisassembler/MCDisassembler.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>

namespace plrust::confine {

class Disassembler {
 public:
  // The target's LLVMInitialize functions must have been called.
  Disassembler(const char* triple, const char* cpu, const char* features);

  // Decodes the instruction that the bytes begin with; how many bytes it has, 0 if LLVM has the least doubt.
  std::uint64_t decode(std::span<const std::uint8_t> bytes, std::uint64_t address, llvm::MCInst& inst) const;
  // Its text, "(undecodable)" if there is none.
  std::string print(std::span<const std::byte> bytes, std::uint64_t address) const;

  const llvm::MCRegisterInfo& registers() const noexcept { return *registers_; }
  const llvm::MCInstrInfo& instructions() const noexcept { return *instructions_; }

 private:
  llvm::MCTargetOptions options_;
  std::unique_ptr<llvm::MCRegisterInfo> registers_;
  std::unique_ptr<llvm::MCAsmInfo> asm_info_;
  std::unique_ptr<llvm::MCInstrInfo> instructions_;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget_;
  std::unique_ptr<llvm::MCContext> context_;
  std::unique_ptr<llvm::MCDisassembler> disassembler_;
  std::unique_ptr<llvm::MCInstPrinter> printer_;
};

}  // namespace plrust::confine
