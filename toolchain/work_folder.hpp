// SPDX-License-Identifier: PostgreSQL
#pragma once

#include <filesystem>

namespace plrust::toolchain {

// A private folder below the system's one for temporary files, removed with everything in it.
class WorkFolder {
 public:
  // Throws Error.
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace plrust::toolchain
