// SPDX-License-Identifier: PostgreSQL
// The one file of the aarch64 verifier that knows LLVM, by way of disassembler.hpp. What follows from an
// opcode alone is found once per opcode that occurs.
#include "confine/verify/aarch64/decoder.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "confine/verify/aarch64/instruction_table.hpp"
#include "confine/verify/aarch64/register_names.hpp"
#include "confine/verify/disassembler.hpp"

// NOLINTBEGIN(readability-identifier-naming): LLVM's own names
extern "C" {
void LLVMInitializeAArch64TargetInfo();
void LLVMInitializeAArch64TargetMC();
void LLVMInitializeAArch64Disassembler();
}
// NOLINTEND(readability-identifier-naming)

namespace plrust::confine::aarch64 {
namespace {

// What the allow list is made for; of later extensions not even the encodings are known.
constexpr const char* kFeatures = "+v8.1a,+crc,+aes,+sha2";
// How `uxtw` without a shift stands in an extended-register operand.
constexpr std::int64_t kZeroExtendWord = 16;
constexpr std::uint64_t kCodePage = 4096;

struct OpcodeFacts {
  bool known = false;
  AllowedInstruction allowed{nullptr, Addressing::none, 0};
  Kind kind = Kind::refused;
  Role role = Role::other;
  std::uint8_t definitions = 0;
  bool counts_pages = false;
  bool is_relative = false;  // its last immediate is added to the program counter
};

Role role_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Role>, 8> roles = {{
      {"ADDXrx", Role::bind},
      {"LDURWi", Role::load_hash},
      {"MOVKWi", Role::move_half},
      {"SUBSWrs", Role::compare},
      {"Bcc", Role::jump_equal},
      {"BRK", Role::trap},
      {"ADRP", Role::page},
      {"LDRXui", Role::load_slot},
  }};
  const auto* found = std::ranges::find(roles, name, &std::pair<std::string_view, Role>::first);
  return found == roles.end() ? Role::other : found->second;
}

// The initializers come first: the disassembler looks its target up.
Disassembler make_disassembler() {
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64Disassembler();
  return Disassembler("aarch64-unknown-linux-gnu", "", kFeatures);
}

}  // namespace

struct Decoder::State {
  State();

  void decode_one(std::span<const std::byte> code, Instruction& out);
  const OpcodeFacts& facts(unsigned opcode);
  Register register_of(const llvm::MCOperand& operand) const {
    return operand.isReg() ? registers[operand.getReg().id()] : Register{RegisterClass::other, 0};
  }
  // How many operands at the end make the address.
  static unsigned address_operands(const OpcodeFacts& facts);
  void read_address(const llvm::MCInst& inst, const OpcodeFacts& facts, Instruction& out) const;
  void read_operands(const llvm::MCInst& inst, const OpcodeFacts& facts, Instruction& out) const;
  static void refine_role(const llvm::MCInst& inst, Instruction& out);

  Disassembler disassembler = make_disassembler();
  std::vector<Register> registers;  // by LLVM's number
  std::vector<OpcodeFacts> opcodes;
};

Decoder::State::State() {
  registers.resize(disassembler.registers().getNumRegs());
  for (unsigned i = 1; i < registers.size(); ++i)
    registers[i] = register_named(disassembler.registers().getName(i));
  opcodes.resize(disassembler.instructions().getNumOpcodes());
}

const OpcodeFacts& Decoder::State::facts(unsigned opcode) {
  OpcodeFacts& facts = opcodes[opcode];
  if (facts.known)
    return facts;
  facts.known = true;
  const llvm::StringRef llvm_name = disassembler.instructions().getName(opcode);
  const std::string_view name(llvm_name.data(), llvm_name.size());
  const llvm::MCInstrDesc& description = disassembler.instructions().get(opcode);
  const auto allowed = find_allowed(name);
  if (!allowed)
    return facts;
  // Flags and, for calls, the link register are all that may be written without being named.
  const auto is_followed = [&](llvm::MCPhysReg reg) {
    return registers[reg] == kLinkRegister
               ? allowed->group->kind == Kind::call || allowed->group->kind == Kind::call_register
               : llvm::StringRef(disassembler.registers().getName(reg)) == "NZCV";
  };
  if (!std::ranges::all_of(description.implicit_defs(), is_followed))
    return facts;
  facts.allowed = *allowed;
  facts.kind = allowed->group->kind;
  facts.role = role_of(name);
  facts.definitions = static_cast<std::uint8_t>(description.getNumDefs());
  facts.counts_pages = name == "ADRP";
  facts.is_relative = facts.counts_pages || name == "ADR" || facts.kind == Kind::call ||
                      facts.kind == Kind::jump || facts.kind == Kind::jump_conditional;
  return facts;
}

unsigned Decoder::State::address_operands(const OpcodeFacts& facts) {
  switch (facts.allowed.addressing) {
    case Addressing::none:
      return 0;
    case Addressing::literal:
      return 1;
    case Addressing::indexed:
      return 4;
    default:
      return facts.allowed.group->shape == Shape::bare ? 1 : 2;
  }
}

void Decoder::State::read_address(const llvm::MCInst& inst, const OpcodeFacts& facts,
                                  Instruction& out) const {
  const unsigned count = address_operands(facts);
  const unsigned at = inst.getNumOperands() - count;
  const auto immediate = [&](unsigned i) {
    const llvm::MCOperand& operand = inst.getOperand(at + i);
    if (!operand.isImm())
      out.kind = Kind::refused;
    return operand.isImm() ? operand.getImm() : 0;
  };
  if (out.addressing == Addressing::literal) {
    out.immediate = immediate(0) * facts.allowed.scale;
    return;
  }
  out.base = register_of(inst.getOperand(at));
  if (out.addressing == Addressing::indexed) {
    out.index = register_of(inst.getOperand(at + 1));
    out.plain_index = immediate(2) == 0 && immediate(3) == 0;
  } else if (count == 2) {
    out.immediate = immediate(1) * facts.allowed.scale;
  }
}

void Decoder::State::read_operands(const llvm::MCInst& inst, const OpcodeFacts& facts,
                                   Instruction& out) const {
  const unsigned in_address = address_operands(facts);
  if (inst.getNumOperands() < in_address) {
    out.kind = Kind::refused;
    return;
  }
  if (in_address != 0)
    read_address(inst, facts, out);
  unsigned immediates = 0;
  for (unsigned i = 0; i < inst.getNumOperands() - in_address; ++i) {
    const llvm::MCOperand& operand = inst.getOperand(i);
    if (operand.isReg()) {
      if (out.register_count == std::size(out.registers)) {
        out.kind = Kind::refused;
        return;
      }
      out.registers[out.register_count++] = register_of(operand);
    } else if (!operand.isImm()) {
      out.kind = Kind::refused;
    } else if (in_address == 0) {
      // Conditional and test branches have their distance last.
      if (facts.is_relative) {
        out.second_immediate = out.immediate;
        out.immediate = operand.getImm();
      } else {
        (immediates == 0 ? out.immediate : out.second_immediate) = operand.getImm();
      }
      ++immediates;
    }
  }
  out.data_begin = out.writes_back() ? 1 : 0;
  out.data_end = out.register_count;
}

// Roles whose form is more than an opcode.
void Decoder::State::refine_role(const llvm::MCInst& inst, Instruction& out) {
  const bool keeps =
      out.role == Role::bind ? out.registers[0] == kScratchRegister && out.registers[1] == kBaseRegister &&
                                   (out.registers[2].kind == RegisterClass::general32 ||
                                    out.registers[2].kind == RegisterClass::zero) &&
                                   inst.getOperand(3).getImm() == kZeroExtendWord
      : out.role == Role::jump_equal ? out.second_immediate == 0
      : out.role == Role::compare    ? out.registers[0].kind == RegisterClass::zero && out.immediate == 0
                                     : true;
  if (!keeps)
    out.role = Role::other;
}

void Decoder::State::decode_one(std::span<const std::byte> code, Instruction& out) {
  std::array<std::uint8_t, kWordBytes> bytes{};
  std::ranges::transform(code, bytes.begin(),
                         [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
  llvm::MCInst inst;
  if (disassembler.decode(bytes, out.address, inst) != kWordBytes)
    return;
  const OpcodeFacts& known = facts(inst.getOpcode());
  out.kind = known.kind;
  if (out.kind == Kind::refused)
    return;
  const AllowedGroup& group = *known.allowed.group;
  out.role = known.role;
  out.access = group.access;
  out.addressing = known.allowed.addressing;
  out.access_bytes = group.bytes;
  out.element_bytes = static_cast<std::uint8_t>(group.shape == Shape::pair ? group.bytes / 2 : group.bytes);
  out.definitions = known.definitions;
  out.plain_data = group.shape != Shape::bare && group.shape != Shape::none;
  read_operands(inst, known, out);
  if (known.counts_pages)
    out.immediate = static_cast<std::int64_t>(out.address / kCodePage * kCodePage) +
                    out.immediate * static_cast<std::int64_t>(kCodePage) - out.address;
  else if (known.is_relative && known.kind != Kind::plain)
    out.immediate *= kWordBytes;
  refine_role(inst, out);
}

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

std::vector<Instruction> Decoder::decode(std::span<const std::byte> code, std::uint64_t address) {
  std::vector<Instruction> instructions(code.size() / kWordBytes);
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    instructions[i].address = static_cast<std::uint32_t>(address + i * kWordBytes);
    state_->decode_one(code.subspan(i * kWordBytes, kWordBytes), instructions[i]);
  }
  return instructions;
}

std::string Decoder::print(std::span<const std::byte> bytes, std::uint64_t address) {
  return state_->disassembler.print(bytes.first(std::min<std::size_t>(bytes.size(), kWordBytes)), address);
}

}  // namespace plrust::confine::aarch64
