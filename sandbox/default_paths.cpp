// SPDX-License-Identifier: PostgreSQL
#include <algorithm>

#include "base/error.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/shared_libraries.hpp"

namespace plrust::sandbox {

// Not in the list, because neither rustc nor lld needs it: /proc, /etc beyond the cache, locales,
// /dev/urandom (getrandom is a system call), rustc's own standard library.
std::vector<ReadOnlyPath> default_read_only_paths(const std::filesystem::path& rustc,
                                                  const std::filesystem::path& linker,
                                                  const std::filesystem::path& sysroot) {
  std::vector<ReadOnlyPath> paths;
  const auto add = [&paths](const std::filesystem::path& path, bool execute) {
    const auto known = std::find_if(paths.begin(), paths.end(),
                                    [&path](const ReadOnlyPath& other) { return other.path == path; });
    if (known == paths.end())
      paths.push_back({path, execute});
    else
      known->execute |= execute;
  };
  for (const std::filesystem::path& program : {rustc, linker}) {
    if (!std::filesystem::exists(program))
      throw Error("'" + program.string() + "' does not exist");
    const LoadedFiles files = loaded_files(program);
    add(program, true);
    if (!files.interpreter.empty())
      add(files.interpreter, true);
    for (const std::filesystem::path& library : files.libraries) add(library, false);
  }
  if (!std::filesystem::is_directory(sysroot))
    throw Error("the sysroot '" + sysroot.string() + "' does not exist");
  add(sysroot, false);
  for (const char* path : {"/dev/null", "/etc/ld.so.cache"})
    if (std::filesystem::exists(path))
      add(path, false);
  return paths;
}

}  // namespace plrust::sandbox
