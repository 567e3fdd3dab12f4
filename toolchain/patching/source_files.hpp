// SPDX-License-Identifier: PostgreSQL
// The files that patches and policy are applied to, by '/'-separated names relative to Rust's library/
// folder.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace plrust::toolchain {

class SourceFiles {
 public:
  virtual ~SourceFiles() = default;
  // Nothing if there is no such file. Throws Error if it cannot be read.
  virtual std::optional<std::string> read(const std::string& name) const = 0;
};

// Whether a name stays below the folder it is relative to: no empty, "." or ".." part, no backslash, no NUL.
bool is_safe_name(const std::string& name);

class SourceFolder final : public SourceFiles {
 public:
  explicit SourceFolder(std::filesystem::path root) : root_(std::move(root)) {}
  std::optional<std::string> read(const std::string& name) const override;
  const std::filesystem::path& root() const { return root_; }

 private:
  std::filesystem::path root_;
};

// Changes kept in memory, over files that stay as they are (or over none). Owns nothing of `below`.
class ChangedFiles final : public SourceFiles {
 public:
  explicit ChangedFiles(const SourceFiles* below = nullptr) : below_(below) {}
  std::optional<std::string> read(const std::string& name) const override;
  void write(const std::string& name, std::string text) { changes_[name] = std::move(text); }
  void remove(const std::string& name) { changes_[name] = std::nullopt; }
  // By name; nothing for a file that was removed.
  const std::map<std::string, std::optional<std::string>>& changes() const { return changes_; }
  // Writes the changes below `root`, which exists. Throws Error.
  void store(const std::filesystem::path& root) const;

 private:
  const SourceFiles* below_;
  std::map<std::string, std::optional<std::string>> changes_;
};

}  // namespace plrust::toolchain
