// SPDX-License-Identifier: PostgreSQL
#include "toolchain/chosen_sysroot.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "toolchain/sysroot_store.hpp"
#include "toolchain/target_spec.hpp"

namespace plrust::toolchain {

namespace fs = std::filesystem;

fs::path chosen_sysroot(const Invocation& invocation) {
  if (const auto given = invocation.value(OptionId::sysroot))
    return fs::canonical(*given);
  const SysrootStore store(
      invocation.value_or(OptionId::sysroot_dir, invocation.locations().sysroot_dir.string()));
  const std::vector<std::string> ids = store.ids();
  if (ids.empty())
    throw Error(fmt::format("there is no sysroot in '{}'", store.folder().string()),
                "build one with 'plrust-toolchain build'");
  return fs::canonical(store.folder() / ids.front());
}

const ManifestTarget& usual_target(const Manifest& manifest) {
  const auto native = std::ranges::find(manifest.targets, native_target().triple, &ManifestTarget::triple);
  if (native != manifest.targets.end())
    return *native;
  if (manifest.targets.size() == 1)
    return manifest.targets.front();
  throw Error(fmt::format("the sysroot '{}' has no target for {}", manifest.id, native_target().arch),
              fmt::format("add it with 'plrust-toolchain build --arch {}'", native_target().arch));
}

std::vector<ManifestTarget> chosen_targets(const Invocation& invocation, const Manifest& manifest) {
  const auto arch = invocation.value(OptionId::arch);
  if (!arch)
    return {usual_target(manifest)};
  std::vector<ManifestTarget> chosen;
  for (const Target& target : kTargets) {
    if (*arch != "all" && *arch != target.arch)
      continue;
    const auto found = std::ranges::find(manifest.targets, target.triple, &ManifestTarget::triple);
    if (found == manifest.targets.end())
      throw Error(fmt::format("the sysroot '{}' has no target for {}", manifest.id, target.arch),
                  fmt::format("add it with 'plrust-toolchain build --arch {}'", target.arch));
    chosen.push_back(*found);
  }
  return chosen;
}

CompileTools tools_of(const fs::path& sysroot, const std::string& triple, const Locations& locations) {
  const Manifest manifest = read_manifest(sysroot);
  for (const ManifestTarget& target : manifest.targets)
    if (target.triple == triple)
      return {sysroot,
              manifest.id,
              triple,
              manifest.rustc.rustc,
              locations.linker,
              target.rustc_flags,
              manifest.rustc.version};
  throw Error(fmt::format("the sysroot '{}' has no target '{}'", manifest.id, triple),
              "see 'plrust-toolchain sysroots show'");
}

}  // namespace plrust::toolchain
