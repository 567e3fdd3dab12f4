// SPDX-License-Identifier: PostgreSQL
#include "toolchain/checks.hpp"
#include "toolchain/command.hpp"

namespace plrust::toolchain {

ExitCode run_doctor(const Invocation& invocation) {
  ProcessRunner runner;
  const RealFiles files;
  const Locations& locations = invocation.locations();
  const Wanted wanted{invocation.value(OptionId::rustc), invocation.value(OptionId::rust_src),
                      invocation.value_or(OptionId::sysroot_dir, locations.sysroot_dir.string())};
  const auto checks = Machine(runner, files, locations).all(wanted);
  print_checks(invocation, checks);
  return is_complete(checks) ? ExitCode::ok : ExitCode::missing_tool;
}

}  // namespace plrust::toolchain
