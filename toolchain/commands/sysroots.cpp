// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <iostream>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/files.hpp"
#include "toolchain/sysroot_build.hpp"
#include "toolchain/sysroot_garbage.hpp"
#include "toolchain/sysroot_proof.hpp"
#include "toolchain/used_sysroots.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string triples(const Manifest& manifest) {
  std::vector<std::string> names;
  std::ranges::transform(manifest.targets, std::back_inserter(names), [](const ManifestTarget& target) {
    return target.triple + (target.verified ? "" : " (not verified)");
  });
  return fmt::format("{}", fmt::join(names, ", "));
}

Error no_sysroot(const std::string& id) {
  return Error(fmt::format("there is no sysroot '{}'", id), "see 'plrust-toolchain sysroots list'");
}

ExitCode list(const Invocation& invocation, const SysrootStore& store) {
  json rows = json::array();
  for (const std::string& id : store.ids()) {
    const auto manifest = store.find_intact(id);
    const json targets = manifest ? json::parse(to_json(*manifest))["targets"] : json(nullptr);
    rows.push_back({{"id", id}, {"path", (store.folder() / id).string()}, {"targets", targets}});
    if (!invocation.has(OptionId::json)) {
      invocation.out() << fmt::format("{}  {}\n", id, manifest ? triples(*manifest) : "damaged");
    }
  }
  if (invocation.has(OptionId::json)) {
    invocation.out() << rows.dump(2) << "\n";
  }
  return ExitCode::ok;
}

ExitCode show(const Invocation& invocation, const SysrootStore& store) {
  const std::string& id = invocation.operands().front();
  const auto manifest = store.find(id);
  if (!manifest) {
    throw no_sysroot(id);
  }
  const auto wrong = damage(store.folder() / id, *manifest);
  if (invocation.has(OptionId::json)) {
    json top = json::parse(to_json(*manifest));
    top["damage"] = wrong;
    invocation.out() << top.dump(2) << "\n";
  } else {
    invocation.out() << fmt::format("id       {}\nrustc    {} {} ({})\ntargets  {}\nfiles    {}\n", id,
                                    manifest->rustc.rustc.string(), manifest->rustc.version,
                                    manifest->rustc.commit.substr(0, 9), triples(*manifest),
                                    manifest->files.size());
    for (const auto& [name, hash] : manifest->inputs) {
      invocation.out() << fmt::format("input    {}: {}\n", name, hash);
    }
    for (const std::string& problem : wrong) {
      invocation.out() << fmt::format("damaged  {}\n", problem);
    }
  }
  return wrong.empty() ? ExitCode::ok : ExitCode::failed;
}

// Shared by remove and gc: removes, or says that it would.
void remove(const Invocation& invocation, const SysrootStore& store, const std::vector<std::string>& names) {
  const bool dry = invocation.has(OptionId::dry_run);
  for (const std::string& name : names) {
    if (!dry) {
      store.remove(name);
    }
    if (!invocation.has(OptionId::json)) {
      invocation.out() << fmt::format("{} {}\n", dry ? "would remove" : "removed", name);
    }
  }
  if (invocation.has(OptionId::json)) {
    invocation.out() << json{{"removed", names}, {"dry_run", dry}}.dump(2) << "\n";
  }
}

ExitCode remove_one(const Invocation& invocation, const SysrootStore& store) {
  const std::string& id = invocation.operands().front();
  store.require_id(id);
  if (!store.contains(id)) {
    throw no_sysroot(id);
  }
  store.require_built_here(id);
  const StoreLock lock(store.folder(), invocation.talk());
  remove(invocation, store, {id});
  return ExitCode::ok;
}

// The sysroot that 'build' would make; nothing, and a word about it, on a machine that cannot build one.
std::optional<std::string> current_id(const Invocation& invocation) {
  ProcessRunner runner;
  const RealFiles files;
  try {
    const Compiler compiler = find_compiler(runner, files, invocation.value(OptionId::rustc));
    const StdSource source = find_std_source(files, compiler, invocation.value(OptionId::rust_src));
    return sysroot_id(compiler.version, sysroot_inputs(compiler, source, invocation.locations()));
  } catch (const Error& error) {
    invocation.talk() << fmt::format("which sysroot 'build' makes is not known: {}\n", error.what());
    return std::nullopt;
  }
}

std::optional<std::set<std::string>> used_by(const Invocation& invocation) {
  const auto file = invocation.value(OptionId::used_by);
  if (!file) {
    return std::nullopt;
  }
  return used_ids(*file == "-" ? std::string(std::istreambuf_iterator<char>(std::cin), {}) : read_file(*file),
                  *file);
}

ExitCode collect_garbage(const Invocation& invocation, const SysrootStore& store) {
  const auto used = used_by(invocation);
  const auto current = current_id(invocation);
  const StoreLock lock(store.folder(), invocation.talk());
  const Garbage garbage = find_garbage(store, current, used);
  for (const KeptSysroot& kept : garbage.kept) {
    invocation.talk() << fmt::format("kept {}: {}\n", kept.id, kept.why);
  }
  remove(invocation, store, garbage.names);
  return ExitCode::ok;
}

ExitCode used(const Invocation& invocation) {
  ProcessRunner runner;
  const DatabaseClient client = find_database_client(RealFiles());
  std::vector<std::string> connections = invocation.operands();
  if (connections.empty()) {
    connections.emplace_back();
  }
  std::vector<json> clusters;
  clusters.reserve(connections.size());
  for (const std::string& connection : connections) {
    clusters.push_back(ask_cluster(runner, client, connection));
  }
  invocation.out() << used_report(clusters);
  return ExitCode::ok;
}

ExitCode verify(const Invocation& invocation, const SysrootStore& store) {
  const std::string& id = invocation.operands().front();
  const auto manifest = store.find(id);
  if (!manifest) {
    throw no_sysroot(id);
  }
  ProcessRunner runner;
  const auto checks =
      check_sysroot(runner, invocation.locations(), fs::absolute(store.folder() / id), *manifest);
  print_checks(invocation, checks);
  return is_complete(checks) ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

ExitCode run_sysroots(const Invocation& invocation) {
  const SysrootStore store(
      invocation.value_or(OptionId::sysroot_dir, invocation.locations().sysroot_dir.string()));
  if (invocation.action() == "list") {
    return list(invocation, store);
  }
  if (invocation.action() == "show") {
    return show(invocation, store);
  }
  if (invocation.action() == "used") {
    return used(invocation);
  }
  if (invocation.action() == "verify") {
    return verify(invocation, store);
  }
  return invocation.action() == "remove" ? remove_one(invocation, store) : collect_garbage(invocation, store);
}

}  // namespace plrust::toolchain
