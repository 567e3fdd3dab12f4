// SPDX-License-Identifier: PostgreSQL
#include "toolchain/manifest.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {

using nlohmann::json;

std::string to_json(const Manifest& manifest) {
  json targets = json::array();
  for (const ManifestTarget& target : manifest.targets) {
    targets.push_back({{"triple", target.triple},
                       {"arch", target.arch},
                       {"rustc_flags", target.rustc_flags},
                       {"verified", target.verified}});
  }
  const json top{{"format", 1},
                 {"id", manifest.id},
                 {"rustc",
                  {{"path", manifest.rustc.rustc.string()},
                   {"version", manifest.rustc.version},
                   {"commit", manifest.rustc.commit},
                   {"llvm", manifest.rustc.llvm}}},
                 {"inputs", manifest.inputs},
                 {"targets", targets},
                 {"files", manifest.files}};
  return top.dump(2) + "\n";
}

Manifest parse_manifest(const std::string& text, const std::string& file) {
  const json top = json::parse(text, nullptr, false);
  if (!top.is_object()) {
    throw Error(fmt::format("'{}' is not a manifest: it is not a JSON object", file),
                "remove the sysroot with 'plrust-toolchain sysroots remove' and build it again");
  }
  try {
    if (top.at("format").get<int>() != 1) {
      throw Error(fmt::format("'{}' is of a format that this program does not know", file),
                  "was it made by a newer plrust-toolchain?");
    }
    Manifest manifest;
    manifest.id = top.at("id").get<std::string>();
    const json& rustc = top.at("rustc");
    manifest.rustc.rustc = rustc.at("path").get<std::string>();
    manifest.rustc.version = rustc.at("version").get<std::string>();
    manifest.rustc.commit = rustc.at("commit").get<std::string>();
    manifest.rustc.llvm = rustc.at("llvm").get<std::string>();
    top.at("inputs").get_to(manifest.inputs);
    top.at("files").get_to(manifest.files);
    for (const json& target : top.at("targets")) {
      manifest.targets.push_back(
          {target.at("triple").get<std::string>(), target.at("arch").get<std::string>(),
           target.at("rustc_flags").get<std::vector<std::string>>(), target.at("verified").get<bool>()});
    }
    return manifest;
  } catch (const json::exception& error) {
    throw Error(fmt::format("'{}' is not a manifest: {}", file, error.what()),
                "remove the sysroot with 'plrust-toolchain sysroots remove' and build it again");
  }
}

Manifest read_manifest(const std::filesystem::path& sysroot) {
  const std::filesystem::path file = sysroot / kManifestFile;
  return parse_manifest(read_file(file), file.string());
}

std::string sysroot_id(const std::string& version, const std::map<std::string, std::string>& inputs) {
  constexpr std::size_t kIdDigits = 12;
  return fmt::format("{}-{}", version, sha256(json(inputs).dump()).substr(0, kIdDigits));
}

std::vector<std::string> damage(const std::filesystem::path& sysroot, const Manifest& manifest) {
  std::vector<std::string> found;
  for (const auto& [name, hash] : manifest.files) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(sysroot / name, error)) {
      found.push_back(fmt::format("'{}' is missing", name));
    } else if (sha256_of_file(sysroot / name) != hash) {
      found.push_back(fmt::format("'{}' was changed", name));
    }
  }
  return found;
}

}  // namespace plrust::toolchain
