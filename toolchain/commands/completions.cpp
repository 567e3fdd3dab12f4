// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include "toolchain/command.hpp"
#include "toolchain/help.hpp"

namespace plrust::toolchain {

ExitCode run_completions(const Invocation& invocation) {
  invocation.out() << completion_script(invocation.action());
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
