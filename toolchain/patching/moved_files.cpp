// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/moved_files.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "toolchain/files.hpp"
#include "toolchain/patching/line_diff.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

// Lines that say something: braces and blanks are everywhere.
std::multiset<std::string_view> telling_lines(std::string_view text) {
  constexpr std::size_t kShortest = 6;
  std::multiset<std::string_view> lines;
  for (const std::string_view line : split_lines(text)) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin != std::string_view::npos && line.size() - begin >= kShortest) {
      lines.insert(line.substr(begin));
    }
  }
  return lines;
}

}  // namespace

MovedFiles::MovedFiles(const fs::path& root) : root_(root) {
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    if (it->symlink_status().type() == fs::file_type::regular) {
      all_.push_back(it->path().lexically_relative(root).generic_string());
    }
  }
  std::ranges::sort(all_);
  std::ranges::copy_if(all_, std::back_inserter(names_), [](const std::string& name) {
    return name.ends_with(".rs") && !name.starts_with("vendor/");
  });
}

const std::string& MovedFiles::text(const std::string& name) const {
  const auto [place, is_new] = texts_.try_emplace(name);
  if (is_new) {
    place->second = read_file(root_ / name);
  }
  return place->second;
}

std::optional<MovedFile> MovedFiles::find(const std::string& text) const {
  constexpr unsigned kLeast = 51;
  const auto wanted = telling_lines(text);
  MovedFile best;
  for (const std::string& name : names_) {
    const auto there = telling_lines(this->text(name));
    std::vector<std::string_view> both;
    std::ranges::set_intersection(wanted, there, std::back_inserter(both));
    const auto percent = wanted.empty() ? 0U : static_cast<unsigned>(100 * both.size() / wanted.size());
    if (percent > best.percent) {
      best = {name, percent};
    }
  }
  return best.percent >= kLeast ? std::optional(best) : std::nullopt;
}

}  // namespace plrust::toolchain
