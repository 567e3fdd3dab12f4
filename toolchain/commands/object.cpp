// SPDX-License-Identifier: PostgreSQL
// The step of build.ninja between rustc and the sysroot. In this process rather than by an assembler and a
// linker of the system: no temporary files, and one version of LLVM.
#include <ostream>

#include <fmt/format.h>

#include "confine/rewrite/assemble.hpp"
#include "confine/rewrite/rewrite.hpp"
#include "toolchain/allocator_shim.hpp"
#include "toolchain/command.hpp"
#include "toolchain/files.hpp"
#include "toolchain/rlib.hpp"

namespace plrust::toolchain {
namespace {

std::string confined_text(const Invocation& invocation, std::string text, const std::string& arch) {
  if (invocation.has(OptionId::assemble_only)) {
    if (const auto alloc = invocation.value(OptionId::allocator_of)) {
      text += allocator_shim(read_file(*alloc), arch);
    }
    return text;
  }
  std::vector<std::string> trapped;
  std::string confined = confine::rewrite_assembly(text, confine::arch_of(arch), &trapped);
  for (const std::string& function : trapped) {
    invocation.talk() << fmt::format("'{}' cannot be confined: it traps when called\n", function);
  }
  return confined;
}

}  // namespace

ExitCode run_object(const Invocation& invocation) {
  const std::string arch = invocation.required(OptionId::arch, "object");
  const std::string output = invocation.required(OptionId::output, "object");
  if (arch == "all") {
    throw Error("'object' makes one architecture at a time", {}, ExitCode::usage);
  }
  if (const auto metadata = invocation.value(OptionId::metadata)) {
    write_file(output, rlib_of_metadata(read_file(*metadata), arch));
    return ExitCode::ok;
  }
  if (invocation.operands().empty()) {
    throw Error("'object' needs IN.s or --metadata", "see 'plrust-toolchain object --help'", ExitCode::usage);
  }
  const std::string text = confined_text(invocation, read_file(invocation.operands().front()), arch);
  const std::vector<char> object = confine::assemble(text, confine::arch_of(arch));
  write_file(output, {object.data(), object.size()});
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
