// SPDX-License-Identifier: PostgreSQL
// The folder that holds the sysroots: <sysroot dir>/<id>/manifest.json and so on (ARCHITECTURE.md).
#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "toolchain/manifest.hpp"

namespace plrust::toolchain {

// Held by whoever writes to the folder; released by the destructor, or by the kernel when the process dies.
class StoreLock {
 public:
  // Creates the folder if need be. Waits for another holder, saying so on `talk`. Throws Error.
  StoreLock(const std::filesystem::path& folder, std::ostream& talk);
  ~StoreLock();
  StoreLock(const StoreLock&) = delete;
  StoreLock& operator=(const StoreLock&) = delete;

 private:
  int descriptor_ = -1;
};

// In a sysroot that a package installed: {"package": NAME, "format": "deb"}.
inline constexpr std::string_view kOwnerFile = "owner.json";

class SysrootStore {
 public:
  explicit SysrootStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path build_folder() const { return folder_ / ".build"; }
  // Sysroots with a manifest, damaged or not, newest first.
  std::vector<std::string> ids() const;
  // Folders that look like sysroots but have no manifest, and left-overs of interrupted
  // installations.
  std::vector<std::string> unfinished() const;
  // Nothing if there is no such sysroot; throws Error for an id that is not a plain name or a damaged
  // manifest.
  std::optional<Manifest> find(const std::string& id) const;
  // The same, but a damaged manifest counts as none: for whoever replaces or lists it.
  std::optional<Manifest> find_intact(const std::string& id) const;
  // The package that installed a sysroot, and that alone may remove or change it; nothing if it was built
  // here.
  std::optional<std::string> package_of(const std::string& id) const;
  // Throws Error for a sysroot of a package, with the command that removes it.
  void require_built_here(const std::string& id) const;
  // Throws Error (usage) for what is not a plain name of a folder.
  static void require_id(const std::string& id);
  // Whether there is a folder of that name, in whatever state.
  bool contains(const std::string& id) const;

  // Puts the files of one target, which lie in `staged` as they will in the sysroot, into the sysroot
  // manifest.id, and writes the manifest, which already names them. The lock must be held.
  void install(const std::filesystem::path& staged, const Manifest& manifest,
               const std::string& triple) const;
  // The lock must be held.
  void remove(const std::string& name) const;

  // A folder of this store for install().
  std::filesystem::path stage_folder() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace plrust::toolchain
