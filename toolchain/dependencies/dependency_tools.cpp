// SPDX-License-Identifier: PostgreSQL
// Programs of this machine are linked by lld alone: the C compiler that rustc would use starts half a dozen
// other programs, all of which the sandbox would have to let run.
#include "toolchain/dependencies/dependency_tools.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include <stdlib.h>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

#if defined(__x86_64__)
constexpr std::array kLibraryFolders{"/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"};
constexpr const char* kInterpreter = "/lib64/ld-linux-x86-64.so.2";
#else
constexpr std::array kLibraryFolders{"/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"};
constexpr const char* kInterpreter = "/lib/ld-linux-aarch64.so.1";
#endif

fs::path library_folder() {
  for (const char* folder : kLibraryFolders)
    if (fs::exists(fs::path(folder) / "Scrt1.o"))
      return folder;
  throw Error("the C library's files for linking are missing, which procedural macros and build scripts need",
              "apt-get install libc6-dev", ExitCode::missing_tool);
}

// The package of the compiler's run time has the library, that of the C compiler the name to link it by.
fs::path unwinder() {
  for (const char* folder : kLibraryFolders)
    if (fs::path library = fs::path(folder) / "libgcc_s.so.1"; fs::exists(library))
      return library;
  if (fs::exists("/lib/libgcc_s.so.1"))
    return "/lib/libgcc_s.so.1";
  throw Error("'libgcc_s.so.1' is missing", "apt-get install libgcc-s1", ExitCode::missing_tool);
}

void add_paths(std::vector<sandbox::ReadOnlyPath>& paths, const std::vector<sandbox::ReadOnlyPath>& others) {
  for (const sandbox::ReadOnlyPath& other : others) {
    const auto known = std::ranges::find(paths, other.path, &sandbox::ReadOnlyPath::path);
    if (known == paths.end())
      paths.push_back(other);
    else
      known->execute = known->execute || other.execute;
  }
}

}  // namespace

StepFolder::StepFolder(const DependencyTools& tools) {
  std::string name = (tools.work_dir / "step-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw Error(fmt::format("cannot make a folder in '{}'", tools.work_dir.string()));
  path_ = name;
  fs::create_directory(made());
}

StepFolder::~StepFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path host_library(const DependencyTools& tools) {
  fs::path folder = fs::canonical(tools.compile.rustc).parent_path().parent_path() / "lib" / "rustlib";
  if (!fs::is_directory(folder))
    throw Error(
        fmt::format("'{}' has no standard library of its own, which procedural macros and build scripts need",
                    tools.compile.rustc.string()),
        "apt-get install libstd-rust-web-dev", ExitCode::missing_tool);
  return folder;
}

std::vector<sandbox::ReadOnlyPath> readable_by_compilers(const DependencyTools& tools, CodeFor what) {
  std::vector<sandbox::ReadOnlyPath> paths =
      sandbox::default_read_only_paths(tools.compile.rustc, tools.compile.linker, tools.compile.sysroot);
  if (what == CodeFor::this_machine)
    add_paths(paths,
              {{host_library(tools), false}, {library_folder(), false}, {fs::canonical(unwinder()), false}});
  return paths;
}

void let_run(std::vector<sandbox::ReadOnlyPath>& paths, const DependencyTools& tools,
             const fs::path& program) {
  add_paths(paths, sandbox::default_read_only_paths(program, tools.compile.linker, tools.compile.sysroot));
}

std::vector<std::string> target_flags(const DependencyTools& tools) {
  std::vector<std::string> flags;
  for (std::string flag : tools.compile.rustc_flags) {
    if (flag.starts_with("--edition") || flag.starts_with("-Zallow-features"))
      continue;
    if (const std::size_t at = flag.find(kSysrootPlaceholder); at != std::string::npos)
      flag.replace(at, kSysrootPlaceholder.size(), tools.compile.sysroot.string());
    flags.push_back(std::move(flag));
  }
  // A crate may name what policy.toml denies to the functions of users, and nothing else that is unstable.
  flags.insert(flags.end(), {"-Zallow-features=postgres_untrusted",
                             "-Zcrate-attr=feature(postgres_untrusted)", "-Copt-level=3"});
  return flags;
}

std::vector<std::string> host_flags(const DependencyTools& tools, const fs::path& scraps) {
  std::ofstream(scraps / "libgcc_s.so") << fmt::format("INPUT({})\n", unwinder().string());
  return {"-Copt-level=0", "-Cdebuginfo=0", "-Cstrip=debuginfo", "-Clinker=" + tools.compile.linker.string(),
          "-Clinker-flavor=ld.lld",
          // What the C compiler's start files define: the address of the object in hand, by which the C
          // library knows whose thread-local destructors are left. 0 is the program itself.
          "-Clink-arg=--defsym=__dso_handle=0", "-Lnative=" + scraps.string(),
          "-Lnative=" + library_folder().string()};
}

std::vector<std::string> program_flags() {
  const fs::path folder = library_folder();
  std::vector<std::string> flags{"-Clink-arg=-dynamic-linker", fmt::format("-Clink-arg={}", kInterpreter)};
  for (const char* file : {"Scrt1.o", "crti.o", "crtn.o"})
    flags.push_back(fmt::format("-Clink-arg={}", (folder / file).string()));
  return flags;
}

std::vector<std::string> step_environment(const fs::path& scraps) {
  return {"LC_ALL=C",
          "RUSTC_ICE=0",
          "RUST_BACKTRACE=0",
          "TMPDIR=" + scraps.string(),
          "PATH=/nonexistent",
          "HOME=" + scraps.string(),
          "CARGO_TERM_COLOR=never"};
}

}  // namespace plrust::toolchain
