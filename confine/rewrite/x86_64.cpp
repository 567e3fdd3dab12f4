// SPDX-License-Identifier: PostgreSQL
// x86_64: a memory operand becomes %gs:disp(%r32,%r32,scale), whose address is the region's base plus 32
// bits, so that no instruction is added. An indirect branch keeps kcfi's check of the type hash before the
// target (read through %gs: as well) and then gets the region's base put over the upper half of its register:
//
//   movl $-hash, %r10d; addl %gs:-4(%eax), %r10d; je 1f; ud2; 1: movl %eax, %eax; orq %gs:65552, %rax; call
//   *%rax
//
// The verifier looks for exactly this.
#include "confine/rewrite/x86_64.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "confine/abi.hpp"
#include "confine/rewrite/operands.hpp"
#include "confine/rewrite/probe_loop.hpp"
#include "confine/rewrite/stack_alias.hpp"
#include "confine/rewrite/type_check.hpp"

namespace plrust::confine {
namespace {

// Instructions whose operands do not show all the memory they touch, without their size suffix; sorted.
constexpr std::array kHidden = {
    std::string_view("cmps"),     std::string_view("enter"),     std::string_view("ins"),
    std::string_view("leave"),    std::string_view("lods"),      std::string_view("maskmovdqu"),
    std::string_view("maskmovq"), std::string_view("movdir64b"), std::string_view("outs"),
    std::string_view("scas"),     std::string_view("stos"),      std::string_view("vmaskmovdqu"),
    std::string_view("xlat"),
};
static_assert(std::ranges::is_sorted(kHidden));

// The slot that holds a function's address.
constexpr std::string_view kSlot = "@GOTPCREL";

const ProbeLoop::Form kProbes{{"subq $4096, %rsp", "movq $0, (%rsp)", "cmpq @, %rsp"},
                              "jne",
                              "\tsubq\t$4096, %rsp\n\tmovq\t$0, (%rsp)\n"};

std::string_view without_size(std::string_view name) {
  return !name.empty() && std::string_view("bwlq").find(name.back()) != std::string_view::npos
             ? name.substr(0, name.size() - 1)
             : name;
}

bool hides_memory(std::string_view name, const Operands& operands) {
  if (std::ranges::binary_search(kHidden, name) || std::ranges::binary_search(kHidden, without_size(name)))
    return true;
  // "movsl (%rsi), %es:(%rdi)" is a string move; "movsbl", "movsd" and "movss" are not.
  return without_size(name) == "movs" && operands.size() != 2;
}

class X86Rewriter final : public InstructionRewriter {
 public:
  std::string_view comment() const override { return "#"; }
  std::string_view trap() const override { return "\tud2\n"; }
  void label(std::string_view name) override {
    check_.label(name);
    start_alias();
    alias_.label(name);
    probes_.label(name);
  }

  void instruction(std::string_view text, std::string& out) override {
    std::string_view prefix;
    std::string_view name = cut_word(text);
    if (name == "lock" || name == "rep") {
      prefix = name;
      name = cut_word(text);
    }
    if (!std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }))
      throw Unconfinable{"the instruction '" + std::string(name) + "' is not known"};
    // A crate compiles them for processors that have them and asks at run time; here the answer is no.
    if (name.starts_with('v'))
      throw Unconfinable{"'" + std::string(name) + "' is an AVX instruction"};
    if (text.find("%es:") != std::string_view::npos || prefix == "rep")
      refuse_repeat(prefix, name);
    const Operands operands = Operands::parse(text);
    if (follows_probes(name, text, operands, out))
      return;
    if (alias_.starts(name, operands))
      return;
    if (const std::optional<std::string> replaced = alias_.follow(name, text, operands)) {
      plain(prefix, name, *replaced, Operands::parse(*replaced), out);
      check_ = TypeCheck();
      return;
    }
    if (hides_memory(name, operands))
      throw Unconfinable{"'" + std::string(name) + "' touches memory that its operands do not show"};
    const bool branches = name.starts_with("call") || name.starts_with('j');
    if (branches)
      branch(name, operands, out);
    else
      plain(prefix, name, text, operands, out);
    check_.instruction(name, operands);
  }

 private:
  // `movq %rsp, %r11` begins a copy of the stack pointer, or the probes of a large frame, which the next
  // instruction tells.
  bool follows_probes(std::string_view name, std::string_view text, const Operands& operands,
                      std::string& out) {
    constexpr std::string_view bound = "%r11";
    if (probes_.is_active()) {
      probes_.follow(name, text, out);
      return true;
    }
    const bool lowers = name == "subq" && operands.size() == 2 && operands[1].text == bound;
    if (may_probe_ && lowers && operands[0].kind == Operand::Kind::immediate) {
      may_probe_ = false;
      std::uint64_t bytes = 0;
      const std::string_view digits = operands[0].text.substr(1);
      std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
      probes_.begin(bound, bytes);
      return true;
    }
    start_alias();
    may_probe_ =
        name == "movq" && operands.size() == 2 && operands[0].text == "%rsp" && operands[1].text == bound;
    return may_probe_;
  }

  void start_alias() {
    if (may_probe_)
      alias_.starts("movq", Operands::parse("%rsp, %r11"));
    may_probe_ = false;
  }

  static std::string_view cut_word(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view word = text.substr(0, end);
    text = trim(text.substr(end));
    return word;
  }

  static void refuse_repeat(std::string_view prefix, std::string_view name) {
    // `rep bsf` is tzcnt on processors that have it, and bsf on the others.
    if (prefix == "rep" && (name.starts_with("bsf") || name.starts_with("bsr")))
      return;
    throw Unconfinable{"the string instruction '" + std::string(name) + "' cannot be bound to the region"};
  }

  void branch(std::string_view name, const Operands& operands, std::string& out) const {
    if (operands.size() != 1)
      throw Unconfinable{"'" + std::string(name) + "' needs one operand"};
    const Operand& target = operands[0];
    switch (target.kind) {
      case Operand::Kind::symbol:
        put(out, name, target.text);
        return;
      case Operand::Kind::indirect_reg:
        checked_branch(name, target.text, out);
        return;
      case Operand::Kind::indirect_memory:
        // A function of another crate, called through its slot: the linker can call it directly.
        if (target.base == "%rip" && target.displacement.ends_with(kSlot)) {
          const std::string_view symbol =
              target.displacement.substr(0, target.displacement.size() - kSlot.size());
          put(out, name, std::string(symbol) + "@PLT");
          return;
        }
        break;
      default:
        break;
    }
    throw Unconfinable{"the branch to '" + std::string(target.text) + "' cannot be checked"};
  }

  void checked_branch(std::string_view name, std::string_view reg, std::string& out) const {
    const std::string_view low = low_half(reg);
    if (low.empty() || is_stack_pointer(reg) || !check_.passed_for(reg))
      throw Unconfinable{"the indirect branch to '" + std::string(reg) +
                         "' has no check of the function's type"};
    put(out, "movl", std::string(low) + ", " + std::string(low));
    put(out, "orq", "%gs:" + std::to_string(kBaseSlot) + ", " + std::string(reg));
    put(out, name, "*" + std::string(reg));
  }

  static void plain(std::string_view prefix, std::string_view name, std::string_view text,
                    const Operands& operands, std::string& out) {
    check_stack_pointer(name, operands);
    const Operand* memory = operands.memory();
    if (memory == nullptr && !operands.all().empty())
      refuse_absolute(operands);
    const bool is_bound = memory != nullptr && !name.starts_with("lea") && !name.starts_with("nop") &&
                          memory->base != "%rip" && memory->base != "%rsp";
    out += '\t';
    // In front of the prefixes that bind, `rep` is not part of the opcode any more, and the verifier refuses
    // it. `rep bsf` is compiled only where `bsf` gives the same.
    if (!prefix.empty() && !(is_bound && prefix == "rep" && name.starts_with("bsf"))) {
      out += prefix;
      out += ' ';
    }
    out += name;
    if (!text.empty())
      out += '\t';
    if (!is_bound) {
      check_unbound(name, operands, memory);
      out += text;
    } else {
      bind(name, text, operands, *memory, out);
    }
    out += '\n';
  }

  // The stack pointer moves by constants only, and its value goes nowhere.
  static void check_stack_pointer(std::string_view name, const Operands& operands) {
    for (const Operand& operand : operands.all())
      if (operand.kind == Operand::Kind::reg && is_stack_pointer(operand.text)) {
        const bool adjusts =
            operands.size() == 2 && &operand == &operands.last() && operand.text == "%rsp" &&
            (((name == "subq" || name == "addq") && operands[0].kind == Operand::Kind::immediate) ||
             (name == "leaq" && operands[0].base == "%rsp" && operands[0].index.empty()));
        if (!adjusts)
          throw Unconfinable{"the stack pointer is used as a value"};
      }
  }

  static void refuse_absolute(const Operands& operands) {
    for (const Operand& operand : operands.all())
      if (operand.kind == Operand::Kind::symbol)
        throw Unconfinable{"the absolute address '" + std::string(operand.text) +
                           "' cannot be bound to the region"};
  }

  static void check_unbound(std::string_view name, const Operands& operands, const Operand* memory) {
    if (memory == nullptr)
      return;
    if (memory->base == "%rsp" && !memory->index.empty())
      throw Unconfinable{"a variable index on the native stack"};
    if (name.starts_with("lea") && memory->base == "%rsp" && operands.last().text != "%rsp")
      throw Unconfinable{"the address of a stack slot is taken"};
    if (memory->base == "%rip" && memory->displacement.find('@') != std::string_view::npos &&
        !memory->displacement.ends_with("@GOTPCREL"))
      throw Unconfinable{"the reference '" + std::string(memory->text) + "' is not known"};
    refuse_bit_string(name, operands, *memory);
    if (name.starts_with("lea") || name.starts_with("nop"))
      return;
    if (name.starts_with("pop") && !name.starts_with("popcnt"))
      throw Unconfinable{"'pop' to memory"};
  }

  // With the bit's number in a register, bt & co. reach beyond their operand.
  static void refuse_bit_string(std::string_view name, const Operands& operands, const Operand& memory) {
    const std::string_view stem = without_size(name);
    if ((stem == "bt" || stem == "bts" || stem == "btr" || stem == "btc") &&
        operands[0].kind == Operand::Kind::reg && !memory.text.empty())
      throw Unconfinable{"a bit test in memory with a variable bit number"};
  }

  static void bind(std::string_view name, std::string_view text, const Operands& operands,
                   const Operand& memory, std::string& out) {
    const std::string_view base = low_half(memory.base);
    const std::string_view index = low_half(memory.index);
    const bool numeric = std::ranges::all_of(
        memory.displacement, [](char c) { return c == '-' || c == '+' || (c >= '0' && c <= '9'); });
    if ((base.empty() && !memory.base.empty()) || (index.empty() && !memory.index.empty()) ||
        is_stack_pointer(memory.index) || !numeric)
      throw Unconfinable{"the address '" + std::string(memory.text) + "' cannot be bound to the region"};
    if (name.starts_with("pop") && !name.starts_with("popcnt"))
      throw Unconfinable{"'pop' to memory"};
    refuse_bit_string(name, operands, memory);
    const auto start = static_cast<std::size_t>(memory.text.data() - text.data());
    out += text.substr(0, start);
    out += "%gs:";
    out += memory.displacement;
    out += '(';
    out += base;
    if (!index.empty()) {
      out += ',';
      out += index;
      if (!memory.scale.empty()) {
        out += ',';
        out += memory.scale;
      }
    }
    out += ')';
    out += text.substr(start + memory.text.size());
  }

  static void put(std::string& out, std::string_view name, std::string_view operand) {
    out += '\t';
    out += name;
    out += '\t';
    out += operand;
    out += '\n';
  }

  TypeCheck check_;
  StackAlias alias_;
  ProbeLoop probes_{kProbes};
  bool may_probe_ = false;
};

}  // namespace

std::unique_ptr<InstructionRewriter> make_x86_64_rewriter() {
  return std::make_unique<X86Rewriter>();
}

}  // namespace plrust::confine
