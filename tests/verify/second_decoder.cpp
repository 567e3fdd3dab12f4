// SPDX-License-Identifier: PostgreSQL
#include "tests/verify/second_decoder.hpp"

#include <capstone/capstone.h>

#include <stdexcept>

namespace plrust::confine::tests {

struct SecondDecoder::State {
  explicit State(Machine machine) : arm(machine == Machine::aarch64) {
    const cs_arch arch = arm ? CS_ARCH_ARM64 : CS_ARCH_X86;
    if (cs_open(arch, arm ? CS_MODE_ARM : CS_MODE_64, &handle) != CS_ERR_OK)
      throw std::runtime_error("capstone does not know this machine");
    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
    instruction = cs_malloc(handle);
  }
  ~State() {
    cs_free(instruction, 1);
    cs_close(&handle);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string name(unsigned reg) const {
    const char* text = reg == 0 ? nullptr : cs_reg_name(handle, reg);
    return text == nullptr ? std::string() : std::string(text);
  }
  bool is_in(std::uint8_t group) const { return cs_insn_group(handle, instruction, group); }
  void read_x86(SecondOpinion& out) const;
  void read_aarch64(SecondOpinion& out) const;
  void read_written(SecondOpinion& out) const;

  bool arm;
  csh handle = 0;
  cs_insn* instruction = nullptr;
};

void SecondDecoder::State::read_x86(SecondOpinion& out) const {
  const cs_x86& detail = instruction->detail->x86;
  for (unsigned i = 0; i < detail.op_count; ++i) {
    const cs_x86_op& operand = detail.operands[i];
    if (operand.type != X86_OP_MEM)
      continue;
    // Addresses that are only computed, and those of prefetches, which access nothing either.
    out.has_memory = !out.mnemonic.starts_with("lea") && !out.mnemonic.starts_with("nop");
    // Capstone 4 takes the first operand of `test` for its result.
    out.writes_memory = out.writes_memory || ((operand.access & CS_AC_WRITE) != 0 && out.mnemonic != "test");
    out.base = name(static_cast<unsigned>(operand.mem.base));
    out.index = name(static_cast<unsigned>(operand.mem.index));
    out.segment = name(static_cast<unsigned>(operand.mem.segment));
    out.displacement = operand.mem.disp;
    out.scale = static_cast<unsigned>(operand.mem.scale);
    out.bytes = operand.size;
  }
}

void SecondDecoder::State::read_aarch64(SecondOpinion& out) const {
  const cs_arm64& detail = instruction->detail->arm64;
  for (unsigned i = 0; i < detail.op_count; ++i) {
    const cs_arm64_op& operand = detail.operands[i];
    if (operand.type != ARM64_OP_MEM)
      continue;
    out.has_memory = true;
    out.base = name(operand.mem.base);
    out.index = name(operand.mem.index);
    out.displacement = operand.mem.disp;
  }
  // Stores, and everything that reads and writes, by name: what Capstone says of operands is not complete.
  const std::string& m = out.mnemonic;
  out.writes_memory =
      out.has_memory &&
      (m.starts_with("st") || m.starts_with("cas") || m.starts_with("swp") || m.starts_with("ldadd") ||
       m.starts_with("ldclr") || m.starts_with("ldset") || m.starts_with("ldeor"));
  out.writes_back = detail.writeback;
}

void SecondDecoder::State::read_written(SecondOpinion& out) const {
  cs_regs read;
  cs_regs written;
  std::uint8_t reads = 0;
  std::uint8_t writes = 0;
  if (cs_regs_access(handle, instruction, read, &reads, written, &writes) != CS_ERR_OK)
    throw std::runtime_error("capstone does not say what is written");
  for (unsigned i = 0; i < writes; ++i) out.written.insert(name(written[i]));
}

SecondDecoder::SecondDecoder(Machine machine) : state_(std::make_unique<State>(machine)) {}
SecondDecoder::~SecondDecoder() = default;

std::optional<SecondOpinion> SecondDecoder::decode(std::span<const std::byte> bytes, std::uint64_t address) {
  const auto* code = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t size = bytes.size();
  if (!cs_disasm_iter(state_->handle, &code, &size, &address, state_->instruction))
    return std::nullopt;
  const cs_insn& instruction = *state_->instruction;
  SecondOpinion out;
  out.mnemonic = instruction.mnemonic;
  out.text = out.mnemonic + " " + instruction.op_str;
  out.length = instruction.size;
  if (state_->arm)
    state_->read_aarch64(out);
  else
    state_->read_x86(out);
  state_->read_written(out);
  out.jumps = state_->is_in(CS_GRP_JUMP);
  out.calls = state_->is_in(CS_GRP_CALL);
  out.returns = state_->is_in(CS_GRP_RET) || state_->is_in(CS_GRP_IRET);
  out.privileged = state_->is_in(CS_GRP_INT) || state_->is_in(CS_GRP_PRIVILEGE);
  return out;
}

}  // namespace plrust::confine::tests
