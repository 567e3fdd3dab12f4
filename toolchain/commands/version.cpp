// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/config.hpp"

namespace plrust::toolchain {

ExitCode run_version(const Invocation& invocation) {
  if (invocation.has(OptionId::json)) {
    invocation.out() << nlohmann::json{{"name", "plrust-toolchain"}, {"version", kVersion}}.dump() << "\n";
  } else {
    invocation.out() << "plrust-toolchain " << kVersion << "\n";
  }
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
