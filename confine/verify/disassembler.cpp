// SPDX-License-Identifier: PostgreSQL
#include "confine/verify/disassembler.hpp"

#include <algorithm>

#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/raw_ostream.h>

namespace plrust::confine {

Disassembler::Disassembler(const char* triple_name, const char* cpu, const char* features) {
  const llvm::Triple triple(triple_name);
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
  registers_.reset(target->createMCRegInfo(triple));
  asm_info_.reset(target->createMCAsmInfo(*registers_, triple, options_));
  instructions_.reset(target->createMCInstrInfo());
  subtarget_.reset(target->createMCSubtargetInfo(triple, cpu, features));
  context_ = std::make_unique<llvm::MCContext>(triple, asm_info_.get(), registers_.get(), subtarget_.get());
  disassembler_.reset(target->createMCDisassembler(*subtarget_, *context_));
  printer_.reset(target->createMCInstPrinter(triple, 0, *asm_info_, *instructions_, *registers_));
}

std::uint64_t Disassembler::decode(std::span<const std::uint8_t> bytes, std::uint64_t address,
                                   llvm::MCInst& inst) const {
  std::uint64_t size = 0;
  const auto status = disassembler_->getInstruction(inst, size, llvm::ArrayRef(bytes.data(), bytes.size()),
                                                    address, llvm::nulls());
  return status == llvm::MCDisassembler::Success ? size : 0;
}

std::string Disassembler::print(std::span<const std::byte> bytes, std::uint64_t address) const {
  llvm::MCInst inst;
  const std::span same(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (decode(same, address, inst) == 0)
    return "(undecodable)";
  std::string text;
  llvm::raw_string_ostream out(text);
  printer_->printInst(&inst, address, "", *subtarget_, out);
  std::ranges::replace(text, '\t', ' ');
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? text : text.substr(begin);
}

}  // namespace plrust::confine
