// SPDX-License-Identifier: PostgreSQL
#include "handler/sysroot.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "handler/error.hpp"
#include "handler/settings.hpp"
#include "handler/work_directory.hpp"

namespace plrust::handler {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kManifestLimit = 16U << 20;

// What is of interest in a manifest (ARCHITECTURE.md, Sysroot).
struct Manifest {
  fs::file_time_type written;
  std::string id;
  std::map<std::string, bool> verified_by_triple;
};

Manifest parse_manifest(const fs::path& file) {
  const std::vector<std::byte> bytes = read_regular_file(file, kManifestLimit);
  const char* const text = reinterpret_cast<const char*>(bytes.data());
  const auto json = nlohmann::json::parse(text, text + bytes.size(), nullptr, false);
  Manifest manifest;
  try {
    manifest.id = json.at("id").get<std::string>();
    for (const auto& target : json.at("targets")) {
      manifest.verified_by_triple[target.at("triple").get<std::string>()] = target.at("verified").get<bool>();
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ERRCODE_CONFIG_FILE_ERROR, "sysroot manifest \"" + file.string() + "\" is damaged",
                error.what(), "Build the sysroot again with plrust-toolchain build.");
  }
  return manifest;
}

// Parsed once per backend and version of the file.
const Manifest& read_manifest(const fs::path& file) {
  static auto& known = *new std::map<fs::path, Manifest>;
  const fs::file_time_type written = fs::last_write_time(file);
  const auto found = known.find(file);
  if (found != known.end() && found->second.written == written) {
    return found->second;
  }
  Manifest manifest = parse_manifest(file);
  manifest.written = written;
  return known.insert_or_assign(file, std::move(manifest)).first->second;
}

[[noreturn]] void fail(const std::string& triple) {
  throw Error(ERRCODE_CONFIG_FILE_ERROR,
              "no sysroot for " + triple + " in \"" + std::string(settings.sysroot_dir) + "\"", {},
              "Build one with plrust-toolchain build, or set plrust.sysroot_dir.");
}

}  // namespace

std::string triple_of(std::string_view architecture) {
  return std::string(architecture) + "-postgres-linux-gnu";
}

std::string native_triple() {
#if defined(__x86_64__)
  return triple_of("x86_64");
#elif defined(__aarch64__)
  return triple_of("aarch64");
#else
#error "plrust runs on x86_64 and aarch64"
#endif
}

Sysroot find_sysroot(const std::string& triple) {
  const fs::path root = settings.sysroot_dir != nullptr ? settings.sysroot_dir : "";
  std::error_code error;
  std::vector<fs::path> candidates;
  if (fs::exists(root / "manifest.json", error)) {
    candidates.push_back(root);
  } else {
    for (const fs::directory_entry& entry : fs::directory_iterator(root, error)) {
      if (fs::exists(entry.path() / "manifest.json", error)) {
        candidates.push_back(entry.path());
      }
    }
  }
  const Manifest* best = nullptr;
  Sysroot sysroot;
  for (const fs::path& candidate : candidates) {
    const Manifest& manifest = read_manifest(candidate / "manifest.json");
    const auto target = manifest.verified_by_triple.find(triple);
    if (target == manifest.verified_by_triple.end()) {
      continue;
    }
    if (best == nullptr || std::pair(manifest.written, manifest.id) > std::pair(best->written, best->id)) {
      best = &manifest;
      sysroot = {candidate, manifest.id, target->second};
    }
  }
  if (best == nullptr) {
    fail(triple);
  }
  return sysroot;
}

}  // namespace plrust::handler
