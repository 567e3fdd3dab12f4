// SPDX-License-Identifier: PostgreSQL
#include "toolchain/packaging/sbom.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "toolchain/config.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

using nlohmann::json;

constexpr const char* kUnknown = "NOASSERTION";
constexpr const char* kRoot = "SPDXRef-Package";

// Letters, digits, dots and dashes.
std::string element(std::string_view kind, std::string_view name) {
  std::string text = fmt::format("SPDXRef-{}-{}", kind, name);
  std::ranges::replace_if(
      text,
      [](char c) {
        return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '-';
      },
      '-');
  return text;
}

json relationship(const std::string& from, const char* type, const std::string& to) {
  return {{"spdxElementId", from}, {"relationshipType", type}, {"relatedSpdxElement", to}};
}

json package(const std::string& id, const std::string& name, const std::string& version,
             const std::string& licence) {
  return {{"SPDXID", id},
          {"name", name},
          {"versionInfo", version},
          {"downloadLocation", kUnknown},
          {"filesAnalyzed", false},
          {"licenseConcluded", kUnknown},
          {"licenseDeclared", licence},
          {"copyrightText", kUnknown}};
}

json crate_package(const LicencedCrate& crate) {
  json row = package(element("Crate", crate.name), crate.package, crate.version, crate.licence);
  if (crate.vendored)
    row["externalRefs"] = {
        {{"referenceCategory", "PACKAGE-MANAGER"},
         {"referenceType", "purl"},
         {"referenceLocator", fmt::format("pkg:cargo/{}@{}", crate.package, crate.version)}}};
  return row;
}

json packages(const PackageFacts& facts) {
  const Manifest& manifest = facts.manifest;
  json rows = json::array();
  rows.push_back(package(kRoot, facts.name, facts.version, facts.licence));
  rows.back()["comment"] = fmt::format(
      "sysroot {}: std of Rust {} (commit {}), patched; the patches, the std source and all else "
      "that went in are in manifest.json, by SHA-256",
      manifest.id, manifest.rustc.version, manifest.rustc.commit);
  for (const LicencedCrate& crate : facts.crates) rows.push_back(crate_package(crate));
  rows.push_back(package(element("Crate", "pgrx"), "pgrx", std::string(kVersion), "PostgreSQL"));
  rows.push_back(package(element("Plugin", "split-stack"), "plrust split-stack plugin", std::string(kVersion),
                         "PostgreSQL"));
  rows.push_back(package(element("Tool", "rustc"), "rustc", manifest.rustc.version, "MIT OR Apache-2.0"));
  rows.back()["comment"] = fmt::format("commit {}, LLVM {}", manifest.rustc.commit, manifest.rustc.llvm);
  return rows;
}

// "core" for lib/rustlib/<triple>/lib/libcore-plrust.rlib and …/confined/core.o.
std::string crate_of_file(const std::filesystem::path& file) {
  std::string stem = file.stem().string();
  constexpr std::string_view kSuffix = "-plrust";
  if (file.extension() == ".rlib" && stem.starts_with("lib") && stem.ends_with(kSuffix))
    return stem.substr(3, stem.size() - 3 - kSuffix.size());
  return file.extension() == ".o" ? stem : std::string();
}

std::string origin_of(const PackageFacts& facts, const std::string& file) {
  if (file.starts_with("plugin/"))
    return element("Plugin", "split-stack");
  const std::string crate = crate_of_file(file);
  const bool known =
      crate == "pgrx" || std::ranges::find(facts.crates, crate, &LicencedCrate::name) != facts.crates.end();
  return known ? element("Crate", crate) : std::string(kRoot);
}

}  // namespace

std::string spdx_json(const PackageFacts& facts, const std::filesystem::path& sysroot,
                      const std::string& installed) {
  json files = json::array();
  json relationships = json::array();
  relationships.push_back(relationship("SPDXRef-DOCUMENT", "DESCRIBES", kRoot));
  relationships.push_back(relationship(element("Tool", "rustc"), "BUILD_TOOL_OF", kRoot));
  for (const auto& [name, hash] : facts.manifest.files) {
    const std::string id = element("File", name);
    files.push_back({{"SPDXID", id},
                     {"fileName", fmt::format("./{}/{}", installed, name)},
                     {"checksums",
                      {{{"algorithm", "SHA1"}, {"checksumValue", sha1_of_file(sysroot / name)}},
                       {{"algorithm", "SHA256"}, {"checksumValue", hash}}}},
                     {"licenseConcluded", kUnknown},
                     {"copyrightText", kUnknown}});
    relationships.push_back(relationship(kRoot, "CONTAINS", id));
    if (const std::string origin = origin_of(facts, name); origin != kRoot)
      relationships.push_back(relationship(id, "GENERATED_FROM", origin));
  }
  const json document{{"spdxVersion", "SPDX-2.3"},
                      {"dataLicense", "CC0-1.0"},
                      {"SPDXID", "SPDXRef-DOCUMENT"},
                      {"name", fmt::format("{}-{}", facts.name, facts.version)},
                      {"documentNamespace", fmt::format("urn:plrust:sysroot:{}:{}", facts.version,
                                                        sha256(to_json(facts.manifest)))},
                      {"creationInfo",
                       {{"created", utc(facts.time, "%Y-%m-%dT%H:%M:%SZ")},
                        {"creators", {fmt::format("Tool: plrust-toolchain-{}", kVersion)}}}},
                      {"packages", packages(facts)},
                      {"files", files},
                      {"relationships", relationships}};
  return document.dump(1) + "\n";
}

}  // namespace plrust::toolchain
