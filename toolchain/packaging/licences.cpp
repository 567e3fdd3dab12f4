// SPDX-License-Identifier: PostgreSQL
#include "toolchain/packaging/licences.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

// What Cargo.toml does not say: std's tables of characters are made from Unicode's data.
constexpr std::string_view kUnicodeCrate = "core";
constexpr std::string_view kUnicodeLicence = "Unicode-3.0";

bool is_notice(const std::string& name) {
  return name.starts_with("LICEN") || name.starts_with("COPY") || name.starts_with("NOTICE") ||
         name == "UNLICENSE";
}

// The folder of Cargo.toml, from the path of the crate's root (…/src/lib.rs).
fs::path folder_of(const Crate& crate) {
  return fs::path(crate.path).parent_path().parent_path();
}

}  // namespace

std::string spdx_expression(std::string licence) {
  for (auto slash = licence.find('/'); slash != std::string::npos; slash = licence.find('/'))
    licence.replace(slash, 1, " OR ");
  return licence;
}

std::vector<LicencedCrate> licences_of(const CrateGraph& graph, const fs::path& library,
                                       const std::string& rust_version) {
  const RealFiles files;
  std::vector<LicencedCrate> crates;
  for (const Crate& crate : graph.crates) {
    const fs::path folder = library / folder_of(crate);
    const fs::path file = folder / "Cargo.toml";
    const toml::parse_result cargo = toml::parse(read_file(file));
    const auto text = [&](const char* key) { return cargo["package"][key].value_or(std::string()); };
    LicencedCrate row{crate.name, text("name"), text("version"), spdx_expression(text("license")), {}, false,
                      {}};
    if (row.package.empty() || row.licence.empty())
      throw Error(fmt::format("'{}' does not say the name or the licence of its crate", file.string()),
                  "a package of a crate without a licence may not be passed on");
    if (row.version.empty() || row.version == "0.0.0")
      row.version = rust_version;
    if (row.name == kUnicodeCrate)
      row.licence = fmt::format("({}) AND {}", row.licence, kUnicodeLicence);
    row.vendored = crate.path.starts_with("vendor/");
    if (const auto* authors = cargo["package"]["authors"].as_array())
      for (const toml::node& author : *authors) row.authors.push_back(author.value_or(std::string()));
    for (const std::string& name : files.names_in(folder))
      if (is_notice(name) && files.is_file(folder / name))
        row.notices.push_back(folder / name);
    crates.push_back(std::move(row));
  }
  std::ranges::sort(crates, {}, &LicencedCrate::name);
  return crates;
}

}  // namespace plrust::toolchain
