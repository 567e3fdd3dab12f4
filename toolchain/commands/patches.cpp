// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/patching/prepare_std.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::optional<fs::path> path_of(const Invocation& invocation, OptionId id) {
  const auto text = invocation.value(id);
  return text ? std::optional<fs::path>(*text) : std::nullopt;
}

StdChanges changes_for(const Invocation& invocation, const std::string& version) {
  const fs::path& data = invocation.locations().data;
  return load_std_changes(data / "std-patches" / version, data);
}

ExitCode list(const Invocation& invocation, const StdChanges& changes) {
  if (!invocation.has(OptionId::json)) {
    for (const Patch& patch : changes.series.patches()) {
      invocation.out() << fmt::format("{}  {}\n", patch.file, patch.header.subject);
    }
    for (const PolicyRow& row : changes.policy.rows()) {
      invocation.out() << fmt::format("policy.toml  {}: {}\n", row.item, row.reason);
    }
    return ExitCode::ok;
  }
  json patches = json::array();
  for (const Patch& patch : changes.series.patches()) {
    patches.push_back({{"file", patch.file},
                       {"subject", patch.header.subject},
                       {"why", patch.header.why},
                       {"upstream", patch.header.upstream},
                       {"test", patch.header.test}});
  }
  json policy = json::array();
  for (const PolicyRow& row : changes.policy.rows()) {
    policy.push_back({{"item", row.item}, {"reason", row.reason}, {"places", row.places}});
  }
  invocation.out()
      << json{{"version", changes.series.base().version}, {"patches", patches}, {"policy", policy}}.dump(2)
      << "\n";
  return ExitCode::ok;
}

ExitCode check(const Invocation& invocation, const StdChanges& changes, const StdSource& source) {
  const StdCheck result = check_std(changes, source.library);
  if (invocation.has(OptionId::json)) {
    invocation.out() << json{{"source", source.library.string()},
                             {"patches", result.patches},
                             {"policy_rows", result.policy_rows},
                             {"problems", result.problems}}
                            .dump(2)
                     << "\n";
  } else {
    for (const std::string& problem : result.problems) {
      invocation.out() << problem << "\n";
    }
    if (result.problems.empty()) {
      invocation.out() << fmt::format("{} patches and {} policy rows fit '{}'\n", result.patches,
                                      result.policy_rows, source.library.string());
    }
  }
  return result.problems.empty() ? ExitCode::ok : ExitCode::failed;
}

ExitCode apply(const Invocation& invocation, const StdChanges& changes, const StdSource& source) {
  const auto output = path_of(invocation, OptionId::output);
  if (!output) {
    throw Error("'patches apply' needs --output", "the folder to write the patched std source to",
                ExitCode::usage);
  }
  if (invocation.has(OptionId::dry_run)) {
    const StdCheck result = check_std(changes, source.library);
    if (!result.problems.empty()) {
      throw Error(result.problems.front(), "see 'plrust-toolchain patches check'");
    }
    invocation.out() << fmt::format("would write {}\n", output->string());
    return ExitCode::ok;
  }
  const PreparedStd prepared = prepare_std(changes, source.library, *output);
  if (invocation.has(OptionId::json)) {
    invocation.out() << json{{"output", output->string()},
                             {"sha256", prepared.sha256},
                             {"changed", prepared.changed}}
                            .dump(2)
                     << "\n";
  } else {
    invocation.out() << fmt::format("wrote {}: {} files differ from '{}'\n", output->string(),
                                    prepared.changed.size(), source.library.string());
  }
  return ExitCode::ok;
}

}  // namespace

ExitCode run_patches(const Invocation& invocation) {
  ProcessRunner runner;
  const RealFiles files;
  const Compiler compiler = find_compiler(runner, files, path_of(invocation, OptionId::rustc));
  const StdChanges changes = changes_for(invocation, compiler.version);
  if (invocation.action() == "list") {
    return list(invocation, changes);
  }
  const StdSource source = find_std_source(files, compiler, path_of(invocation, OptionId::rust_src));
  return invocation.action() == "check" ? check(invocation, changes, source)
                                        : apply(invocation, changes, source);
}

}  // namespace plrust::toolchain
