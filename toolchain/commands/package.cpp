// SPDX-License-Identifier: PostgreSQL
#include <chrono>
#include <cstdlib>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/command.hpp"
#include "toolchain/crate_graph.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/packaging/dependencies.hpp"
#include "toolchain/packaging/package_files.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMaintainer = "The PL/Rust contributors <plrust@packages.debian.org>";

PackageFormat wanted_format(const Invocation& invocation) {
  if (const auto format = invocation.value(OptionId::format))
    return package_format(*format);
  throw Error("'package' needs --format", "one of: deb, rpm, tar", ExitCode::usage);
}

Manifest intact_manifest(const fs::path& sysroot) {
  Manifest manifest = read_manifest(sysroot);
  if (const auto wrong = damage(sysroot, manifest); !wrong.empty())
    throw Error(fmt::format("the sysroot '{}' is damaged: {}", manifest.id, wrong.front()),
                "remove it and build it again");
  return manifest;
}

// The licences are those of the source that the sysroot was built from, and of no other.
std::vector<LicencedCrate> crates_of(const Invocation& invocation, const Manifest& manifest) {
  ProcessRunner runner;
  const RealFiles files;
  const Compiler compiler = find_compiler(runner, files, manifest.rustc.rustc);
  if (compiler.version != manifest.rustc.version || compiler.commit != manifest.rustc.commit)
    throw Error(fmt::format("'{}' is rustc {} ({}), but the sysroot is of {} ({})", compiler.rustc.string(),
                            compiler.version, compiler.commit.substr(0, 9), manifest.rustc.version,
                            manifest.rustc.commit.substr(0, 9)),
                "install the rustc that it was built with, or build the sysroot again",
                ExitCode::missing_tool);
  const StdSource source = find_std_source(files, compiler, invocation.value(OptionId::rust_src));
  const auto hash = manifest.inputs.find("std source");
  if (hash == manifest.inputs.end() || sha256_of_tree(source.library) != hash->second)
    throw Error(
        fmt::format("'{}' is not the std source that the sysroot was built from", source.library.string()),
        "name that one with --rust-src, or build the sysroot again");
  const std::string name = fmt::format("std-patches/{}/crates.toml", manifest.rustc.version);
  return licences_of(parse_crate_graph(read_file(invocation.locations().data / name), name), source.library,
                     manifest.rustc.version);
}

std::vector<std::string> dependencies(const Invocation& invocation, const PackageFacts& facts,
                                      PackageFormat format, const fs::path& plugin) {
  if (format == PackageFormat::tar)
    return {};
  ProcessRunner runner;
  const RealFiles files;
  const bool rpm = format == PackageFormat::rpm;
  const fs::path& rustc = facts.manifest.rustc.rustc;
  const auto owner = rpm ? owning_rpm(runner, files, rustc) : owning_deb(runner, files, rustc);
  if (!owner)
    invocation.talk() << fmt::format(
        "'{}' belongs to no {} package: the package will depend on its version\n", rustc.string(),
        rpm ? "rpm" : "Debian");
  std::vector<std::string> depends =
      owner ? std::vector{*owner} : rustc_by_version(facts.manifest.rustc.version, rpm);
  if (!rpm) {
    const WorkFolder work;
    for (std::string& package : library_debs(runner, files, plugin, work.path()))
      depends.push_back(std::move(package));
  }
  return depends;  // rpmbuild finds libraries by itself
}

std::time_t made_at(const fs::path& sysroot) {
  return std::chrono::system_clock::to_time_t(
      std::chrono::file_clock::to_sys(fs::last_write_time(sysroot / kManifestFile)));
}

PackageFacts facts_of(const Invocation& invocation, const fs::path& sysroot, PackageFormat format) {
  PackageFacts facts;
  facts.manifest = with_targets_of(intact_manifest(sysroot), invocation.value(OptionId::arch));
  facts.name = package_name(facts.manifest);
  facts.virtual_name = fmt::format("plrust-sysroot-{}", facts.manifest.rustc.version);
  facts.time = package_time(std::getenv("SOURCE_DATE_EPOCH"), made_at(sysroot));
  facts.version = package_version(facts.manifest, facts.time);
  const fs::path plugin = sysroot / kPluginInBuild;
  facts.machine = machine_of(read_file(plugin));
  facts.maintainer = invocation.value_or(OptionId::maintainer, kMaintainer);
  facts.crates = crates_of(invocation, facts.manifest);
  facts.licence = joint_licence(facts.crates);
  facts.depends = dependencies(invocation, facts, format, plugin);
  return facts;
}

void print(const Invocation& invocation, const PackageFacts& facts, const fs::path& file) {
  const bool dry = invocation.has(OptionId::dry_run);
  if (!invocation.has(OptionId::json)) {
    invocation.out() << fmt::format("{} {}\n", dry ? "would write" : "wrote", file.string());
    for (const std::string& depends : facts.depends)
      invocation.out() << fmt::format("depends on {}\n", depends);
    return;
  }
  nlohmann::json triples = nlohmann::json::array();
  for (const ManifestTarget& target : facts.manifest.targets) triples.push_back(target.triple);
  invocation.out() << nlohmann::json{{"file", file.string()},
                                     {"package", facts.name},
                                     {"version", facts.version},
                                     {"machine", facts.machine},
                                     {"sysroot", facts.manifest.id},
                                     {"triples", triples},
                                     {"depends", facts.depends},
                                     {"sha256",
                                      dry ? nlohmann::json() : nlohmann::json(sha256_of_file(file))},
                                     {"dry_run", dry}}
                          .dump(2)
                   << "\n";
}

}  // namespace

ExitCode run_package(const Invocation& invocation) {
  const PackageFormat format = wanted_format(invocation);
  const fs::path sysroot = chosen_sysroot(invocation);
  const PackageFacts facts = facts_of(invocation, sysroot, format);
  const fs::path folder = fs::absolute(invocation.value_or(OptionId::output, "."));
  ProcessRunner runner;
  PythonRenderer renderer(runner, invocation.locations());
  const WorkFolder work;
  PackageFiles files(facts, format, runner, renderer, invocation.locations().data, work.path());
  if (!invocation.has(OptionId::dry_run)) {
    files.lay_out(sysroot);
    files.write(folder);
  }
  print(invocation, facts, folder / files.file_name());
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
