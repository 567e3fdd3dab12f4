// SPDX-License-Identifier: PostgreSQL
#include "toolchain/allocator_shim.hpp"

#include <array>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

struct Jump {
  std::string_view from;
  std::string_view to;
};

constexpr std::array<Jump, 4> kJumps{{
    {"__rust_alloc", "__rdl_alloc"},
    {"__rust_dealloc", "__rdl_dealloc"},
    {"__rust_realloc", "__rdl_realloc"},
    {"__rust_alloc_zeroed", "__rdl_alloc_zeroed"},
}};
// Called, as a reminder that the shim is missing, before each allocation; does nothing.
constexpr std::string_view kMarker = "__rust_no_alloc_shim_is_unstable_v2";

// Rust's v0 mangling of an identifier that begins with an underscore.
std::string mangled(std::string_view name) {
  return fmt::format("{}_{}", name.size(), name);
}

constexpr bool is_symbol_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Whether the symbol itself stands there, not one that contains it.
bool has_symbol(std::string_view assembly, std::string_view name) {
  for (auto at = assembly.find(name); at != std::string_view::npos; at = assembly.find(name, at + 1)) {
    const auto end = at + name.size();
    if ((at == 0 || !is_symbol_character(assembly[at - 1])) &&
        (end == assembly.size() || !is_symbol_character(assembly[end]))) {
      return true;
    }
  }
  return false;
}

// What stands before "12___rust_alloc": the crate that holds the compiler's own symbols, with its hash.
std::string symbol_prefix(std::string_view assembly) {
  const std::string name = mangled("__rust_alloc");
  for (auto at = assembly.find(name); at != std::string_view::npos; at = assembly.find(name, at + 1)) {
    const auto end = at + name.size();
    std::size_t begin = at;
    while (begin > 0 && is_symbol_character(assembly[begin - 1])) {
      --begin;
    }
    const bool ends = end == assembly.size() || !is_symbol_character(assembly[end]);
    const std::string_view prefix = assembly.substr(begin, at - begin);
    if (ends && prefix.starts_with("_RNvC") && prefix.ends_with("_7___rustc")) {
      return std::string(prefix);
    }
  }
  throw Error("the assembly of the crate 'alloc' does not refer to '__rust_alloc'",
              "this rustc names its allocator symbols differently: see toolchain/allocator_shim.cpp");
}

void add_function(std::string& out, const std::string& symbol, const std::string& body) {
  out += fmt::format(
      "\t.section .text.allocator.{0},\"ax\",@progbits\n"
      "\t.globl\t{0}\n\t.hidden\t{0}\n\t.type\t{0},@function\n\t.p2align 4\n"
      "{0}:\n\t{1}\n\t.size\t{0}, .-{0}\n",
      symbol, body);
}

void add_byte(std::string& out, std::string_view symbol) {
  out += fmt::format(
      "\t.section .rodata.allocator.{0},\"a\",@progbits\n"
      "\t.globl\t{0}\n\t.hidden\t{0}\n\t.type\t{0},@object\n{0}:\n\t.byte\t0\n\t.size\t{0}, 1\n",
      symbol);
}

// Before Rust 1.87 the symbols were plain, the marker was a byte that is read, and the handler of failed
// allocations was chosen here, too: std's own.
std::string plain_shim(std::string_view jump) {
  std::string out;
  for (const Jump& row : kJumps) {
    add_function(out, std::string(row.from), fmt::format("{}\t{}", jump, row.to));
  }
  add_function(out, "__rust_alloc_error_handler", fmt::format("{}\t__rg_oom", jump));
  add_byte(out, "__rust_no_alloc_shim_is_unstable");
  add_byte(out, "__rust_alloc_error_handler_should_panic");
  return out;
}

}  // namespace

std::string allocator_shim(std::string_view alloc_assembly, std::string_view arch) {
  if (has_symbol(alloc_assembly, kJumps.front().from)) {
    return plain_shim(arch == "x86_64" ? "jmp" : "b");
  }
  const std::string prefix = symbol_prefix(alloc_assembly);
  const std::string_view jump = arch == "x86_64" ? "jmp" : "b";
  std::string out;
  for (const Jump& row : kJumps) {
    add_function(out, prefix + mangled(row.from), fmt::format("{}\t{}{}", jump, prefix, mangled(row.to)));
  }
  add_function(out, prefix + mangled(kMarker), "ret");
  return out;
}

}  // namespace plrust::toolchain
