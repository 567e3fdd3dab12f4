// SPDX-License-Identifier: PostgreSQL
// Where the parts of an installation lie. Found from the executable itself, never from the environment: a
// program that is run for an unprivileged user must not be pointed elsewhere by a variable.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace plrust::toolchain {

// Installed: <prefix>/bin/plrust-toolchain, <prefix>/<datadir>/plrust, <prefix>/<libdir>/plrust (meson's
// folders). Not installed (the executable lies in its build folder): data is the source tree, programs the
// build folder.
struct Locations {
  bool installed = false;
  std::filesystem::path
      data;  // std-patches, targets, pgrx, pallocator/rust, …, laid out as in the source tree
  std::filesystem::path plugin;       // split-stack.so, for the LLVM of this build
  std::filesystem::path verifier;     // plrust-verify
  std::filesystem::path self;         // this executable
  std::filesystem::path sysroot_dir;  // default of --sysroot-dir
  std::filesystem::path python;       // an interpreter that has jinja2
  std::filesystem::path linker;       // ld.lld of rustc's LLVM
  std::filesystem::path ninja;
};

// Throws Error when the executable's own path cannot be read.
Locations find_locations();
// As found, but data taken from `data_dir` (--data-dir).
Locations with_data_dir(Locations found, const std::filesystem::path& data_dir);

// The plugin that a rustc with LLVM `llvm` ("19.1.7") loads. Throws Error (missing_tool) if it was not built.
std::filesystem::path plugin_for(const Locations& locations, std::string_view llvm);

}  // namespace plrust::toolchain
