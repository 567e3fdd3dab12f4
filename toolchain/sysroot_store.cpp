// SPDX-License-Identifier: PostgreSQL
#include "toolchain/sysroot_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStagePrefix = ".stage-";

// What a user may write to a folder is removed or opened by this name: it must be a name.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.find('/') == std::string::npos && name != "." && name != "..";
}

// The server's user must be able to read what root built, whatever root's umask is.
void make_readable(const fs::path& tree) {
  constexpr auto kRead =
      fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read | fs::perms::owner_write;
  constexpr auto kEnter = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  fs::permissions(tree, kRead | kEnter);
  for (const auto& entry : fs::recursive_directory_iterator(tree)) {
    fs::permissions(entry.path(), entry.is_directory() ? kRead | kEnter : kRead);
  }
}

}  // namespace

StoreLock::StoreLock(const fs::path& folder, std::ostream& talk) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(fmt::format("could not create the folder '{}': {}", folder.string(), error.message()),
                "run as a user who may write there, or choose another folder with --sysroot-dir");
  }
  const fs::path file = folder / ".lock";
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) {
    throw Error(fmt::format("could not open '{}': {}", file.string(), std::generic_category().message(errno)),
                "run as a user who may write there, or choose another folder with --sysroot-dir");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
    return;
  }
  talk << fmt::format("waiting for another plrust-toolchain that writes to '{}'\n", folder.string())
       << std::flush;
  while (::flock(descriptor_, LOCK_EX) != 0) {
    if (errno != EINTR) {
      const int cause = errno;
      ::close(descriptor_);
      throw Error(
          fmt::format("could not lock '{}': {}", file.string(), std::generic_category().message(cause)));
    }
  }
}

StoreLock::~StoreLock() {
  ::close(descriptor_);
}

void SysrootStore::require_id(const std::string& id) {
  if (!is_plain_name(id)) {
    throw Error(fmt::format("'{}' is not the id of a sysroot", id), "see 'plrust-toolchain sysroots list'",
                ExitCode::usage);
  }
}

std::optional<Manifest> SysrootStore::find(const std::string& id) const {
  require_id(id);
  const fs::path file = folder_ / id / kManifestFile;
  const auto text = RealFiles().read(file);
  if (!text) {
    return std::nullopt;
  }
  return parse_manifest(*text, file.string());
}

std::optional<Manifest> SysrootStore::find_intact(const std::string& id) const {
  try {
    return find(id);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::string> SysrootStore::package_of(const std::string& id) const {
  require_id(id);
  const auto text = RealFiles().read(folder_ / id / kOwnerFile);
  if (!text)
    return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  const bool named = json.is_object() && json.contains("package") && json["package"].is_string();
  return named ? json["package"].get<std::string>() : "(its owner.json is damaged)";
}

void SysrootStore::require_built_here(const std::string& id) const {
  if (const auto package = package_of(id))
    throw Error(fmt::format("the sysroot '{}' belongs to the package {}", id, *package),
                fmt::format("use the package manager, such as apt-get remove {}; sysroots of your own can be "
                            "in another folder, with --sysroot-dir",
                            *package));
}

bool SysrootStore::contains(const std::string& id) const {
  const auto unfinished_ones = unfinished();
  return RealFiles().is_file(folder_ / id / kManifestFile) ||
         std::ranges::find(unfinished_ones, id) != unfinished_ones.end();
}

std::vector<std::string> SysrootStore::ids() const {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  const RealFiles files;
  for (const std::string& name : files.names_in(folder_)) {
    const fs::path manifest = folder_ / name / kManifestFile;
    if (!name.starts_with(".") && files.is_file(manifest)) {
      found.emplace_back(fs::last_write_time(manifest), name);
    }
  }
  std::ranges::sort(found, std::greater<>());
  std::vector<std::string> ids;
  std::ranges::transform(found, std::back_inserter(ids), [](const auto& row) { return row.second; });
  return ids;
}

std::vector<std::string> SysrootStore::unfinished() const {
  std::vector<std::string> found;
  const RealFiles files;
  for (const std::string& name : files.names_in(folder_)) {
    const bool stage = name.starts_with(kStagePrefix);
    const bool incomplete = !name.starts_with(".") && files.is_directory(folder_ / name / "lib") &&
                            !files.is_file(folder_ / name / kManifestFile);
    if (stage || incomplete) {
      found.push_back(name);
    }
  }
  return found;
}

fs::path SysrootStore::stage_folder() const {
  return folder_ / fmt::format("{}{}", kStagePrefix, ::getpid());
}

void SysrootStore::install(const fs::path& staged, const Manifest& manifest,
                           const std::string& triple) const {
  const fs::path sysroot = folder_ / manifest.id;
  try {
    make_readable(staged);
    if (!fs::exists(sysroot)) {
      write_file(staged / kManifestFile, to_json(manifest));
      make_readable(staged);
      fs::rename(staged, sysroot);
      return;
    }
    const fs::path target = fs::path("lib") / "rustlib" / triple;
    fs::create_directories((sysroot / target).parent_path());
    fs::remove_all(sysroot / target);
    fs::rename(staged / target, sysroot / target);
    fs::create_directories(sysroot / "plugin");
    for (const auto& entry : fs::directory_iterator(staged / "plugin")) {
      fs::rename(entry.path(), sysroot / "plugin" / entry.path().filename());
    }
    write_file(sysroot / kManifestFile, to_json(manifest));
    make_readable(sysroot);
    fs::remove_all(staged);
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("could not install the sysroot: {}", error.what()),
                "free some space and build again");
  }
}

void SysrootStore::remove(const std::string& name) const {
  require_id(name);
  // The manifest first: a sysroot that is half removed must not look whole.
  std::error_code error;
  fs::remove(folder_ / name / kManifestFile, error);
  fs::remove_all(folder_ / name, error);
  if (error) {
    throw Error(fmt::format("could not remove '{}': {}", (folder_ / name).string(), error.message()));
  }
}

}  // namespace plrust::toolchain
