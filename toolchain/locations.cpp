// SPDX-License-Identifier: PostgreSQL
#include "toolchain/locations.hpp"

#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/config.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

Locations in_build_folder(const fs::path& build) {
  Locations found;
  found.data = fs::path(kSourceRoot);
  found.plugin = build / "confine" / "split-stack" / "split-stack.so";
  found.verifier = build / "confine" / "verify" / "plrust-verify";
  found.sysroot_dir = build / "sysroots";
  return found;
}

Locations in_prefix(const fs::path& prefix) {
  Locations found;
  found.installed = true;
  found.data = prefix / kDataDir / "plrust";
  const fs::path programs = prefix / kLibDir / "plrust";
  found.plugin = programs / "plugin" / "split-stack.so";
  found.verifier = prefix / "bin" / "plrust-verify";
  found.sysroot_dir = prefix / "lib" / "plrust" / "sysroots";
  return found;
}

}  // namespace

Locations find_locations() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) {
    throw Error("could not read the path of this program: " + error.message(), "is /proc mounted?");
  }
  // Exactly that folder: an installation may be staged somewhere below the build folder.
  const fs::path build = fs::weakly_canonical(fs::path(kBuildRoot), error);
  Locations found = !error && self.parent_path() == build / "toolchain"
                        ? in_build_folder(build)
                        : in_prefix(self.parent_path().parent_path());
  found.self = self;
  found.python = fs::path(kPython);
  found.linker = fs::path(kLinker);
  found.ninja = fs::path(kNinja);
  return found;
}

fs::path plugin_for(const Locations& locations, std::string_view llvm) {
  const std::string_view major = llvm.substr(0, llvm.find('.'));
  if (major == kLlvmMajor) {
    return locations.plugin;
  }
  fs::path plugin = locations.plugin.parent_path() / fmt::format("split-stack-{}.so", major);
  std::error_code error;
  if (!fs::is_regular_file(plugin, error)) {
    throw Error(
        fmt::format("there is no split-stack plugin for rustc's LLVM {}: no '{}'", major, plugin.string()),
        fmt::format("install llvm-{}-dev and build plrust with -Dplugin_llvm_configs=llvm-config-{}", major,
                    major),
        ExitCode::missing_tool);
  }
  return plugin;
}

Locations with_data_dir(Locations found, const std::filesystem::path& data_dir) {
  found.data = fs::absolute(data_dir).lexically_normal();
  return found;
}

}  // namespace plrust::toolchain
