// SPDX-License-Identifier: PostgreSQL
#include "toolchain/packaging/package_facts.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include "toolchain/config.hpp"
#include "toolchain/target_spec.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kOwnLicence = "PostgreSQL";

// Underscores do not belong in the names of Debian's packages.
std::string dashed(std::string text) {
  std::ranges::replace(text, '_', '-');
  return text;
}

}  // namespace

Manifest with_targets_of(const Manifest& manifest, const std::optional<std::string>& arch) {
  Manifest chosen = manifest;
  if (!arch)
    return chosen;
  for (const Target& target : kTargets) {
    const bool wanted = arch == "all" || arch == target.arch;
    const bool present =
        std::ranges::find(manifest.targets, target.triple, &ManifestTarget::triple) != manifest.targets.end();
    if (wanted && !present)
      throw Error(fmt::format("the sysroot '{}' is not built for {}", manifest.id, target.arch),
                  fmt::format("plrust-toolchain build --arch {}", *arch));
    if (!wanted) {
      const std::string below = fmt::format("lib/rustlib/{}/", target.triple);
      std::erase_if(chosen.files, [&](const auto& file) { return file.first.starts_with(below); });
      std::erase_if(chosen.targets, [&](const ManifestTarget& row) { return row.triple == target.triple; });
    }
  }
  return chosen;
}

std::string package_name(const Manifest& manifest) {
  const std::string arch = manifest.targets.size() == 1 ? manifest.targets.front().arch : "all";
  return dashed(fmt::format("plrust-sysroot-{}-{}", manifest.rustc.version, arch));
}

std::string package_version(const Manifest& manifest, std::time_t time) {
  // All of the id would make a file's name longer than some file systems of installation media allow.
  constexpr std::size_t kDigits = 8;
  return fmt::format("{}+{}.{}", kVersion, utc(time, "%Y%m%d.%H%M%S"),
                     manifest.id.substr(manifest.id.rfind('-') + 1, kDigits));
}

std::string machine_of(const std::string& elf) {
  constexpr std::size_t kMachineAt = 18;
  constexpr char kX86 = 62;
  constexpr char kAarch64 = static_cast<char>(183);
  if (elf.size() > kMachineAt && elf.starts_with("\x7f"
                                                 "ELF")) {
    if (elf[kMachineAt] == kX86)
      return "x86_64";
    if (elf[kMachineAt] == kAarch64)
      return "aarch64";
  }
  throw Error("the LLVM plugin of the sysroot is for no architecture that is known",
              "build the sysroot again");
}

std::time_t package_time(const char* source_date_epoch, std::time_t made) {
  if (source_date_epoch == nullptr || *source_date_epoch == '\0')
    return made;
  long long seconds = 0;
  const char* end = source_date_epoch + std::strlen(source_date_epoch);
  const auto [rest, error] = std::from_chars(source_date_epoch, end, seconds);
  constexpr long long kLast = 253402300799;  // of the year 9999
  if (error != std::errc() || rest != end || seconds < 0 || seconds > kLast)
    throw Error(fmt::format("SOURCE_DATE_EPOCH is '{}'", source_date_epoch), "a number of seconds since 1970",
                ExitCode::usage);
  return static_cast<std::time_t>(seconds);
}

std::string utc(std::time_t time, const char* format) {
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string joint_licence(const std::vector<LicencedCrate>& crates) {
  // pgrx, the host stubs and the plugin are ours.
  std::set<std::string> all{std::string(kOwnLicence)};
  for (const LicencedCrate& crate : crates)
    all.insert(crate.licence.find(' ') == std::string::npos ? crate.licence
                                                            : fmt::format("({})", crate.licence));
  return fmt::format("{}", fmt::join(all, " AND "));
}

}  // namespace plrust::toolchain
