// SPDX-License-Identifier: PostgreSQL
// The allow list against what LLVM knows of every opcode: a wrong width or direction here would be a hole.
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/MCTargetOptions.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/raw_ostream.h>

#include "confine/abi.hpp"
#include "confine/verify/instruction_table.hpp"

// NOLINTBEGIN(readability-identifier-naming): LLVM's own names
extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86TargetMC();
}
// NOLINTEND(readability-identifier-naming)

namespace plrust::confine::tests {
namespace {

class Target {
 public:
  Target() {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86TargetMC();
    const llvm::Triple triple("x86_64-unknown-linux-gnu");
    std::string error;
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
    registers.reset(target->createMCRegInfo(triple));
    asm_info.reset(target->createMCAsmInfo(*registers, triple, options));
    instructions.reset(target->createMCInstrInfo());
    subtarget.reset(target->createMCSubtargetInfo(triple, "x86-64", ""));
    printer.reset(target->createMCInstPrinter(triple, 1, *asm_info, *instructions, *registers));
    for (unsigned i = 1; i < registers->getNumRegs(); ++i) by_name[registers->getName(i)] = i;
  }

  // The instruction with plausible operands, in Intel syntax, which spells out the width of memory.
  std::string print(unsigned opcode) const {
    const llvm::MCInstrDesc& description = instructions->get(opcode);
    llvm::MCInst inst;
    inst.setOpcode(opcode);
    for (unsigned i = 0; i < description.getNumOperands(); ++i) {
      const llvm::MCOperandInfo& info = description.operands()[i];
      if (info.OperandType == llvm::MCOI::OPERAND_MEMORY && inst.getNumOperands() == i) {
        add_memory(inst);
        i += 4;
      } else if (info.RegClass >= 0) {
        inst.addOperand(llvm::MCOperand::createReg(*registers->getRegClass(info.RegClass).begin()));
      } else {
        inst.addOperand(llvm::MCOperand::createImm(1));
      }
    }
    std::string text;
    llvm::raw_string_ostream out(text);
    printer->printInst(&inst, 0, "", *subtarget, out);
    return text;
  }

  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> asm_info;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::unique_ptr<llvm::MCInstPrinter> printer;
  std::map<std::string, unsigned> by_name;

 private:
  void add_memory(llvm::MCInst& inst) const {
    inst.addOperand(llvm::MCOperand::createReg(by_name.at("RDI")));
    inst.addOperand(llvm::MCOperand::createImm(1));
    inst.addOperand(llvm::MCOperand::createReg(0));
    inst.addOperand(llvm::MCOperand::createImm(0));
    inst.addOperand(llvm::MCOperand::createReg(0));
  }
};

// 0: the syntax does not say.
unsigned width_in(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 6> names = {{{"xmmword ptr", 16},
                                                                           {"ymmword ptr", 32},
                                                                           {"qword ptr", 8},
                                                                           {"dword ptr", 4},
                                                                           {"byte ptr", 1},
                                                                           {"word ptr", 2}}};
  for (const auto& [name, bytes] : names)
    if (text.find(name) != std::string::npos)
      return bytes;
  return 0;
}

bool has_memory(const llvm::MCInstrDesc& description) {
  for (const llvm::MCOperandInfo& info : description.operands())
    if (info.OperandType == llvm::MCOI::OPERAND_MEMORY)
      return true;
  return false;
}

bool is_stack(const Target& target, llvm::MCPhysReg reg) {
  const std::string_view name = target.registers->getName(reg);
  return name == "RSP" || name == "ESP" || name == "SP";
}

}  // namespace

TEST_SUITE("verify allow list") {
  TEST_CASE("every allowed opcode accesses what its row says") {
    const Target target;
    unsigned with_memory = 0;
    for (unsigned opcode = 0; opcode < target.instructions->getNumOpcodes(); ++opcode) {
      const std::string name = target.instructions->getName(opcode).str();
      const auto allowed = find_allowed(name);
      if (!allowed)
        continue;
      CAPTURE(name);
      const llvm::MCInstrDesc& description = target.instructions->get(opcode);
      const Access access = allowed->group->access;
      const Kind kind = allowed->group->kind;
      if (kind == Kind::nop || kind == Kind::lea)
        continue;
      CHECK(has_memory(description) == (access != Access::none));
      if (access == Access::none)
        continue;
      ++with_memory;
      const std::string text = target.print(opcode);
      INFO(text);
      const unsigned width = width_in(text);
      CHECK((width == allowed->bytes || (width == 0 && name.starts_with("PREFETCH"))));
      CHECK(allowed->bytes <= kMaxAccess);
      if (description.mayStore() && kind == Kind::plain && !name.starts_with("PREFETCH"))
        CHECK(access == Access::write);
    }
    CHECK(with_memory > 300);
  }

  TEST_CASE("only instructions whose rule follows it use the stack pointer implicitly") {
    const Target target;
    for (unsigned opcode = 0; opcode < target.instructions->getNumOpcodes(); ++opcode) {
      const std::string name = target.instructions->getName(opcode).str();
      const auto allowed = find_allowed(name);
      if (!allowed)
        continue;
      CAPTURE(name);
      const llvm::MCInstrDesc& description = target.instructions->get(opcode);
      const auto uses_stack = [&](llvm::MCPhysReg reg) { return is_stack(target, reg); };
      const bool implicit = llvm::any_of(description.implicit_defs(), uses_stack) ||
                            llvm::any_of(description.implicit_uses(), uses_stack);
      const Kind kind = allowed->group->kind;
      if (kind == Kind::plain || kind == Kind::add || kind == Kind::subtract || kind == Kind::lea ||
          kind == Kind::nop)
        CHECK_FALSE(implicit);
      if (kind == Kind::plain) {
        CHECK_FALSE(description.isCall());
        CHECK_FALSE(description.isBranch());
        CHECK_FALSE(description.isReturn());
        CHECK_FALSE(description.isTerminator());
      }
    }
  }

  TEST_CASE("every word of the table names an instruction that exists") {
    const Target target;
    std::map<const AllowedGroup*, unsigned> found;
    for (unsigned opcode = 0; opcode < target.instructions->getNumOpcodes(); ++opcode)
      if (const auto allowed = find_allowed(target.instructions->getName(opcode).str()))
        ++found[allowed->group];
    for (const AllowedGroup& group : allowed_groups()) {
      CAPTURE(std::string(group.stems));
      CAPTURE(std::string(group.forms));
      CHECK(found.contains(&group));
    }
  }

  TEST_CASE("names that only begin like an allowed one are not") {
    for (const char* name :
         {"",           "MOV64",        "MOV64rs",      "MOV64sr", "MOV64ao64",   "MOV64rc",
          "MOV64rd",    "ADD64rr_EVEX", "ADD64rr_ND",   "BT64mr",  "POP64rmm",    "RETI64",
          "RET64_",     "CALL64r_NT",   "JMP64r_NT",    "MOVSB",   "MOVSQ",       "STOSB",
          "LODSQ",      "XLAT",         "ENTER",        "LEAVE64", "VADDPSrr",    "PUSHF64",
          "WRGSBASE64", "SYSCALL",      "MASKMOVDQU64", "LD_F64m", "MMX_MOVQ64rm"})
      CHECK_FALSE(find_allowed(name).has_value());
  }
}

}  // namespace plrust::confine::tests
