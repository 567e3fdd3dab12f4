// SPDX-License-Identifier: PostgreSQL
#include <fmt/format.h>

#include "toolchain/crate_graph.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/rewriter_hash.hpp"
#include "toolchain/sysroot_build.hpp"

namespace plrust::toolchain {
namespace {

// The commands themselves: what each target would run, whatever the machine.
std::string hash_of_commands(const std::filesystem::path& data, const std::string& version) {
  const std::string name = fmt::format("std-patches/{}/crates.toml", version);
  const CrateGraph graph = parse_crate_graph(read_file(data / name), name);
  std::string all = read_file(data / "toolchain" / "templates" / "build.ninja.j2");
  for (const Target& target : kTargets) {
    all += ninja_plan(graph, target, "").dump();
    all += fmt::format("{}", fmt::join(user_flags(graph, target), " "));
  }
  return sha256(all);
}

}  // namespace

std::map<std::string, std::string> sysroot_inputs(const Compiler& compiler, const StdSource& source,
                                                  const Locations& locations) {
  const auto& data = locations.data;
  std::map<std::string, std::string> inputs;
  inputs["rustc"] = fmt::format("{} {} LLVM {}", compiler.version, compiler.commit, compiler.llvm);
  inputs["std source"] = sha256_of_tree(source.library);
  inputs["std patches"] = sha256_of_tree(data / "std-patches" / compiler.version);
  inputs["std policy"] = sha256_of_file(data / "std-patches" / "policy.toml");
  inputs["pallocator"] = sha256_of_tree(data / "pallocator" / "rust");
  inputs["postpanic"] = sha256_of_tree(data / "postpanic" / "rust");
  inputs["pgrx"] = sha256_of_tree(data / "pgrx" / "src");
  for (const Target& target : kTargets) {
    inputs[fmt::format("target {}", target.triple)] =
        sha256_of_file(target_file(data, compiler.version, target));
  }
  inputs["host functions"] = sha256(sha256_of_file(data / "confine" / "host_functions.toml") +
                                    sha256_of_tree(data / "confine" / "templates") +
                                    sha256_of_file(data / "tools" / "generate_host_functions.py"));
  inputs["split-stack plugin"] = sha256_of_file(plugin_for(locations, compiler.llvm));
  inputs["rewriter"] = std::string(kRewriterHash);
  inputs["commands"] = hash_of_commands(data, compiler.version);
  return inputs;
}

}  // namespace plrust::toolchain
