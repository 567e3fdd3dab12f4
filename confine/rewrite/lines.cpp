// SPDX-License-Identifier: PostgreSQL
// One pass over the text, no regular expressions: core alone is tens of megabytes in some configurations, and
// a user function must cost less than the start of any process.
//
// Unwind tables (.cfi_*) and kcfi's trap tables are left out: nothing in the server reads them, and they are
// half of the text.
#include "confine/rewrite/lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.hpp"
#include "llvm/Demangle/Demangle.h"

namespace plrust::confine {
namespace {

// Sorted. Everything else is refused: a directive may read files (.incbin), hide instructions in macros, or
// make the assembler see other text than was rewritten (.macro, .rept, .intel_syntax).
constexpr std::array kAllowed = {
    std::string_view(".2byte"),      std::string_view(".4byte"),     std::string_view(".8byte"),
    std::string_view(".addrsig"),    std::string_view(".ascii"),     std::string_view(".asciz"),
    std::string_view(".att_syntax"), std::string_view(".balign"),    std::string_view(".bss"),
    std::string_view(".byte"),       std::string_view(".comm"),      std::string_view(".data"),
    std::string_view(".fill"),       std::string_view(".globl"),     std::string_view(".hidden"),
    std::string_view(".hword"),      std::string_view(".local"),     std::string_view(".long"),
    std::string_view(".p2align"),    std::string_view(".protected"), std::string_view(".quad"),
    std::string_view(".section"),    std::string_view(".set"),       std::string_view(".short"),
    std::string_view(".size"),       std::string_view(".space"),     std::string_view(".text"),
    std::string_view(".type"),       std::string_view(".weak"),      std::string_view(".word"),
    std::string_view(".xword"),      std::string_view(".zero"),
};
static_assert(std::ranges::is_sorted(kAllowed));

constexpr std::array kLeftOut = {
    std::string_view(".addrsig"), std::string_view(".addrsig_sym"), std::string_view(".file"),
    std::string_view(".ident"),   std::string_view(".loc"),
};

// Sections whose content runs by itself or lives outside the region's data.
constexpr std::array kRefusedSections = {
    std::string_view(".ctors"), std::string_view(".dtors"),         std::string_view(".fini"),
    std::string_view(".init"),  std::string_view(".preinit_array"), std::string_view(".tbss"),
    std::string_view(".tdata"),
};

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool is_label_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '$' || c == '@';
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if(text, is_blank) - text.begin()));
}

class Walker {
 public:
  Walker(InstructionRewriter& rewriter, std::vector<std::string>* trapped)
      : rewriter_(rewriter), trapped_(trapped) {}

  std::string run(std::string_view assembly) {
    // Rewritten code is longer by a fifth; what is left out makes up for it.
    out_.reserve(assembly.size() + assembly.size() / 8 + 64);
    while (!assembly.empty()) {
      const std::size_t end = std::min(assembly.find('\n'), assembly.size());
      ++line_;
      step(assembly.substr(0, end));
      assembly.remove_prefix(std::min(end + 1, assembly.size()));
    }
    return std::move(out_);
  }

 private:
  void step(std::string_view raw) {
    const std::string_view text = trim(raw);
    if (text.empty() || text.starts_with('#') || text.starts_with(rewriter_.comment()))
      return;
    if (const std::size_t colon = label_end(text); colon != 0) {
      label(text.substr(0, colon));
      step(text.substr(colon + 1));
      return;
    }
    if (text.front() == '.') {
      directive(text);
      return;
    }
    if (leaving_out_section_ || trapping_)
      return;
    if (is_assignment(text)) {
      out_ += text;
      out_ += '\n';
      return;
    }
    try {
      rewriter_.instruction(trim(text.substr(0, text.find(rewriter_.comment()))), out_);
    } catch (const Unconfinable& reason) {
      cannot(reason.why);
    }
  }

  static std::size_t label_end(std::string_view text) {
    std::size_t n = 0;
    while (n < text.size() && is_label_character(text[n])) ++n;
    return n < text.size() && text[n] == ':' ? n : 0;
  }

  // One name for another: functions that were merged because their code is the same.
  static bool is_assignment(std::string_view text) {
    const std::size_t equals = text.find(" = ");
    return equals != std::string_view::npos &&
           std::ranges::all_of(text.substr(0, equals), is_label_character) &&
           std::ranges::all_of(text.substr(equals + 3), is_label_character);
  }

  void label(std::string_view name) {
    if (leaving_out_section_)
      return;
    if (!name.starts_with(".L") && !name.starts_with("__cfi_")) {
      function_ = name;
      trapping_ = false;
    } else if (name.starts_with(".Lfunc_end")) {
      trapping_ = false;
    }
    if (trapping_)
      return;
    out_ += name;
    out_ += ":\n";
    if (name == function_)
      body_ = out_.size();
    rewriter_.label(name);
  }

  void directive(std::string_view text) {
    const std::string_view name = first_word(text);
    if (name.starts_with(".cfi_") || std::ranges::find(kLeftOut, name) != kLeftOut.end())
      return;
    if (!std::ranges::binary_search(kAllowed, name))
      fail("the directive '" + std::string(name) + "' is not known");
    if (name == ".section") {
      const std::string_view arguments = trim(text.substr(name.size()));
      leaving_out_section_ = section(arguments);
      if (!leaving_out_section_)
        in_code_ = arguments.find("x\"") != std::string_view::npos;
    } else if (name == ".text" || name == ".data" || name == ".bss") {
      leaving_out_section_ = false;
      in_code_ = name == ".text";
    }
    if (leaving_out_section_)
      return;
    // A body that was replaced by a trap takes its constants along, not its symbol.
    if (trapping_ && name != ".section" && name != ".text" && name != ".size")
      return;
    out_ += '\t';
    out_ += text;
    out_ += '\n';
  }

  // Whether the content is left out.
  bool section(std::string_view arguments) const {
    std::string_view name = arguments.substr(0, arguments.find(','));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
      name = name.substr(1, name.size() - 2);
    for (const std::string_view refused : kRefusedSections)
      if (name.starts_with(refused))
        fail("the section '" + std::string(name) + "' is not allowed in a module");
    return name == ".kcfi_traps" || name == ".eh_frame" || name.starts_with(".llvm") || name == ".comment";
  }

  void cannot(const std::string& why) {
    if (trapped_ == nullptr || function_.empty() || !in_code_)
      fail(why);
    out_.resize(body_);
    out_ += rewriter_.trap();
    trapping_ = true;
    trapped_->push_back(llvm::demangle(function_));
  }

  [[noreturn]] void fail(const std::string& why) const {
    const std::string where = function_.empty() ? std::string() : "'" + llvm::demangle(function_) + "', ";
    throw Error("cannot confine " + where + "assembly line " + std::to_string(line_) + ": " + why);
  }

  InstructionRewriter& rewriter_;
  std::vector<std::string>* trapped_;
  std::string out_;
  std::string_view function_;
  std::size_t body_ = 0;
  std::size_t line_ = 0;
  bool in_code_ = true;
  bool leaving_out_section_ = false;
  bool trapping_ = false;
};

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string rewrite_lines(std::string_view assembly, InstructionRewriter& rewriter,
                          std::vector<std::string>* trapped) {
  return Walker(rewriter, trapped).run(assembly);
}

}  // namespace plrust::confine
