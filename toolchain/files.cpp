// SPDX-License-Identifier: PostgreSQL
#include "toolchain/files.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_file_error(std::string_view doing, const fs::path& path, int error_number) {
  const std::string cause = std::generic_category().message(error_number);
  std::string hint;
  if (error_number == ENOSPC || error_number == EDQUOT) {
    hint = "free some space, or choose another folder with --sysroot-dir or --build-dir";
  } else if (error_number == EACCES || error_number == EROFS || error_number == EPERM) {
    hint = "run as a user who may write there, or choose another folder with --sysroot-dir";
  }
  throw Error(fmt::format("could not {} '{}': {}", doing, path.string(), cause), hint);
}

std::optional<std::string> try_read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return std::nullopt;
  }
  std::ostringstream text;
  text << in.rdbuf();
  return in.bad() ? std::nullopt : std::optional(std::move(text).str());
}

std::set<fs::path> regular_files(const fs::path& folder) {
  std::set<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file()) {
      found.insert(it->path().lexically_relative(folder));
    }
  }
  return found;
}

}  // namespace

bool RealFiles::is_file(const fs::path& path) const {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool RealFiles::is_directory(const fs::path& path) const {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::optional<std::string> RealFiles::read(const fs::path& path) const {
  return is_file(path) ? try_read(path) : std::nullopt;
}

std::vector<std::string> RealFiles::names_in(const fs::path& folder) const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string read_file(const fs::path& path) {
  errno = 0;
  auto text = try_read(path);
  if (!text) {
    throw_file_error("read", path, errno != 0 ? errno : EIO);
  }
  return std::move(*text);
}

void write_file(const fs::path& path, std::string_view text) {
  std::error_code error;
  if (path.has_parent_path()) {
    fs::create_directories(path.parent_path(), error);
  }
  if (error) {
    throw_file_error("create the folder", path.parent_path(), error.value());
  }
  fs::path unfinished = path;
  unfinished += fmt::format(".{}.new", ::getpid());
  errno = 0;
  std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) {
    const int cause = errno != 0 ? errno : EIO;
    fs::remove(unfinished, error);
    throw_file_error("write", path, cause);
  }
  fs::rename(unfinished, path, error);
  if (error) {
    throw_file_error("replace", path, error.value());
  }
}

void write_if_changed(const fs::path& path, std::string_view text) {
  const auto old = try_read(path);
  if (!old || *old != text) {
    write_file(path, text);
  }
}

void mirror_folder(const fs::path& from, const fs::path& to) {
  const std::set<fs::path> wanted = regular_files(from);
  if (wanted.empty()) {
    throw Error(fmt::format("there are no files in '{}'", from.string()), "is the installation complete?");
  }
  for (const fs::path& stale : regular_files(to)) {
    if (!wanted.contains(stale)) {
      fs::remove(to / stale);
    }
  }
  for (const fs::path& file : wanted) {
    write_if_changed(to / file, read_file(from / file));
  }
}

}  // namespace plrust::toolchain
