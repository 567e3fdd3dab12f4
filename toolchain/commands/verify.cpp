// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>

#include "toolchain/child.hpp"
#include "toolchain/command.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

ExitCode run_verify(const Invocation& invocation) {
  const auto& verifier = invocation.locations().verifier;
  const std::string& file = invocation.operands().front();
  if (!RealFiles().is_file(verifier)) {
    throw Error(fmt::format("there is no verifier at '{}'", verifier.string()),
                "build or install all of plrust", ExitCode::missing_tool);
  }
  ChildCommand command{verifier, {}, plain_environment(), {}, {}};
  if (invocation.has(OptionId::json)) {
    command.arguments.emplace_back("--json");
  }
  // A name that begins with a dash must not become an option of the verifier.
  command.arguments.push_back(file.starts_with("-") ? "./" + file : file);
  const ChildResult result = ProcessRunner().run(command);
  if (result.status > 1) {
    throw child_error(command, result);
  }
  invocation.out() << result.out;
  invocation.talk() << result.err;
  return result.ok() ? ExitCode::ok : ExitCode::failed;
}

}  // namespace plrust::toolchain
