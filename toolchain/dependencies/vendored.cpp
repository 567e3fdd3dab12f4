// SPDX-License-Identifier: PostgreSQL
// Manifests are read as text, line by line: cargo rewrites them when a crate is published, so that what is
// wanted here always stands on a line of its own, and a reader of all of TOML would be more to trust.
#include "toolchain/dependencies/vendored.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/error.hpp"
#include "toolchain/dependencies/allow_list.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kBlanks = " \t";

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestManifest = 1 << 20;

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

struct KeyAndValue {
  std::string_view key;
  std::string_view value;
};

KeyAndValue split(std::string_view line) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos)
    return {};
  return {trim(line.substr(0, equals), kBlanks), trim(line.substr(equals + 1), kBlanks)};
}

std::string_view unquoted(std::string_view value) {
  if (value.size() < 2 || (value.front() != '"' && value.front() != '\''))
    return {};
  const std::size_t end = value.find(value.front(), 1);
  return end == std::string_view::npos ? std::string_view{} : value.substr(1, end - 1);
}

std::optional<VendoredCrate> read_crate(const fs::path& folder) {
  const fs::path manifest = folder / "Cargo.toml";
  std::error_code error;
  const std::uintmax_t size = fs::file_size(manifest, error);
  if (error || size > kLargestManifest)
    return std::nullopt;
  const std::string text = read_file(manifest);
  std::optional<VendoredCrate> crate = read_published_manifest(text);
  if (!crate)
    return std::nullopt;
  crate->folder = fs::canonical(folder);
  crate->has_build_script = crate->has_build_script || fs::is_regular_file(folder / "build.rs", error);
  crate->manifest_sha256 = sha256(text);
  return crate;
}

}  // namespace

std::optional<VendoredCrate> read_published_manifest(std::string_view manifest) {
  VendoredCrate crate;
  std::optional<Version> version;
  std::string_view section;
  while (!manifest.empty()) {
    const std::string_view line = trim(next_line(manifest), kBlanks);
    if (line.starts_with('[')) {
      section = line;
      continue;
    }
    const auto [key, value] = split(line);
    if (section == "[package]" && key == "name")
      crate.name = unquoted(value);
    if (section == "[package]" && key == "version")
      version = parse_version(unquoted(value));
    if (section == "[package]" && key == "build")
      crate.has_build_script = value.starts_with('"');
    if (section == "[lib]" && (key == "proc-macro" || key == "proc_macro"))
      crate.is_proc_macro = value.starts_with("true");
  }
  if (!is_crate_name(crate.name) || !version)
    return std::nullopt;
  crate.version = *version;
  return crate;
}

VendoredCrates::VendoredCrates(const fs::path& folder) {
  std::error_code error;
  folder_ = fs::canonical(folder, error);
  if (error || !fs::is_directory(folder_))
    throw Error(fmt::format("there is no folder of crates at '{}'", folder.string()),
                "fill one with 'plrust-toolchain deps vendor'");
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().filename().string().starts_with('.') || !entry.is_directory(error))
      continue;
    if (std::optional<VendoredCrate> crate = read_crate(entry.path()))
      rows_.push_back(std::move(*crate));
  }
  sort();
}

VendoredCrates::VendoredCrates(fs::path folder, std::vector<VendoredCrate> rows)
    : folder_(std::move(folder)), rows_(std::move(rows)) {
  sort();
}

void VendoredCrates::sort() {
  std::ranges::sort(rows_, [](const VendoredCrate& one, const VendoredCrate& other) {
    return one.name != other.name ? one.name < other.name : one.version < other.version;
  });
}

std::vector<const VendoredCrate*> VendoredCrates::versions_of(std::string_view name) const {
  std::vector<const VendoredCrate*> found;
  for (const VendoredCrate& row : rows_)
    if (same_crate_name(row.name, name))
      found.push_back(&row);
  return found;
}

const VendoredCrate* VendoredCrates::in_folder(const fs::path& folder) const {
  const auto found = std::ranges::find(rows_, folder, &VendoredCrate::folder);
  return found == rows_.end() ? nullptr : &*found;
}

std::string VendoredCrates::fingerprint() const {
  std::string text = folder_.string() + "\n";
  for (const VendoredCrate& row : rows_)
    text += fmt::format("{} {} {} {}\n", row.name, to_string(row.version), row.folder.filename().string(),
                        row.manifest_sha256);
  return sha256(text);
}

}  // namespace plrust::toolchain
