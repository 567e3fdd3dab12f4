// SPDX-License-Identifier: PostgreSQL
#include "toolchain/packaging/dependencies.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

fs::path resolved(const fs::path& file) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  return error ? file : target;
}

// The version after `version` in its series: "1.96.1" for "1.96.0".
std::string next_patch(const std::string& version) {
  const auto dot = version.rfind('.');
  unsigned patch = 0;
  const char* begin = version.data() + (dot == std::string::npos ? version.size() : dot + 1);
  std::from_chars(begin, version.data() + version.size(), patch);
  return fmt::format("{}.{}", version.substr(0, dot), patch + 1);
}

}  // namespace

fs::path system_tool(const Files& files, std::string_view name, std::string_view package) {
  for (const char* folder : {"/usr/bin", "/bin", "/usr/local/bin"})
    if (files.is_file(fs::path(folder) / name))
      return fs::path(folder) / name;
  throw Error(fmt::format("there is no {}", name), fmt::format("apt-get install {}", package),
              ExitCode::missing_tool);
}

std::optional<std::string> owning_deb(ChildRunner& runner, const Files& files, const fs::path& rustc) {
  const fs::path query = "/usr/bin/dpkg-query";
  if (!files.is_file(query))
    return std::nullopt;
  const ChildResult owner =
      runner.run({query, {"--search", resolved(rustc).string()}, plain_environment(), {}, {}});
  if (!owner.ok())
    return std::nullopt;
  const std::string line = first_line(owner.out);
  const std::string name = line.substr(0, line.find_first_of(":,"));
  if (name.starts_with("diversion "))
    return std::nullopt;
  const ChildResult version =
      runner.run({query, {"--show", "--showformat=${Version}", name}, plain_environment(), {}, {}});
  if (!version.ok() || version.out.empty())
    return std::nullopt;
  return fmt::format("{} (= {})", name, first_line(version.out));
}

std::optional<std::string> owning_rpm(ChildRunner& runner, const Files& files, const fs::path& rustc) {
  const fs::path rpm = "/usr/bin/rpm";
  if (!files.is_file(rpm))
    return std::nullopt;
  const ChildResult owner = runner.run(
      {rpm,
       {"-qf", "--qf", "%{NAME} = %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\\n", resolved(rustc).string()},
       plain_environment(),
       {},
       {}});
  return owner.ok() ? std::optional(first_line(owner.out)) : std::nullopt;
}

std::vector<std::string> rustc_by_version(const std::string& version, bool rpm) {
  const std::string release = version.substr(0, version.find('-'));
  if (rpm)
    return {fmt::format("rust >= {}", release), fmt::format("rust < {}", next_patch(release))};
  return {fmt::format("rustc (>= {})", release), fmt::format("rustc (<< {}~)", next_patch(release))};
}

std::vector<std::string> library_debs(ChildRunner& runner, const Files& files, const fs::path& elf,
                                      const fs::path& work) {
  const fs::path program = system_tool(files, "dpkg-shlibdeps", "dpkg-dev");
  // It reads the names of the packages that are being built; of this one nothing depends on.
  write_file(work / "debian" / "control", "Source: plrust\n\nPackage: plrust\nArchitecture: any\n");
  const ChildCommand command{program, {"-O", elf.string()}, plain_environment(), work, {}};
  const ChildResult result = runner.run(command);
  if (!result.ok())
    throw child_error(command, result);
  std::vector<std::string> packages;
  const std::string line = first_line(result.out);
  for (std::size_t at = line.find('=') + 1; at != 0 && at < line.size();) {
    const std::size_t comma = std::min(line.find(", ", at), line.size());
    packages.push_back(line.substr(at, comma - at));
    at = comma + 2;
  }
  if (packages.empty())
    throw Error(fmt::format("dpkg-shlibdeps found no packages for '{}'", elf.string()));
  return packages;
}

}  // namespace plrust::toolchain
