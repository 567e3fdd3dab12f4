// SPDX-License-Identifier: PostgreSQL
// The questions that discovery asks a file system, behind an interface so that tests answer them from memory.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plrust::toolchain {

class Files {
 public:
  virtual ~Files() = default;
  virtual bool is_file(const std::filesystem::path& path) const = 0;
  virtual bool is_directory(const std::filesystem::path& path) const = 0;
  // Nothing if there is no such file.
  virtual std::optional<std::string> read(const std::filesystem::path& path) const = 0;
  // Names in a folder, sorted; empty if there is none.
  virtual std::vector<std::string> names_in(const std::filesystem::path& folder) const = 0;
};

class RealFiles final : public Files {
 public:
  bool is_file(const std::filesystem::path& path) const override;
  bool is_directory(const std::filesystem::path& path) const override;
  std::optional<std::string> read(const std::filesystem::path& path) const override;
  std::vector<std::string> names_in(const std::filesystem::path& folder) const override;
};

// Throws Error naming the file and the cause.
std::string read_file(const std::filesystem::path& path);
// By a new file and a rename, so that a reader sees the old or the new text. Creates folders. Throws Error.
void write_file(const std::filesystem::path& path, std::string_view text);
// The same, unless the file already holds `text`: its time stamp stays, and Ninja sees no change.
void write_if_changed(const std::filesystem::path& path, std::string_view text);
// Makes `to` hold the same regular files as `from`, touching only those that differ. Throws Error.
void mirror_folder(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace plrust::toolchain
