// SPDX-License-Identifier: PostgreSQL
// Finds rustc and the std source that belongs to it. Nothing is ever mixed: a std source of another version,
// or one whose commit is known and differs, is refused. Nothing is written into either.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "toolchain/child.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

struct Compiler {
  std::filesystem::path rustc;
  std::filesystem::path sysroot;  // rustc's own
  std::string version;            // "1.96.0"
  std::string commit;             // 40 hex digits
  std::string llvm;               // "22.1.8"
  std::string host;
};

struct StdSource {
  std::filesystem::path library;
  std::string version;
  // Empty when the source does not carry one (Debian's package): then the checksums in
  // std-patches/<version>/base, which belong to one commit, are what ties it to rustc; the caller checks
  // those.
  std::string commit;
  std::string version_from;  // the file or folder name that said so
};

// `given`: --rustc; otherwise the one the build was configured with. A rustup proxy is resolved to the
// compiler it starts. Throws Error (missing_tool) if there is none or it does not say what it is.
Compiler find_compiler(ChildRunner& runner, const Files& files,
                       const std::optional<std::filesystem::path>& given);

// `given`: --rust-src, a 'library' folder or the folder that holds it. Otherwise rustup's rust-src below
// rustc's sysroot, then Debian's /usr/src/rustc-<version>. Throws Error (missing_tool) with the package to
// install.
StdSource find_std_source(const Files& files, const Compiler& compiler,
                          const std::optional<std::filesystem::path>& given);

// What a std source that belongs to no known rustc says about itself; `library` as --rust-src. The version is
// empty if it says nothing. Throws Error if it is no std source at all.
StdSource identify_std_source(const Files& files, const std::filesystem::path& library);

// The answer of `rustc -vV` as fields; throws Error if one that we need is missing.
Compiler parse_verbose_version(const std::string& text);

}  // namespace plrust::toolchain
