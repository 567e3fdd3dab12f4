// SPDX-License-Identifier: PostgreSQL
// With the one for aarch64, and disassembler.cpp, the only file of the verifier that knows LLVM. Decoding
// costs most of the verifier's time, so what follows from an opcode alone (its row of the allow list, where
// its memory operand stands) is found once per opcode that occurs, and instructions leave here as plain
// numbers.
#include "confine/verify/decoder.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "confine/verify/disassembler.hpp"
#include "confine/verify/instruction_table.hpp"
#include "confine/verify/prefixes.hpp"
#include "confine/verify/register_names.hpp"

// NOLINTBEGIN(readability-identifier-naming): LLVM's own names
extern "C" {
void LLVMInitializeX86TargetInfo();
void LLVMInitializeX86TargetMC();
void LLVMInitializeX86Disassembler();
}
// NOLINTEND(readability-identifier-naming)

namespace plrust::confine {
namespace {

constexpr int kMemoryOperands = 5;  // base, scale, index, displacement, segment
// X86::IP_HAS_REPEAT and IP_HAS_REPEAT_NE of a header that LLVM does not install: a repeat prefix that is
// not part of the opcode.
constexpr unsigned kRepeatFlags = 4U | 8U;

struct OpcodeFacts {
  bool known = false;
  bool implicit_stack = false;
  bool lockable = false;
  bool has_repeat_form = false;  // f2 or f3 may be part of its opcode
  std::int8_t memory_at = -1;
  std::uint8_t bytes = 0;
  Access access = Access::none;
  Kind kind = Kind::refused;
  Role role = Role::other;
};

Role role_of(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Role>, 7> roles = {{
      {"MOV32ri", Role::load_hash},
      {"ADD32rm", Role::add_hash},
      {"JCC_1", Role::jump_equal},
      {"TRAP", Role::trap},
      {"MOV32rr", Role::truncate},
      {"MOV32rr_REV", Role::truncate},
      {"OR64rm", Role::merge_base},
  }};
  const auto* found = std::ranges::find(roles, name, &std::pair<std::string_view, Role>::first);
  return found == roles.end() ? Role::other : found->second;
}

// Vector operations are told apart by f2 and f3; these few integer ones are, too.
bool has_repeat_form(std::string_view name, bool vector) {
  constexpr std::array<std::string_view, 7> names = {"POPCNT", "TZCNT",   "LZCNT", "CRC32",
                                                     "PAUSE",  "ENDBR64", "ADOX"};
  return vector || std::ranges::any_of(names, [&](std::string_view stem) { return name.starts_with(stem); });
}

// The initializers come first: the disassembler looks its target up.
Disassembler make_disassembler() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86Disassembler();
  return Disassembler("x86_64-unknown-linux-gnu", "x86-64", "");
}

}  // namespace

struct Decoder::State {
  State();

  void decode_one(std::span<const std::byte> code, std::uint32_t address, Instruction& out);
  const OpcodeFacts& facts(unsigned opcode);
  bool has_vector_operand(const llvm::MCInstrDesc& description) const;
  Register register_of(const llvm::MCOperand& operand) const {
    return operand.isReg() ? registers[operand.getReg().id()] : Register{RegisterClass::other, 0};
  }
  void read_memory(const llvm::MCInst& inst, int at, Instruction& out) const;
  void read_operands(const llvm::MCInst& inst, const OpcodeFacts& facts, Instruction& out) const;

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

bool Decoder::State::has_vector_operand(const llvm::MCInstrDesc& description) const {
  return std::ranges::any_of(description.operands(), [&](const llvm::MCOperandInfo& info) {
    if (info.OperandType != llvm::MCOI::OPERAND_REGISTER || info.RegClass < 0)
      return false;
    const llvm::MCRegisterClass& registers_of_class = disassembler.registers().getRegClass(info.RegClass);
    return registers[*registers_of_class.begin()].kind == RegisterClass::vector;
  });
}

const OpcodeFacts& Decoder::State::facts(unsigned opcode) {
  OpcodeFacts& facts = opcodes[opcode];
  if (facts.known)
    return facts;
  facts.known = true;
  const llvm::StringRef llvm_name = disassembler.instructions().getName(opcode);
  const std::string_view name(llvm_name.data(), llvm_name.size());
  const llvm::MCInstrDesc& description = disassembler.instructions().get(opcode);
  const auto operands = description.operands();
  for (std::size_t i = 0; i + kMemoryOperands <= operands.size() && facts.memory_at < 0; ++i)
    if (operands[i].OperandType == llvm::MCOI::OPERAND_MEMORY)
      facts.memory_at = static_cast<std::int8_t>(i);
  const auto is_stack = [&](llvm::MCPhysReg reg) { return is_stack_pointer(registers[reg]); };
  facts.implicit_stack = std::ranges::any_of(description.implicit_uses(), is_stack) ||
                         std::ranges::any_of(description.implicit_defs(), is_stack);
  const auto allowed = find_allowed(name);
  if (!allowed)
    return facts;
  facts.kind = allowed->group->kind;
  facts.access = allowed->group->access;
  facts.lockable = allowed->group->lockable;
  facts.bytes = allowed->bytes;
  facts.role = role_of(name);
  facts.has_repeat_form = has_repeat_form(name, has_vector_operand(description));
  if (facts.kind == Kind::lea)
    facts.memory_at = 1;  // LLVM gives the parts of an address that is not accessed no operand type
  // A row and LLVM must agree on whether there is a memory operand.
  const bool may_have_memory =
      facts.access != Access::none || facts.kind == Kind::lea || facts.kind == Kind::nop;
  if ((facts.memory_at >= 0) != may_have_memory && facts.kind != Kind::nop)
    facts.kind = Kind::refused;
  return facts;
}

void Decoder::State::read_memory(const llvm::MCInst& inst, int at, Instruction& out) const {
  const auto operand = [&](int i) { return inst.getOperand(static_cast<unsigned>(at + i)); };
  out.has_memory = true;
  out.memory.base = register_of(operand(0));
  out.memory.scale = static_cast<std::uint8_t>(operand(1).getImm());
  out.memory.index = register_of(operand(2));
  if (out.memory.index.kind == RegisterClass::no_index)
    out.memory.index = {};
  out.memory.displacement = operand(3).getImm();
  out.memory.segment = register_of(operand(4));
}

void Decoder::State::read_operands(const llvm::MCInst& inst, const OpcodeFacts& facts,
                                   Instruction& out) const {
  const int count = static_cast<int>(inst.getNumOperands());
  if (facts.memory_at >= 0 && facts.memory_at + kMemoryOperands <= count)
    read_memory(inst, facts.memory_at, out);
  bool first_immediate = true;
  for (int i = 0; i < count; ++i) {
    if (out.has_memory && i >= facts.memory_at && i < facts.memory_at + kMemoryOperands)
      continue;
    const llvm::MCOperand& operand = inst.getOperand(static_cast<unsigned>(i));
    if (operand.isReg()) {
      if (out.register_count == std::size(out.registers)) {
        out.kind = Kind::refused;
        return;
      }
      out.registers[out.register_count++] = register_of(operand);
    } else if (operand.isImm()) {
      // Conditional jumps carry the displacement first, then the condition.
      if (!first_immediate && out.role == Role::jump_equal && operand.getImm() != 4)
        out.role = Role::other;
      if (first_immediate)
        out.immediate = operand.getImm();
      first_immediate = false;
    } else {
      out.kind = Kind::refused;
    }
  }
}

void Decoder::State::decode_one(std::span<const std::byte> code, std::uint32_t address, Instruction& out) {
  out.address = address;
  out.length = 1;
  std::array<std::uint8_t, kMaxInstructionBytes> bytes{};
  const std::size_t count = std::min(code.size(), bytes.size());
  const Prefixes prefixes = read_prefixes(code.first(count));
  // LLVM decodes a leading lock prefix as an instruction of its own: it is taken out here.
  std::size_t used = 0;
  std::size_t locks = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto byte = std::to_integer<std::uint8_t>(code[i]);
    if (i < prefixes.length && byte == 0xf0)
      ++locks;
    else
      bytes[used++] = byte;
  }
  llvm::MCInst inst;
  const std::uint64_t size = disassembler.decode({bytes.data(), used}, address, inst);
  if (size == 0 || size + locks > count)
    return;
  out.length = static_cast<std::uint8_t>(size + locks);
  const OpcodeFacts& known = facts(inst.getOpcode());
  out.kind = known.kind;
  out.role = known.role;
  out.access = known.access;
  out.access_bytes = known.bytes;
  out.implicit_stack = known.implicit_stack;
  if (out.kind == Kind::refused)
    return;
  read_operands(inst, known, out);
  const bool repeat_is_opcode = known.has_repeat_form && (inst.getFlags() & kRepeatFlags) == 0;
  check_prefixes(prefixes, known.lockable, repeat_is_opcode, out);
}

Decoder::Decoder() : state_(std::make_unique<State>()) {}
Decoder::~Decoder() = default;

std::vector<Instruction> Decoder::decode(std::span<const std::byte> code, std::uint64_t address) {
  std::vector<Instruction> instructions;
  instructions.reserve(code.size() / 4);
  for (std::size_t at = 0; at < code.size(); at += instructions.back().length)
    state_->decode_one(code.subspan(at), static_cast<std::uint32_t>(address + at),
                       instructions.emplace_back());
  return instructions;
}

std::string Decoder::print(std::span<const std::byte> bytes, std::uint64_t address) {
  return state_->disassembler.print(bytes.first(std::min(bytes.size(), kMaxInstructionBytes)), address);
}

}  // namespace plrust::confine
