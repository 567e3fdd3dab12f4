// SPDX-License-Identifier: PostgreSQL
// Finds where a file of one std source is in another by what it says: names change more often than contents.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plrust::toolchain {

struct MovedFile {
  std::string name;
  unsigned percent = 0;  // of the lines of the one that is looked for
};

class MovedFiles {
 public:
  explicit MovedFiles(const std::filesystem::path& root);

  // Every file, sorted.
  const std::vector<std::string>& all_names() const { return all_; }
  // Those of Rust code outside vendor/.
  const std::vector<std::string>& names() const { return names_; }
  const std::string& text(const std::string& name) const;

  // The one that has most of the lines of `text`, if it has more than half of them.
  std::optional<MovedFile> find(const std::string& text) const;

 private:
  std::filesystem::path root_;
  std::vector<std::string> all_;
  std::vector<std::string> names_;
  mutable std::map<std::string, std::string> texts_;
};

}  // namespace plrust::toolchain
