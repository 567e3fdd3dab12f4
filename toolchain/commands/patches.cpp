// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <charconv>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/commands/patches.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/patching/prepare_std.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

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

json row_json(const StdProblem& problem) {
  json row{{"kind", kind_name(problem.kind)}, {"text", problem.text}};
  const auto add = [&row](const char* key, const std::string& value) {
    if (!value.empty()) {
      row[key] = value;
    }
  };
  add("file", problem.file);
  add("patch", problem.patch);
  add("capability", problem.capability);
  add("item", problem.item);
  if (problem.hunk != 0) {
    row["hunk"] = problem.hunk;
  }
  return row;
}

ExitCode check(const Invocation& invocation, const StdChanges& changes, const StdSource& source) {
  const StdCheck result = check_std(changes, source.library);
  const std::string& version = changes.series.base().version;
  if (invocation.has(OptionId::json)) {
    json rows = json::array();
    for (const StdProblem& problem : result.problems) {
      rows.push_back(row_json(problem));
    }
    invocation.out() << json{{"series", version},
                             {"source", source.library.string()},
                             {"source_version", source.version},
                             {"patches", result.patches},
                             {"hunks", result.hunks},
                             {"policy_rows", result.policy_rows},
                             {"problems", rows}}
                            .dump(2)
                     << "\n";
  } else {
    for (const StdProblem& problem : result.problems) {
      invocation.out() << fmt::format("{}: {}\n", kind_name(problem.kind), problem.text);
    }
    invocation.out() << (result.problems.empty()
                             ? fmt::format("{} patches ({} hunks) and {} policy rows of Rust {} fit '{}'\n",
                                           result.patches, result.hunks, result.policy_rows, version,
                                           source.library.string())
                             : fmt::format("{} rows of Rust {} do not fit '{}'\n", result.problems.size(),
                                           version, source.library.string()));
  }
  return result.problems.empty() ? ExitCode::ok : ExitCode::failed;
}

ExitCode apply(const Invocation& invocation, const StdChanges& changes, const StdSource& source) {
  const auto output = invocation.path(OptionId::output);
  if (!output) {
    throw Error("'patches apply' needs --output", "the folder to write the patched std source to",
                ExitCode::usage);
  }
  if (const auto until = invocation.value(OptionId::until)) {
    if (!invocation.has(OptionId::dry_run)) {
      write_patched_tree(changes, source.library, *until, *output);
    }
    invocation.out() << fmt::format("{} {}\n", invocation.has(OptionId::dry_run) ? "would write" : "wrote",
                                    output->string());
    return ExitCode::ok;
  }
  if (invocation.has(OptionId::dry_run)) {
    const StdCheck result = check_std(changes, source.library);
    if (!result.problems.empty()) {
      throw Error(result.problems.front().text, "see 'plrust-toolchain patches check'");
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

// Of a source that no rustc here belongs to: the patches of its version, or else the nearest older ones, or
// the oldest.
std::string nearest_series(const Invocation& invocation, const std::string& version) {
  std::vector<std::string> known;
  const fs::path folder = invocation.locations().data / "std-patches";
  for (const std::string& name : RealFiles().names_in(folder)) {
    if (RealFiles().is_file(folder / name / "series")) {
      known.push_back(name);
    }
  }
  if (known.empty()) {
    throw Error(fmt::format("there are no patches in '{}'", folder.string()));
  }
  std::ranges::sort(known, {}, version_numbers);
  std::string chosen = known.front();
  for (const std::string& name : known) {
    if (version_numbers(name) <= version_numbers(version)) {
      chosen = name;
    }
  }
  return chosen;
}

}  // namespace

std::vector<unsigned> version_numbers(const std::string& version) {
  std::vector<unsigned> numbers;
  const char* at = version.data();
  const char* const end = at + version.size();
  while (at < end) {
    unsigned number = 0;
    const auto [rest, error] = std::from_chars(at, end, number);
    if (error != std::errc()) {
      break;
    }
    numbers.push_back(number);
    at = rest < end && *rest == '.' ? rest + 1 : end;
  }
  return numbers;
}

ExitCode run_patches(const Invocation& invocation) {
  if (invocation.action() == "new") {
    return run_patches_new(invocation);
  }
  if (invocation.action() == "refresh") {
    return run_patches_refresh(invocation);
  }
  ProcessRunner runner;
  const RealFiles files;
  const auto series = invocation.value(OptionId::series);
  const auto rust_src = invocation.path(OptionId::rust_src);
  if (invocation.action() == "list") {
    return list(invocation,
                changes_for(invocation,
                            series ? *series
                                   : find_compiler(runner, files, invocation.path(OptionId::rustc)).version));
  }
  StdSource source;
  if (rust_src && !invocation.has(OptionId::rustc)) {
    source = identify_std_source(files, *rust_src);
  } else {
    source = find_std_source(files, find_compiler(runner, files, invocation.path(OptionId::rustc)), rust_src);
  }
  const StdChanges changes =
      changes_for(invocation, series ? *series : nearest_series(invocation, source.version));
  return invocation.action() == "check" ? check(invocation, changes, source)
                                        : apply(invocation, changes, source);
}

}  // namespace plrust::toolchain
