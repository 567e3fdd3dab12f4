// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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
  const bool complete =
      std::ranges::none_of(checks, [](const Check& check) { return check.state == Check::State::missing; });

  if (invocation.has(OptionId::json)) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Check& check : checks) {
      rows.push_back({{"name", check.name},
                      {"state", to_string(check.state)},
                      {"found", check.found},
                      {"hint", check.hint}});
    }
    invocation.out() << nlohmann::json{{"ok", complete}, {"checks", rows}}.dump(2) << "\n";
  } else {
    for (const Check& check : checks) {
      invocation.out() << fmt::format("{:<8} {:<19} {}\n", to_string(check.state), check.name, check.found);
      if (!check.hint.empty()) {
        invocation.out() << fmt::format("{:<28} hint: {}\n", "", check.hint);
      }
    }
  }
  return complete ? ExitCode::ok : ExitCode::missing_tool;
}

}  // namespace plrust::toolchain
