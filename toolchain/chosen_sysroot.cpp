// SPDX-License-Identifier: PostgreSQL
#include "toolchain/chosen_sysroot.hpp"

#include <fmt/format.h>

#include "toolchain/files.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/sysroot_store.hpp"

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

CompileTools tools_of(const fs::path& sysroot, const std::string& triple, const Locations& locations) {
  const fs::path file = sysroot / kManifestFile;
  const Manifest manifest = parse_manifest(read_file(file), file.string());
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
