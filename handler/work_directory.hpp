// SPDX-License-Identifier: PostgreSQL
// The directory of one compilation: private, removed with everything in it however the compilation ends. What
// a killed server left behind is removed when the next one starts: a directory is in use as long as it is
// locked.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::handler {

class WorkDirectory {
 public:
  // Makes <root>/<pid>-<number>, and <root> itself if need be. Throws Error.
  explicit WorkDirectory(const std::filesystem::path& root);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  // Removes it; also for the end of a process that ends without unwinding. Idempotent.
  void remove() noexcept;

 private:
  std::filesystem::path path_;
  int lock_;
};

// plrust.work_dir, or a directory inside the data directory that base backups leave out.
std::filesystem::path work_root();

// Where plrust-toolchain keeps the crates that it has compiled for functions: in work_root(), and left alone
// there.
std::filesystem::path crate_cache();

// Writes a new file. Throws Error 53100 when the disk is full.
void write_new_file(const std::filesystem::path& path, std::string_view text);
// Reads a regular file of at most `limit` bytes, following no symbolic link. Throws Error.
std::vector<std::byte> read_regular_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace plrust::handler
