// SPDX-License-Identifier: PostgreSQL
// The allow list of aarch64 against what LLVM knows of every opcode: a wrong width or direction, or a
// register written unseen, would be a hole.
#include <algorithm>
#include <array>
#include <cctype>
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
#include "confine/verify/aarch64/instruction_table.hpp"
#include "confine/verify/aarch64/register_names.hpp"

// NOLINTBEGIN(readability-identifier-naming): LLVM's own names
extern "C" {
void LLVMInitializeAArch64TargetInfo();
void LLVMInitializeAArch64TargetMC();
}
// NOLINTEND(readability-identifier-naming)

namespace plrust::confine::tests {
namespace {

using aarch64::Addressing;
using aarch64::AllowedGroup;
using aarch64::find_allowed;
using aarch64::Kind;
using aarch64::Shape;

class Target {
 public:
  Target() {
    LLVMInitializeAArch64TargetInfo();
    LLVMInitializeAArch64TargetMC();
    const llvm::Triple triple("aarch64-unknown-linux-gnu");
    std::string error;
    const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
    registers.reset(target->createMCRegInfo(triple));
    asm_info.reset(target->createMCAsmInfo(*registers, triple, options));
    instructions.reset(target->createMCInstrInfo());
    subtarget.reset(target->createMCSubtargetInfo(triple, "", "+all"));
    printer.reset(target->createMCInstPrinter(triple, 0, *asm_info, *instructions, *registers));
  }

  // The instruction with plausible operands.
  std::string print(unsigned opcode) const {
    llvm::MCInst inst;
    inst.setOpcode(opcode);
    for (const llvm::MCOperandInfo& info : instructions->get(opcode).operands())
      if (info.RegClass >= 0)
        inst.addOperand(llvm::MCOperand::createReg(*registers->getRegClass(info.RegClass).begin()));
      else
        inst.addOperand(llvm::MCOperand::createImm(0));
    std::string text;
    llvm::raw_string_ostream out(text);
    printer->printInst(&inst, 0, "", *subtarget, out);
    std::ranges::replace(text, '\t', ' ');
    return text.substr(text.find_first_not_of(' '));
  }

  template <typename Found>
  void each_allowed(Found found) const {
    for (unsigned opcode = 0; opcode < instructions->getNumOpcodes(); ++opcode) {
      const std::string name = instructions->getName(opcode).str();
      if (const auto allowed = find_allowed(name)) {
        CAPTURE(name);
        found(name, opcode, *allowed);
      }
    }
  }

  llvm::MCTargetOptions options;
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCAsmInfo> asm_info;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCSubtargetInfo> subtarget;
  std::unique_ptr<llvm::MCInstPrinter> printer;
};

unsigned bytes_of_letter(char letter) {
  constexpr std::array<std::pair<char, unsigned>, 7> letters = {
      {{'b', 1}, {'h', 2}, {'s', 4}, {'w', 4}, {'d', 8}, {'x', 8}, {'q', 16}}};
  const auto* found = std::ranges::find(letters, letter, &std::pair<char, unsigned>::first);
  return found == letters.end() ? 0 : found->second;
}

// "ld2 { v0.16b, v1.16b }, [x0]", "st3 { v0.b, v1.b, v2.b }[0], [x0]", "ld4r { … }, [x0]"
unsigned bytes_of_structure(const std::string& text) {
  const std::size_t dot = text.find('.');
  const std::string arrangement = text.substr(dot + 1, text.find_first_of(", }", dot) - dot - 1);
  const auto registers = static_cast<unsigned>(
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find('}')), '.'));
  const bool one_element = text[3] == 'r' || text.find("}[") != std::string::npos;
  if (one_element)
    return registers * bytes_of_letter(arrangement.back());
  return registers * static_cast<unsigned>(std::stoi(arrangement)) * bytes_of_letter(arrangement.back());
}

// What the assembly says of the width.
unsigned bytes_in(const std::string& text) {
  const std::string mnemonic = text.substr(0, text.find(' '));
  if (mnemonic.starts_with("prf"))
    return 8;
  if (std::isdigit(static_cast<unsigned char>(mnemonic[2])) != 0)
    return bytes_of_structure(text);
  const bool pair = mnemonic.starts_with("ldp") || mnemonic.starts_with("stp") ||
                    mnemonic.starts_with("ldnp") || mnemonic.starts_with("stnp") ||
                    mnemonic.find("xp") != std::string::npos;
  if (mnemonic.ends_with("sw"))
    return pair ? 8 : 4;
  if (mnemonic.ends_with("b"))
    return 1;
  if (mnemonic.ends_with("h"))
    return 2;
  std::string operands = text.substr(mnemonic.size() + 1);
  if (mnemonic.starts_with("stxp") || mnemonic.starts_with("stlxp") || mnemonic.starts_with("stxr") ||
      mnemonic.starts_with("stlxr"))
    operands = operands.substr(operands.find(' ') + 1);  // the status comes first
  return bytes_of_letter(operands.front()) * (pair ? 2 : 1);
}

}  // namespace

TEST_SUITE("verify allow list of aarch64") {
  TEST_CASE("every allowed opcode accesses what its row says") {
    const Target target;
    unsigned with_memory = 0;
    target.each_allowed([&](const std::string& name, unsigned opcode,
                            const aarch64::AllowedInstruction& allowed) {
      const llvm::MCInstrDesc& description = target.instructions->get(opcode);
      const AllowedGroup& group = *allowed.group;
      const bool orders = name == "ISB" || name == "DMB" || name == "CLREX" || group.kind == Kind::hint ||
                          group.kind == Kind::trap;
      const bool hints = name.starts_with("PRF");
      if (group.access == Access::none) {
        CHECK(allowed.addressing == Addressing::none);
        CHECK((orders || group.kind != Kind::plain || !(description.mayLoad() || description.mayStore())));
        return;
      }
      ++with_memory;
      const std::string text = target.print(opcode);
      INFO(text);
      CHECK((hints || description.mayLoad() || description.mayStore()));
      CHECK(text.find(allowed.addressing == Addressing::literal ? "ld" : "[") !=
            (hints && allowed.addressing == Addressing::literal ? 0 : std::string::npos));
      CHECK(bytes_in(text) == group.bytes);
      CHECK(group.bytes <= kMaxAccess);
      if (description.mayStore() && !hints)
        CHECK(group.access == Access::write);
    });
    CHECK(with_memory > 500);
  }

  TEST_CASE("addresses are written back by exactly the forms that say so") {
    const Target target;
    target.each_allowed([&](const std::string&, unsigned opcode, const aarch64::AllowedInstruction& allowed) {
      const std::string text = target.print(opcode);
      INFO(text);
      const bool before = text.ends_with("!");
      const bool after = text.find("],") != std::string::npos && text.find("}[") == std::string::npos &&
                         allowed.group->access != Access::none;
      CHECK(before == (allowed.addressing == Addressing::pre));
      CHECK(after == (allowed.addressing == Addressing::post));
      const llvm::MCInstrDesc& description = target.instructions->get(opcode);
      if (before || after)
        CHECK(description.getOperandConstraint(description.getNumOperands() - 2, llvm::MCOI::TIED_TO) == 0);
    });
  }

  TEST_CASE("nothing is written that is not an operand, flags and the link of calls apart") {
    const Target target;
    target.each_allowed([&](const std::string&, unsigned opcode, const aarch64::AllowedInstruction& allowed) {
      const llvm::MCInstrDesc& description = target.instructions->get(opcode);
      const Kind kind = allowed.group->kind;
      for (const llvm::MCPhysReg reg : description.implicit_defs()) {
        const std::string_view written = target.registers->getName(reg);
        CHECK(
            (written == "NZCV" || (written == "LR" && (kind == Kind::call || kind == Kind::call_register))));
      }
      CHECK_FALSE(description.isVariadic());
      if (kind == Kind::plain || kind == Kind::add || kind == Kind::subtract) {
        CHECK_FALSE(description.isCall());
        CHECK_FALSE(description.isBranch());
        CHECK_FALSE(description.isReturn());
        CHECK_FALSE(description.isTerminator());
      }
    });
  }

  TEST_CASE("every word of the table names an instruction that exists") {
    const Target target;
    std::map<const AllowedGroup*, unsigned> found;
    target.each_allowed([&](const std::string&, unsigned, const aarch64::AllowedInstruction& allowed) {
      ++found[allowed.group];
    });
    for (const AllowedGroup& group : aarch64::allowed_groups()) {
      CAPTURE(std::string(group.stems));
      CHECK(found.contains(&group));
    }
  }

  TEST_CASE("names that only begin like an allowed one are not") {
    for (const char* name : {"",        "LDRXroX", "STRQroX",  "LD1Twov16b_POST",
                             "CASPALX", "LDTRXi",  "MRS",      "MSR",
                             "SYSxt",   "SVC",     "HVC",      "SMC",
                             "HLT",     "PACIASP", "AUTIASP",  "XPACLRI",
                             "BRAA",    "RETAA",   "ERET",     "LDRAAwriteback",
                             "STGi",    "ADDG",    "LD1B_IMM", "CPYFP",
                             "ADDXri_", "DSB",     "PRFMroX"})
      CHECK_FALSE(find_allowed(name).has_value());
  }

  TEST_CASE("registers are known by name, and pairs of general ones are not") {
    using aarch64::register_named;
    using aarch64::RegisterClass;
    CHECK(register_named("X18") == aarch64::kScratchRegister);
    CHECK(register_named("W28").number == aarch64::kBase);
    CHECK(register_named("LR") == aarch64::kLinkRegister);
    CHECK(register_named("WSP").kind == RegisterClass::stack);
    CHECK(register_named("XZR").kind == RegisterClass::zero);
    CHECK(register_named("Q31_Q0").kind == RegisterClass::vector);
    for (const char* name :
         {"X18_X19", "W0_W1", "LR_XZR", "X28_FP", "Z0", "P0", "NZCV", "X31", "Q32", "Q0_", "FPCR"})
      CHECK(register_named(name).kind == RegisterClass::other);
  }
}

}  // namespace plrust::confine::tests
