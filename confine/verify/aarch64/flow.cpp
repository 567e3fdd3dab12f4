// SPDX-License-Identifier: PostgreSQL
// As on x86_64, the depth of the stack is one number at every instruction, and [sp + c] a known place. But
// the return address comes in x30, is saved wherever the function likes and is loaded again: so where it is,
// is followed like the depth. Nobody else can write to a function's frame (its callees are held to their
// own), so what the function itself does decides. x18 is followed because one instruction makes an address of
// the region in it that others then use.
#include "confine/verify/aarch64/flow.hpp"

#include <algorithm>

#include "confine/abi.hpp"
#include "confine/verify/aarch64/operand_rules.hpp"

namespace plrust::confine::aarch64 {
namespace {

constexpr std::int64_t kWord = 8;
constexpr std::int64_t kTouchStep = 1024;

bool ends_path(Kind kind) {
  return kind == Kind::jump || kind == Kind::jump_register || kind == Kind::ret || kind == Kind::trap;
}

bool is_call(Kind kind) {
  return kind == Kind::call || kind == Kind::call_register;
}

// How much deeper the stack is after the instruction.
std::int64_t stack_change(const Instruction& instruction) {
  if (instruction.writes_back())
    return -instruction.immediate;
  if (!adjusts_stack(instruction))
    return 0;
  const std::int64_t bytes = instruction.immediate << instruction.second_immediate;
  return instruction.kind == Kind::subtract ? bytes : -bytes;
}

bool is_frame(std::int64_t depth) {
  return depth >= 0 && depth <= kMaxFrameBytes;
}

// How far below the stack pointer at entry the first byte of a stack access is.
std::int64_t access_top(const Instruction& instruction, std::int64_t depth) {
  const bool at_pointer = instruction.addressing == Addressing::post;
  return depth - (at_pointer ? 0 : instruction.immediate);
}

}  // namespace

Flow::Flow(const Image& image, std::span<const Instruction> instructions, const CheckedBranches& branches,
           Report& report)
    : image_(image),
      instructions_(instructions),
      branches_(branches),
      report_(report),
      states_(instructions.size()),
      is_entry_(instructions.size(), false) {}

std::uint32_t Flow::index_at(std::uint64_t address) const noexcept {
  const std::uint64_t index = (address - image_.text.begin) / kWordBytes;
  return image_.text.holds(address) && address % kWordBytes == 0 && index < instructions_.size()
             ? static_cast<std::uint32_t>(index)
             : kNotAStart;
}

void Flow::refuse(std::string_view rule, const Instruction& instruction, std::string why) {
  report_.refuse_code(rule, instruction.address, std::move(why));
}

void Flow::add_entry(std::uint64_t address, std::string_view what) {
  const std::uint32_t index = index_at(address);
  if (index == kNotAStart)
    return report_.refuse_code("entry-target", address, std::string(what) + " is not a word of this code");
  if (branches_.is_inside(index))
    return report_.refuse_code("inside-checked-call", address,
                               std::string(what) + " is inside a checked branch");
  is_entry_[index] = true;
  reach(index, kEntry, address);
  follow();
}

std::vector<std::uint32_t> Flow::entries() const {
  std::vector<std::uint32_t> addresses;
  for (std::uint32_t i = 0; i < instructions_.size(); ++i)
    if (is_entry_[i] ||
        (i > 0 && states_[i - 1].depth < 0 && states_[i] == kEntry && !branches_.is_inside(i)))
      addresses.push_back(instructions_[i].address);
  return addresses;
}

// What is known at an instruction is what is true on all paths to it.
void Flow::reach(std::uint32_t index, const State& state, std::uint64_t from) {
  State& known = states_[index];
  if (known.depth < 0) {
    known = state;
    work_.push_back(index);
    return;
  }
  if (known.depth != state.depth)
    return report_.refuse_code("stack-depth", instructions_[index].address,
                               "reached with the stack " + std::to_string(known.depth) + " bytes deep, and " +
                                   std::to_string(state.depth) + " from address " + std::to_string(from));
  State both = known;
  both.touched = std::min(known.touched, state.touched);
  both.saved = known.saved == state.saved ? known.saved : 0;
  both.link = known.link && state.link;
  both.bound = known.bound && state.bound;
  if (both == known)
    return;
  known = both;
  work_.push_back(index);
}

void Flow::branch(std::uint32_t from, const State& state) {
  const Instruction& instruction = instructions_[from];
  const std::uint32_t index = index_at(instruction.target());
  if (index == kNotAStart)
    return refuse("branch-target", instruction, "branches to what is not a word of this code");
  if (branches_.is_inside(index) && !branches_.is_own_jump(from, index))
    return refuse("inside-checked-call", instruction, "branches into a checked branch");
  reach(index, state, instruction.address);
}

void Flow::fall_through(std::uint32_t index, const State& state) {
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

// `top`: of a stack access, as access_top. What an access does to the places where the return address is.
void Flow::follow_link(const Instruction& instruction, std::int64_t top, State& state) noexcept {
  const bool stack = is_stack_access(instruction);
  const bool overlaps =
      stack && state.saved != 0 && top > state.saved - kWord && top - instruction.access_bytes < state.saved;
  const bool words = stack && instruction.plain_data && instruction.element_bytes == kWord;
  const bool was_link = state.link;
  const std::int32_t was_saved = state.saved;
  if (instruction.access == Access::write && overlaps)
    state.saved = 0;
  if (writes_register(instruction, kLink) || is_call(instruction.kind))
    state.link = false;
  for (unsigned i = instruction.data_begin; words && i < instruction.data_end; ++i) {
    const std::int64_t place = top - kWord * (i - instruction.data_begin);
    if (instruction.registers[i] != kLinkRegister || place <= 0 || place > kMaxFrameBytes)
      continue;
    if (instruction.access == Access::write && was_link)
      state.saved = static_cast<std::int32_t>(place);
    if (instruction.access == Access::read && place == was_saved)
      state.link = true;
  }
}

Flow::State Flow::after(const Instruction& instruction, State state) noexcept {
  const std::int64_t depth = state.depth + stack_change(instruction);
  const std::int64_t top = access_top(instruction, state.depth);
  follow_link(instruction, top, state);
  if (is_stack_access(instruction) && is_frame(top))
    state.touched = std::max(state.touched, static_cast<std::int32_t>(top / kTouchStep * kTouchStep));
  if (writes_register(instruction, kScratch))
    state.bound = instruction.role == Role::bind;
  if (is_call(instruction.kind))
    state.bound = false;
  // A depth that is refused is not followed: one violation is enough for what comes after it.
  if (is_frame(depth))
    state.depth = static_cast<std::int32_t>(depth);
  // What lies below the stack pointer belongs to callees.
  if (state.saved > state.depth)
    state.saved = 0;
  return state;
}

void Flow::step(std::uint32_t index) {
  const Instruction& instruction = instructions_[index];
  const State next = after(instruction, states_[index]);
  if (instruction.kind == Kind::call)
    branch(index, kEntry);
  if (instruction.kind == Kind::jump || instruction.kind == Kind::jump_conditional)
    branch(index, next);
  if (!ends_path(instruction.kind))
    fall_through(index, next);
}

void Flow::judge() {
  for (std::uint32_t i = 0; i < instructions_.size(); ++i)
    if (states_[i].depth >= 0)
      judge_instruction(i);
}

void Flow::judge_instruction(std::uint32_t index) {
  const Instruction& instruction = instructions_[index];
  const State& state = states_[index];
  if (!branches_.reads_slot(index))
    if (const auto objection = check_operands(instruction, image_))
      return refuse(objection->rule, instruction, objection->why);
  if (is_bound_access(instruction) && !state.bound)
    refuse("unconfined-memory", instruction, "x18 may hold something else than an address of the region");
  if (is_stack_access(instruction))
    judge_stack_access(instruction, state);
  judge_frame(instruction, state);
  judge_control(index, state);
}

void Flow::judge_stack_access(const Instruction& instruction, const State& state) {
  const std::int64_t top = access_top(instruction, state.depth);
  const std::int64_t end = top - instruction.access_bytes;  // negative: above the stack pointer at entry
  const std::int64_t pointer = instruction.addressing == Addressing::pre ? top : state.depth;
  if (top > pointer)
    return refuse("stack-below", instruction, "accesses the stack below the stack pointer");
  if (top > state.touched + kMaxUntouched)
    return refuse("stack-probe", instruction, "accesses the stack more than a page below what was touched");
  if (instruction.access == Access::write && end < 0)
    return refuse("stack-write", instruction, "writes its caller's frame");
  if (-end > std::int64_t{kStackArgumentPad})
    refuse("stack-read", instruction, "reads beyond its stack arguments");
}

void Flow::judge_frame(const Instruction& instruction, const State& state) {
  const std::int64_t change = stack_change(instruction);
  const std::int64_t depth = state.depth + change;
  frame_bytes_ = std::max(frame_bytes_, std::int64_t{state.depth});
  if (depth < 0)
    return refuse("stack-above", instruction, "frees stack that is not its own");
  if (depth > kMaxFrameBytes)
    return refuse("frame-size", instruction, "the frame is larger than allowed");
  if (change % kStackAlignment != 0)
    refuse("stack-alignment", instruction, "moves the stack pointer by what is no multiple of 16");
}

void Flow::judge_control(std::uint32_t index, const State& state) {
  const Instruction& instruction = instructions_[index];
  const Kind kind = instruction.kind;
  const bool indirect = kind == Kind::call_register || kind == Kind::jump_register;
  if (is_call(kind) && state.depth > state.touched + kMaxUntouchedAtCall)
    refuse("stack-probe", instruction, "calls with too much of the stack untouched");
  if (kind == Kind::ret && state.depth != 0)
    refuse("return-depth", instruction,
           "returns with " + std::to_string(state.depth) + " bytes on the stack");
  if (kind == Kind::jump_register && state.depth != 0)
    refuse("tail-call-depth", instruction,
           "leaves the function with " + std::to_string(state.depth) + " bytes on the stack");
  if ((kind == Kind::ret || kind == Kind::jump_register) && !state.link)
    refuse("return-address", instruction, "x30 may hold something else than the return address");
  if (indirect && !branches_.is_checked(index))
    refuse("unchecked-branch", instruction, "an indirect branch without the check of its target");
}

}  // namespace plrust::confine::aarch64
