// SPDX-License-Identifier: PostgreSQL
#include "toolchain/sysroot_garbage.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

// Newest sysroot by triple.
std::map<std::string, std::string> newest_by_triple(const SysrootStore& store) {
  std::map<std::string, std::string> newest;
  for (const std::string& id : store.ids())
    if (const auto manifest = store.find_intact(id))
      for (const ManifestTarget& target : manifest->targets) newest.try_emplace(target.triple, id);
  return newest;
}

}  // namespace

Garbage find_garbage(const SysrootStore& store, const std::optional<std::string>& current,
                     const std::optional<std::set<std::string>>& used) {
  Garbage garbage{store.unfinished(), {}};
  const auto newest = newest_by_triple(store);
  for (const std::string& id : store.ids()) {
    const auto triple = std::ranges::find(newest, id, [](const auto& row) { return row.second; });
    if (const auto package = store.package_of(id))
      garbage.kept.push_back({id, fmt::format("belongs to the package {}", *package)});
    else if (id == current)
      garbage.kept.push_back({id, "is what 'build' makes"});
    else if (triple != newest.end())
      garbage.kept.push_back({id, fmt::format("is the newest for {}", triple->first)});
    else if (!used)
      garbage.kept.push_back({id, "functions may need it"});
    else if (used->contains(id))
      garbage.kept.push_back({id, "functions were compiled with it"});
    else
      garbage.names.push_back(id);
  }
  if (RealFiles().is_directory(store.build_folder()))
    garbage.names.push_back(store.build_folder().filename().string());
  std::ranges::sort(garbage.names);
  return garbage;
}

}  // namespace plrust::toolchain
