// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/source_files.hpp"

#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

namespace fs = std::filesystem;

bool is_safe_name(const std::string& name) {
  if (name.find('\\') != std::string::npos || name.find('\0') != std::string::npos) {
    return false;
  }
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = std::string_view(name).substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") {
      return false;
    }
    begin = end + 1;
  }
  return true;
}

std::optional<std::string> SourceFolder::read(const std::string& name) const {
  const fs::path path = root_ / name;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return std::nullopt;
  }
  return read_file(path);
}

std::optional<std::string> ChangedFiles::read(const std::string& name) const {
  if (const auto change = changes_.find(name); change != changes_.end()) {
    return change->second;
  }
  return below_ == nullptr ? std::nullopt : below_->read(name);
}

void ChangedFiles::store(const fs::path& root) const {
  for (const auto& [name, text] : changes_) {
    if (text) {
      write_file(root / name, *text);
      continue;
    }
    std::error_code error;
    fs::remove(root / name, error);
    if (error) {
      throw Error(fmt::format("could not remove '{}': {}", (root / name).string(), error.message()));
    }
  }
}

}  // namespace plrust::toolchain
