// SPDX-License-Identifier: PostgreSQL
// aarch64: `ldr x0, [x1]` becomes `ldr x0, [x28, w1, uxtw]`, the region's base plus 32 bits, at no cost.
// Forms that have no such addressing mode first compute the address:
//
//   add x18, x28, w1, uxtw; ldp x0, x2, [x18, #16]
//
// whose constant offset stays within the dead space around a region. Indirect branches go through x18 as
// well, after kcfi's check of the type hash.
#include "confine/rewrite/aarch64.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

#include "confine/rewrite/aarch64_stack_alias.hpp"
#include "confine/rewrite/aarch64_text.hpp"
#include "confine/rewrite/probe_loop.hpp"

namespace plrust::confine {
namespace {

// Have a [register, register, uxtw] form; sorted.
constexpr std::array kIndexed = {
    std::string_view("ldr"),   std::string_view("ldrb"),  std::string_view("ldrh"),
    std::string_view("ldrsb"), std::string_view("ldrsh"), std::string_view("ldrsw"),
    std::string_view("str"),   std::string_view("strb"),  std::string_view("strh"),
};

// Reach the system or memory that the operands do not show; sorted.
constexpr std::array kRefused = {
    std::string_view("at"),  std::string_view("dc"),  std::string_view("eret"), std::string_view("hvc"),
    std::string_view("ic"),  std::string_view("mrs"), std::string_view("msr"),  std::string_view("smc"),
    std::string_view("svc"), std::string_view("sys"), std::string_view("sysl"), std::string_view("tlbi"),
};

const ProbeLoop::Form kProbes{{"sub sp, sp, #1, lsl #12", "cmp sp, @", "str xzr, [sp]"},
                              "b.ne",
                              "\tsub\tsp, sp, #1, lsl #12\n\tstr\txzr, [sp]\n"};

std::string_view next_part(std::string_view& rest) {
  const std::size_t comma = std::min(rest.find(','), rest.size());
  const std::string_view part = trim(rest.substr(0, comma));
  rest.remove_prefix(std::min(comma + 1, rest.size()));
  return part;
}

// ldur -> ldr: the assembler takes the form that reaches the offset.
std::string any_reach(std::string_view name) {
  std::string plain(name);
  if (name.starts_with("ldur") || name.starts_with("stur"))
    plain.erase(2, 1);
  return plain;
}

struct Address {
  std::string_view before;  // the operands before it
  std::string_view base;
  std::string_view offset;  // "#8", ":lo12:name", "x2", "w2"; empty: none
  std::string_view extend;  // "lsl #3", "uxtw"
  std::string_view post;    // "#16", "x2" after the bracket
  bool write_back = false;
  bool present = false;
};

// The bracket that holds an address, not a lane number (`v2.s[1]`).
Address find_address(std::string_view operands) {
  Address address;
  std::size_t open = operands.find('[');
  while (open != std::string_view::npos && open + 1 < operands.size() && operands[open + 1] >= '0' &&
         operands[open + 1] <= '9')
    open = operands.find('[', open + 1);
  if (open == std::string_view::npos)
    return address;
  const std::size_t close = operands.find(']', open);
  if (close == std::string_view::npos)
    throw Unconfinable{"the operands '" + std::string(operands) + "' are not known"};
  std::string_view inside = operands.substr(open + 1, close - open - 1);
  address.present = true;
  address.before = operands.substr(0, open);
  address.base = next_part(inside);
  address.offset = next_part(inside);
  address.extend = trim(inside);
  std::string_view after = trim(operands.substr(close + 1));
  if (after.starts_with('!')) {
    address.write_back = true;
    after = trim(after.substr(1));
  } else if (after.starts_with(',')) {
    address.post = trim(after.substr(1));
    after = {};
  }
  if (!after.empty())
    throw Unconfinable{"the operands '" + std::string(operands) + "' are not known"};
  return address;
}

// The check that kcfi puts before an indirect branch, as far as it has been seen:
// ldur w16, [xN, #-4]; movk w17, …; movk w17, …; cmp w16, w17; b.eq L; brk …; L:
class TypeCheck {
 public:
  void label(std::string_view name) {
    if (state_ == State::trapped)
      state_ = name == target_ ? State::complete : state_;
    else if (state_ != State::jumped)
      state_ = State::none;
  }

  void instruction(std::string_view name, std::string_view operands, const Address& address) {
    if (name == "ldur" && address.before.starts_with("w16") && address.offset == "#-4") {
      pointer_ = address.base;
      state_ = State::loaded;
    } else if (state_ == State::loaded && name == "movk") {
      // Both halves of the hash; the verifier counts.
    } else if (state_ == State::loaded && name == "cmp" && operands == "w16, w17") {
      state_ = State::compared;
    } else if (state_ == State::compared && name == "b.eq") {
      target_ = operands;
      state_ = State::jumped;
    } else if (state_ == State::jumped && name == "brk") {
      state_ = State::trapped;
    } else {
      state_ = State::none;
    }
  }

  bool passed_for(std::string_view reg) const { return state_ == State::complete && pointer_ == reg; }

 private:
  enum class State { none, loaded, compared, jumped, trapped, complete };
  State state_ = State::none;
  std::string_view pointer_;
  std::string_view target_;
};

class Aarch64Rewriter final : public InstructionRewriter {
 public:
  std::string_view comment() const override { return "//"; }
  std::string_view trap() const override { return "\tbrk\t#1\n"; }
  void label(std::string_view name) override {
    check_.label(name);
    alias_.label(name);
    probes_.label(name);
  }

  void instruction(std::string_view text, std::string& out) override {
    const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
    const std::string_view name = text.substr(0, end);
    const std::string_view operands = trim(text.substr(end));
    if (probes_.is_active())
      return probes_.follow(name, operands, out);
    if (name == "sub" && starts_probes(operands))
      return;
    if (std::ranges::find(kRefused, name) != kRefused.end() || operands.find(';') != std::string_view::npos)
      throw Unconfinable{"the instruction '" + std::string(text) + "' is not allowed"};
    for (const std::string_view reserved : {"x18", "w18", "x28", "w28"})
      if (mentions(operands, reserved))
        throw Unconfinable{"'" + std::string(text) + "' uses a reserved register"};
    if (alias_.starts(name, operands))
      return;
    const Address address = find_address(operands);
    if (const auto replaced =
            alias_.follow(name, operands, address.base,
                          is_constant(address) && address.post.empty() && !address.write_back)) {
      put(out, any_reach(name), *replaced);
      return check_.instruction(name, operands, address);
    }
    if (name == "blr" || name == "br")
      branch(name, operands, out);
    else if (!address.present)
      plain(name, operands, out);
    else if (address.base == "sp")
      stack(name, operands, address, out);
    else
      bind(name, address, out);
    check_.instruction(name, operands, address);
  }

 private:
  // "x9, sp, #9, lsl #12"
  bool starts_probes(std::string_view operands) {
    const std::string_view reg = next_part(operands);
    operands = trim(operands);
    constexpr std::string_view pointer = "sp, #";
    if (!is_x_register(reg) || !operands.starts_with(pointer) || !operands.ends_with(", lsl #12"))
      return false;
    operands.remove_prefix(pointer.size());
    std::uint64_t pages = 0;
    std::from_chars(operands.data(), operands.data() + operands.size(), pages);
    probes_.begin(reg, pages << 12);
    return true;
  }

  void branch(std::string_view name, std::string_view reg, std::string& out) const {
    if (!is_x_register(reg) || !check_.passed_for(reg))
      throw Unconfinable{"the indirect branch to '" + std::string(reg) +
                         "' has no check of the function's type"};
    // The check left the target's address there.
    put(out, name, "x18");
  }

  static void plain(std::string_view name, std::string_view operands, std::string& out) {
    if (name == "ret" && !operands.empty() && operands != "x30")
      throw Unconfinable{"a return through '" + std::string(operands) + "'"};
    const bool adjusts = (name == "add" || name == "sub") && operands.starts_with("sp, sp, #");
    if (mentions(operands, "sp") && !adjusts)
      throw Unconfinable{"the stack pointer is used as a value ('" + std::string(name) + " " +
                         std::string(operands) + "')"};
    put(out, name, operands);
  }

  static bool is_constant(const Address& address) {
    const auto constant = [](std::string_view text) { return text.empty() || text.front() == '#'; };
    return constant(address.offset) && constant(address.post) && address.extend.empty();
  }

  static void stack(std::string_view name, std::string_view operands, const Address& address,
                    std::string& out) {
    if (!is_constant(address))
      throw Unconfinable{"a variable index on the native stack"};
    if (mentions(address.before, "sp"))
      throw Unconfinable{"the stack pointer is used as a value"};
    put(out, name, operands);
  }

  static void bind(std::string_view name, const Address& address, std::string& out) {
    if (!is_x_register(address.base))
      throw Unconfinable{"the address register '" + std::string(address.base) + "' is not known"};
    // A hint: without it nothing changes, and it would need the same two instructions.
    if (name == "prfm" || name == "prfum")
      return;
    if (mentions(address.before, "sp"))
      throw Unconfinable{"the stack pointer is used as a value"};
    const bool constant =
        address.offset.empty() || address.offset.front() == '#' || address.offset.front() == ':';
    if (address.write_back) {
      advance(address.base, address.offset, out);
      address_of(address.base, out);
      put(out, name, std::string(address.before) + "[x18]");
    } else if (!constant) {
      std::string sum = "x18, " + std::string(address.base) + ", " + std::string(address.offset);
      if (!address.extend.empty())
        sum += ", " + std::string(address.extend);
      put(out, "add", sum);
      put(out, name, std::string(address.before) + "[x28, w18, uxtw]");
    } else if (address.offset.empty() && address.post.empty() && std::ranges::binary_search(kIndexed, name)) {
      put(out, name, std::string(address.before) + "[x28, " + w_of(address.base) + ", uxtw]");
    } else {
      address_of(address.base, out);
      const std::string offset = address.offset.empty() ? "" : ", " + std::string(address.offset);
      put(out, name, std::string(address.before) + "[x18" + offset + "]");
    }
    if (!address.post.empty())
      advance(address.base, address.post, out);
  }

  static void address_of(std::string_view reg, std::string& out) {
    put(out, "add", "x18, x28, " + w_of(reg) + ", uxtw");
  }

  static void advance(std::string_view reg, std::string_view by, std::string& out) {
    const std::string operands = std::string(reg) + ", " + std::string(reg) + ", ";
    if (by.starts_with("#-"))
      put(out, "sub", operands + "#" + std::string(by.substr(2)));
    else
      put(out, "add", operands + std::string(by));
  }

  static void put(std::string& out, std::string_view name, std::string_view operands) {
    out += '\t';
    out += name;
    if (!operands.empty()) {
      out += '\t';
      out += operands;
    }
    out += '\n';
  }

  TypeCheck check_;
  Aarch64StackAlias alias_;
  ProbeLoop probes_{kProbes};
};

}  // namespace

std::unique_ptr<InstructionRewriter> make_aarch64_rewriter() {
  return std::make_unique<Aarch64Rewriter>();
}

}  // namespace plrust::confine
