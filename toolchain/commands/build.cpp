// SPDX-License-Identifier: PostgreSQL
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ostream>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/checks.hpp"
#include "toolchain/command.hpp"
#include "toolchain/crate_graph.hpp"
#include "toolchain/sysroot_build.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

unsigned jobs(const Invocation& invocation) {
  const auto text = invocation.value(OptionId::jobs);
  if (!text) {
    return std::max(1U, std::thread::hardware_concurrency());
  }
  unsigned number = 0;
  const auto [rest, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  constexpr unsigned kMostJobs = 1024;
  if (error != std::errc() || rest != text->data() + text->size() || number == 0 || number > kMostJobs) {
    throw Error(fmt::format("'{}' is not a number of jobs", *text), "a number from 1 to 1024",
                ExitCode::usage);
  }
  return number;
}

std::vector<const Target*> wanted_targets(const Invocation& invocation) {
  const std::string arch = invocation.value_or(OptionId::arch, std::string(native_target().arch));
  std::vector<const Target*> wanted;
  for (const Target& target : kTargets) {
    if (arch == "all" || arch == target.arch) {
      wanted.push_back(&target);
    }
  }
  return wanted;
}

bool is_complete(const SysrootStore& store, const std::string& id, const Target& target) {
  const auto manifest = store.find_intact(id);
  return manifest &&
         std::ranges::find(manifest->targets, target.triple, &ManifestTarget::triple) !=
             manifest->targets.end() &&
         damage(store.folder() / id, *manifest).empty();
}

std::optional<fs::path> path_of(const Invocation& invocation, OptionId id) {
  const auto text = invocation.value(id);
  return text ? std::optional(fs::absolute(*text)) : std::nullopt;
}

struct Result {
  std::string id;
  std::vector<std::string> built;
  std::vector<std::string> present;
};

void print(const Invocation& invocation, const SysrootStore& store, const Result& result) {
  const fs::path folder = store.folder() / result.id;
  if (invocation.has(OptionId::json)) {
    invocation.out() << nlohmann::json{{"id", result.id},
                                       {"path", folder.string()},
                                       {"built", result.built},
                                       {"present", result.present},
                                       {"dry_run", invocation.has(OptionId::dry_run)}}
                            .dump(2)
                     << "\n";
    return;
  }
  const char* verb = invocation.has(OptionId::dry_run) ? "would build" : "built";
  for (const std::string& triple : result.built) {
    invocation.out() << fmt::format("{} {} in {}\n", verb, triple, folder.string());
  }
  for (const std::string& triple : result.present) {
    invocation.out() << fmt::format("nothing to do for {} in {}\n", triple, folder.string());
  }
}

void build_target(const Invocation& invocation, const SysrootStore& store, const std::string& id,
                  SysrootBuild::Setting setting) {
  ProcessRunner runner;
  const Target& target = setting.target;
  const std::string name = fmt::format("std-patches/{}/crates.toml", setting.compiler.version);
  const CrateGraph graph = parse_crate_graph(read_file(setting.locations.data / name), name);
  Manifest made{id, setting.compiler, setting.inputs, {}, {}};
  made.targets.push_back(
      {std::string(target.triple), std::string(target.arch), user_flags(graph, target), target.verified});
  SysrootBuild build(std::move(setting), runner, invocation.talk());
  build.prepare();
  build.run(::isatty(STDERR_FILENO) != 0);
  const fs::path staged = store.stage_folder();
  made.files = build.collect(staged);
  store.install(staged, with_target(store.find_intact(id), made), std::string(target.triple));
}

}  // namespace

ExitCode run_build(const Invocation& invocation) {
  ProcessRunner runner;
  const RealFiles files;
  const Locations& locations = invocation.locations();
  const unsigned at_once = jobs(invocation);
  const SysrootStore store(
      path_of(invocation, OptionId::sysroot_dir).value_or(fs::absolute(locations.sysroot_dir)));

  const Compiler compiler = find_compiler(runner, files, path_of(invocation, OptionId::rustc));
  const StdSource source = find_std_source(files, compiler, path_of(invocation, OptionId::rust_src));
  if (!files.is_directory(locations.data / "std-patches" / compiler.version)) {
    throw Error(fmt::format("there are no std patches for rustc {}", compiler.version),
                fmt::format("use one of: {}; std-patches/README.md says how to move to another version",
                            fmt::join(files.names_in(locations.data / "std-patches"), ", ")),
                ExitCode::missing_tool);
  }
  const auto inputs = sysroot_inputs(compiler, source, locations);
  Result result{sysroot_id(compiler.version, inputs), {}, {}};

  std::vector<const Target*> missing;
  for (const Target* target : wanted_targets(invocation)) {
    const bool complete = is_complete(store, result.id, *target);
    (complete ? result.present : result.built).emplace_back(target->triple);
    if (!complete) {
      missing.push_back(target);
    }
  }
  if (!missing.empty() && !invocation.has(OptionId::dry_run)) {
    store.require_built_here(result.id);
    require(Machine(runner, files, locations).tools(store.folder()));
    const StoreLock lock(store.folder(), invocation.talk());
    const fs::path build_dir = path_of(invocation, OptionId::build_dir).value_or(store.build_folder());
    for (const Target* target : missing) {
      if (is_complete(store, result.id, *target)) {
        continue;  // by whoever held the lock before
      }
      const fs::path folder = build_dir / fmt::format("{}-{}", compiler.version, target->arch);
      build_target(invocation, store, result.id,
                   {compiler, source, locations, *target, inputs, folder, at_once});
    }
  }
  print(invocation, store, result);
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
