// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/patch_series.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

struct NumberedLine {
  std::size_t number;
  std::string text;
};

class SeriesFolder {
 public:
  SeriesFolder(const SourceFiles& files, const std::string& name) : files_(files), name_(name) {}

  std::string read(const std::string& file) const {
    if (auto text = files_.read(file)) {
      return *std::move(text);
    }
    throw Error(fmt::format("no file '{}' in '{}'", file, name_),
                "a folder of patches has base, series, overlays, and every file that series names");
  }

  [[noreturn]] void fail(const std::string& file, std::size_t line, const std::string& what) const {
    throw Error(fmt::format("'{}/{}', line {}: {}", name_, file, line, what));
  }

  // Without comments and empty lines.
  std::vector<NumberedLine> lines(const std::string& file) const {
    std::vector<NumberedLine> lines;
    std::istringstream in(read(file));
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (!line.empty() && line[0] != '#') {
        lines.push_back({number, line});
      }
    }
    return lines;
  }

 private:
  const SourceFiles& files_;
  const std::string& name_;
};

bool is_hex(const std::string& text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

PatchBase parse_base(const SeriesFolder& folder) {
  PatchBase base;
  for (const auto& [number, text] : folder.lines("base")) {
    std::istringstream in(text);
    std::string key, value, file, rest;
    in >> key >> value >> file >> rest;
    const bool one_value = !value.empty() && file.empty();
    if (key == "version" && one_value && base.version.empty()) {
      base.version = value;
    } else if (key == "commit" && one_value && is_hex(value, 40) && base.commit.empty()) {
      base.commit = value;
    } else if (key == "folder" && one_value && is_safe_name(value)) {
      base.folders.push_back(value);
    } else if (key == "sha256" && is_hex(value, 64) && is_safe_name(file) && rest.empty() &&
               base.sha256.emplace(file, value).second) {
      continue;
    } else {
      folder.fail("base", number, fmt::format("'{}' is no line of a base file, or is there twice", text));
    }
  }
  if (base.version.empty() || base.commit.empty() || base.folders.empty()) {
    folder.fail("base", 1, "it must have version, commit and folder");
  }
  return base;
}

std::vector<Overlay> parse_overlays(const SeriesFolder& folder) {
  constexpr std::string_view kArrow = " -> ";
  std::vector<Overlay> overlays;
  for (const auto& [number, text] : folder.lines("overlays")) {
    const std::size_t arrow = text.find(kArrow);
    if (arrow == std::string::npos) {
      folder.fail("overlays", number, "expected 'FILE -> FILE'");
    }
    Overlay overlay{text.substr(0, arrow), text.substr(arrow + kArrow.size())};
    if (!is_safe_name(overlay.from) || !is_safe_name(overlay.to)) {
      folder.fail("overlays", number, "both names must stay below their folders");
    }
    overlays.push_back(std::move(overlay));
  }
  return overlays;
}

void apply_patch(const Patch& patch, ChangedFiles& files) {
  for (const FileChange& change : patch.changes) {
    if (auto text = apply_change(patch, change, files.read(change.name))) {
      files.write(change.name, *std::move(text));
    } else {
      files.remove(change.name);
    }
  }
}

}  // namespace

PatchSeries PatchSeries::load(const SourceFiles& files, const std::string& name) {
  const SeriesFolder folder(files, name);
  PatchSeries series;
  series.base_ = parse_base(folder);
  series.overlays_ = parse_overlays(folder);
  if (files.read("unresolved")) {
    for (const auto& [number, text] : folder.lines("unresolved")) {
      series.unresolved_.push_back(text);
    }
  }
  std::set<std::string> seen;
  for (const auto& [number, file] : folder.lines("series")) {
    if (!is_safe_name(file) || file.find('/') != std::string::npos || !seen.insert(file).second) {
      folder.fail("series", number, fmt::format("'{}' is no name of a patch here, or is there twice", file));
    }
    const auto text = files.read(file);
    if (!text) {
      folder.fail("series", number, fmt::format("there is no patch '{}'", file));
    }
    series.patches_.push_back(parse_patch(file, *text));
  }
  return series;
}

std::vector<std::string> PatchSeries::touched_files() const {
  std::set<std::string> names;
  std::set<std::string> created;
  for (const Patch& patch : patches_) {
    for (const FileChange& change : patch.changes) {
      if (change.kind == FileChange::Kind::create) {
        created.insert(change.name);
      } else if (!created.contains(change.name)) {
        names.insert(change.name);
      }
    }
  }
  return {names.begin(), names.end()};
}

std::vector<SourceDifference> PatchSeries::differences(const SourceFiles& source) const {
  std::vector<SourceDifference> found;
  for (const std::string& row : unresolved_) {
    found.push_back({{}, fmt::format("unresolved: {}", row)});
  }
  for (const auto& [name, expected] : base_.sha256) {
    const auto text = source.read(name);
    if (!text) {
      found.push_back({name, fmt::format("'{}' is missing", name)});
    } else if (sha256(*text) != expected) {
      found.push_back({name, fmt::format("'{}' is not the file of Rust {}", name, base_.version)});
    }
  }
  return found;
}

void PatchSeries::apply(ChangedFiles& files) const {
  for (const Patch& patch : patches_) {
    apply_patch(patch, files);
  }
}

void PatchSeries::apply(ChangedFiles& files, const std::string& until) const {
  if (std::ranges::find(patches_, until, &Patch::file) == patches_.end()) {
    throw Error(fmt::format("the series of Rust {} has no patch '{}'", base_.version, until),
                "see 'plrust-toolchain patches list'", ExitCode::usage);
  }
  for (const Patch& patch : patches_) {
    apply_patch(patch, files);
    if (patch.file == until) {
      return;
    }
  }
}

void PatchSeries::add_overlays(const SourceFiles& share, ChangedFiles& files) const {
  for (const Overlay& overlay : overlays_) {
    auto text = share.read(overlay.from);
    if (!text) {
      throw Error(fmt::format("no file '{}' to add to std as '{}'", overlay.from, overlay.to),
                  "is the installation complete?");
    }
    if (files.read(overlay.to)) {
      throw Error(fmt::format("overlay '{}': '{}' is in Rust's source already", overlay.from, overlay.to),
                  "give it another name in the file overlays and in the patch that names it");
    }
    files.write(overlay.to, *std::move(text));
  }
}

}  // namespace plrust::toolchain
