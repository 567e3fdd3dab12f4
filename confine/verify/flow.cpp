// SPDX-License-Identifier: PostgreSQL
// The stack of the backend is the one memory that confined code shares with its host. What keeps it safe is
// that the depth of the stack is one number at every instruction: then [rsp + c] is a known place of the
// function's own frame, the return slot is known never to be written, and `ret` is known to pop it. Paths are
// followed first, which fixes the depths; the rules are applied once to each instruction afterwards.
#include "confine/verify/flow.hpp"

#include <algorithm>
#include <string>

#include "confine/abi.hpp"
#include "confine/verify/operand_rules.hpp"

namespace plrust::confine {
namespace {

constexpr std::int64_t kWord = 8;

// Whole pages only: most functions then keep one value, and no path has to be followed twice.
std::int32_t touch(std::int32_t touched, std::int64_t depth) {
  const std::int64_t pages = depth / std::int64_t{kMaxStackStep} * std::int64_t{kMaxStackStep};
  return static_cast<std::int32_t>(std::max<std::int64_t>(touched, pages));
}

bool ends_path(Kind kind) {
  return kind == Kind::jump || kind == Kind::jump_register || kind == Kind::jump_memory ||
         kind == Kind::ret || kind == Kind::trap;
}

bool pushes_return_address(Kind kind) {
  return kind == Kind::call || kind == Kind::call_register || kind == Kind::call_memory;
}

std::int64_t stack_change(const Instruction& instruction) {
  if (instruction.kind == Kind::push)
    return kWord;
  if (instruction.kind == Kind::pop)
    return -kWord;
  if (!adjusts_stack(instruction))
    return 0;
  if (instruction.kind == Kind::lea)
    return -instruction.memory.displacement;
  return instruction.kind == Kind::subtract ? instruction.immediate : -instruction.immediate;
}

bool is_frame(std::int64_t depth) {
  return depth >= 0 && depth <= kMaxFrameBytes;
}

}  // namespace

Flow::Flow(const Image& image, std::span<const Instruction> instructions, const CheckedCalls& calls,
           Report& report)
    : image_(image),
      instructions_(instructions),
      calls_(calls),
      report_(report),
      index_(image.code.size(), kNotAStart),
      states_(instructions.size()),
      is_entry_(instructions.size(), false) {
  for (std::uint32_t i = 0; i < instructions_.size(); ++i)
    index_[instructions_[i].address - image_.text.begin] = i;
}

std::uint32_t Flow::index_at(std::uint64_t address) const noexcept {
  return image_.text.holds(address) ? index_[address - image_.text.begin] : kNotAStart;
}

void Flow::refuse(std::string_view rule, const Instruction& instruction, std::string why) {
  report_.refuse_code(rule, instruction.address, std::move(why));
}

void Flow::add_entry(std::uint64_t address, std::string_view what) {
  const std::uint32_t index = index_at(address);
  if (index == kNotAStart)
    return report_.refuse_code("entry-target", address,
                               std::string(what) + " is not the start of an instruction");
  if (calls_.is_inside(index))
    return report_.refuse_code("inside-checked-call", address,
                               std::string(what) + " is inside a checked call");
  is_entry_[index] = true;
  reach(index, {0, 0}, address);
  follow();
}

void Flow::add_preambles() {
  for (std::uint32_t i = 0; i + 1 < instructions_.size(); ++i) {
    const Instruction& instruction = instructions_[i];
    const bool hash = instruction.role == Role::load_hash && instruction.length == 5 &&
                      instruction.registers[0] == Register{RegisterClass::gp32, 0};
    if (!hash || states_[i].depth >= 0 || calls_.is_inside(i + 1))
      continue;
    if (states_[i + 1].depth < 0)
      add_entry(instruction.next(), "code after a type hash");
    else if (states_[i + 1].depth == 0)
      is_entry_[i + 1] = true;
  }
}

std::vector<std::uint32_t> Flow::entries() const {
  std::vector<std::uint32_t> addresses;
  for (std::uint32_t i = 0; i < instructions_.size(); ++i)
    if (is_entry_[i])
      addresses.push_back(instructions_[i].address);
  return addresses;
}

void Flow::reach(std::uint32_t index, State state, std::uint64_t from) {
  State& known = states_[index];
  if (known.depth < 0) {
    known = state;
    work_.push_back(index);
  } else if (known.depth != state.depth) {
    report_.refuse_code("stack-depth", instructions_[index].address,
                        "reached with the stack " + std::to_string(known.depth) + " bytes deep, and " +
                            std::to_string(state.depth) + " from address " + std::to_string(from));
  } else if (state.touched < known.touched) {
    known.touched = state.touched;
    work_.push_back(index);
  }
}

void Flow::branch(const Instruction& from, State state) {
  const std::uint32_t index = index_at(from.target());
  if (index == kNotAStart)
    return refuse("branch-target", from, "branches to what is not the start of an instruction of this code");
  // The jump of a check goes over its trap; any other one would skip the comparison.
  const bool own = calls_.is_inside(index_at(from.address)) && from.target() == from.next() + 2;
  if (calls_.is_inside(index) && !own)
    return refuse("inside-checked-call", from, "branches into a checked call");
  reach(index, state, from.address);
}

void Flow::fall_through(std::uint32_t index, State state) {
  if (index + 1 == instructions_.size())
    return refuse("falls-off", instructions_[index], "control runs past the end of the code");
  reach(index + 1, state, instructions_[index].address);
}

void Flow::follow() {
  while (!work_.empty()) {
    const std::uint32_t index = work_.back();
    work_.pop_back();
    step(index);
  }
}

Flow::State Flow::after(const Instruction& instruction, State state) const noexcept {
  std::int64_t lowest = 0;
  if (is_stack_access(instruction))
    lowest = state.depth - instruction.memory.displacement;
  if (instruction.kind == Kind::push || pushes_return_address(instruction.kind))
    lowest = std::max(lowest, state.depth + kWord);
  state.touched = touch(state.touched, std::min(lowest, kMaxFrameBytes));
  // A depth that is refused is not followed: one violation is enough for what comes after it.
  const std::int64_t depth = state.depth + stack_change(instruction);
  if (is_frame(depth))
    state.depth = static_cast<std::int32_t>(depth);
  return state;
}

void Flow::step(std::uint32_t index) {
  const Instruction& instruction = instructions_[index];
  const State next = after(instruction, states_[index]);
  if (instruction.kind == Kind::call)
    branch(instruction, {0, 0});
  if (instruction.kind == Kind::jump || instruction.kind == Kind::jump_conditional)
    branch(instruction, next);
  if (!ends_path(instruction.kind))
    fall_through(index, next);
}

void Flow::judge() {
  for (std::uint32_t i = 0; i < instructions_.size(); ++i) {
    if (states_[i].depth >= 0)
      judge_instruction(i);
    else if (instructions_[i].kind == Kind::undecodable)
      refuse("undecodable", instructions_[i], "not an instruction, though nothing reaches it");
  }
}

void Flow::judge_instruction(std::uint32_t index) {
  const Instruction& instruction = instructions_[index];
  const State state = states_[index];
  if (auto objection = check_operands(instruction, image_))
    return refuse(objection->rule, instruction, std::move(objection->why));
  if (is_stack_access(instruction))
    judge_stack_access(instruction, state);
  judge_frame(instruction, state);
  judge_control(index, state);
}

// Own frame and red zone may be read and written. Above the return slot lie the caller's stack arguments: how
// many is not known, so kStackArgumentPad bytes may be read, which the boundary keeps free of the host's.
void Flow::judge_stack_access(const Instruction& instruction, State state) {
  const std::int64_t from_slot = instruction.memory.displacement - state.depth;
  const std::int64_t end = from_slot + instruction.access_bytes;
  if (instruction.access_bytes == 0)
    return refuse("access-width", instruction, "an access of unknown width");
  if (instruction.memory.displacement < -kRedZone)
    return refuse("stack-below", instruction, "accesses the stack below the red zone");
  if (state.depth - instruction.memory.displacement > state.touched + kMaxUntouched)
    return refuse("stack-probe", instruction, "accesses the stack more than a page below what was touched");
  if (end <= 0)
    return;
  if (instruction.access == Access::write)
    return refuse("stack-write", instruction, "writes its return slot or its caller's frame");
  if (from_slot < kWord)
    return refuse("stack-read", instruction, "reads its return slot");
  if (end > kWord + std::int64_t{kStackArgumentPad})
    refuse("stack-read", instruction, "reads beyond its stack arguments");
}

void Flow::judge_frame(const Instruction& instruction, State state) {
  const std::int64_t change = stack_change(instruction);
  const std::int64_t depth = state.depth + change;
  const bool writes_word = instruction.kind == Kind::push || pushes_return_address(instruction.kind);
  frame_bytes_ = std::max(frame_bytes_, std::int64_t{state.depth});
  if (depth < 0)
    return refuse("stack-above", instruction, "frees stack that is not its own");
  if (depth > kMaxFrameBytes)
    return refuse("frame-size", instruction, "the frame is larger than allowed");
  if (writes_word && state.depth + kWord > state.touched + kMaxUntouched)
    refuse("stack-probe", instruction, "writes the stack more than a page below what was touched");
}

void Flow::judge_control(std::uint32_t index, State state) {
  const Instruction& instruction = instructions_[index];
  const Kind kind = instruction.kind;
  if (pushes_return_address(kind) && (state.depth + kWord) % 16 != 0)
    refuse("call-alignment", instruction, "calls with a misaligned stack");
  if (kind == Kind::ret && state.depth != 0)
    refuse("return-depth", instruction,
           "returns with " + std::to_string(state.depth) + " bytes on the stack");
  if ((kind == Kind::jump_register || kind == Kind::jump_memory) && state.depth != 0)
    refuse("tail-call-depth", instruction,
           "leaves the function with " + std::to_string(state.depth) + " bytes on the stack");
  if ((kind == Kind::call_register || kind == Kind::jump_register) && !calls_.is_checked(index))
    refuse("unchecked-branch", instruction, "an indirect branch without the check of its target's type");
  if (kind == Kind::call_memory || kind == Kind::jump_memory)
    judge_slot(instruction);
}

void Flow::judge_slot(const Instruction& instruction) {
  const MemoryOperand& memory = instruction.memory;
  const bool relative = memory.base.kind == RegisterClass::rip && memory.index.kind == RegisterClass::none &&
                        memory.segment.kind == RegisterClass::none;
  const std::uint64_t slot = instruction.next() + static_cast<std::uint64_t>(memory.displacement);
  if (!relative || !std::ranges::binary_search(image_.import_slots, slot))
    refuse("unchecked-branch", instruction, "an indirect branch through what is not the slot of an import");
}

}  // namespace plrust::confine
