// SPDX-License-Identifier: PostgreSQL
// The manifest says that a file is what was built; it does not say that what was built is confined. That is
// proved anew for each target, as it is for each function: all objects as one module, none left out.
#include "toolchain/sysroot_proof.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "confine/rewrite/assemble.hpp"
#include "toolchain/sysroot_store.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBuildAgain =
    "install the package again, or remove the sysroot and build it again";

Check check_files(const fs::path& sysroot, const Manifest& manifest) {
  const auto wrong = damage(sysroot, manifest);
  if (!wrong.empty())
    return {"files", Check::State::missing, fmt::format("{}", fmt::join(wrong, ", ")),
            std::string(kBuildAgain)};
  return {
      "files", Check::State::ok, fmt::format("{} files are as in the manifest", manifest.files.size()), {}};
}

// What nobody vouches for would be linked into functions (the objects) or read by rustc (the rest).
Check check_foreign_files(const fs::path& sysroot, const Manifest& manifest) {
  std::vector<std::string> foreign;
  std::vector<std::string> writable;
  for (const auto& entry : fs::recursive_directory_iterator(sysroot)) {
    const std::string name = entry.path().lexically_relative(sysroot).string();
    constexpr auto kOthersWrite = fs::perms::group_write | fs::perms::others_write;
    if (!entry.is_symlink() && (entry.status().permissions() & kOthersWrite) != fs::perms::none)
      writable.push_back(name);
    if (name == kManifestFile || name == kOwnerFile || (entry.is_directory() && !entry.is_symlink()))
      continue;
    if (entry.is_symlink() || !manifest.files.contains(name))
      foreign.push_back(name);
  }
  std::ranges::sort(foreign);
  std::ranges::sort(writable);
  if (!foreign.empty())
    return {"other files", Check::State::missing,
            fmt::format("the manifest does not have {}", fmt::join(foreign, ", ")), std::string(kBuildAgain)};
  if (!writable.empty())
    return {"other files", Check::State::missing,
            fmt::format("other users may write to {}", fmt::join(writable, ", ")), "chmod -R go-w"};
  return {"other files", Check::State::ok, "none", {}};
}

Check check_id(const fs::path& sysroot, const Manifest& manifest) {
  const std::string wanted = sysroot_id(manifest.rustc.version, manifest.inputs);
  if (manifest.id != wanted || sysroot.filename() != wanted)
    return {"id", Check::State::missing,
            fmt::format("the folder is '{}', the manifest says '{}', and what went in makes '{}'",
                        sysroot.filename().string(), manifest.id, wanted),
            std::string(kBuildAgain)};
  return {"id", Check::State::ok, wanted, {}};
}

Check check_rustc(ChildRunner& runner, const Manifest& manifest) {
  const std::string hint =
      fmt::format("functions cannot be compiled; install rustc {}", manifest.rustc.version);
  try {
    const Compiler found = find_compiler(runner, RealFiles(), manifest.rustc.rustc);
    if (found.version != manifest.rustc.version || found.commit != manifest.rustc.commit)
      return {
          "rustc", Check::State::warning,
          fmt::format("'{}' is {} ({}), not {} ({})", manifest.rustc.rustc.string(), found.version,
                      found.commit.substr(0, 9), manifest.rustc.version, manifest.rustc.commit.substr(0, 9)),
          hint};
    return {"rustc", Check::State::ok, fmt::format("{}, {}", found.rustc.string(), found.version), {}};
  } catch (const Error& error) {
    return {"rustc", Check::State::warning, error.what(), hint};
  }
}

// The verifier wants an entry; any that leaves at once will do.
std::vector<char> entry_object(const std::string& arch) {
  return confine::assemble(
      ".section .text.plrust_entry,\"ax\",@progbits\n"
      ".globl plrust_entry\n"
      ".type plrust_entry,@function\n"
      ".p2align 4\n"
      "plrust_entry:\n"
      " ret\n",
      confine::arch_of(arch));
}

// Without --gc-sections nothing is left out.
ChildCommand link_command(const Locations& locations, const fs::path& target, const fs::path& work) {
  ChildCommand command{
      locations.linker,
      {"-shared", "-Bsymbolic", "-s", "--hash-style=sysv", "--build-id=none", "-z", "relro", "-z", "now",
       "-z", "noexecstack", "-z", "separate-code", "--version-script", (target / "exports.map").string(),
       "-o", (work / "all.so").string(), (work / "entry.o").string()},
      plain_environment(),
      work,
      {}};
  std::vector<std::string> objects;
  for (const auto& entry : fs::directory_iterator(target / "confined"))
    objects.push_back(entry.path().string());
  std::ranges::sort(objects);
  command.arguments.insert(command.arguments.end(), objects.begin(), objects.end());
  return command;
}

Check check_proof(ChildRunner& runner, const Locations& locations, const fs::path& sysroot,
                  const ManifestTarget& target) {
  const std::string name = fmt::format("proof {}", target.arch);
  try {
    const WorkFolder work;
    const std::vector<char> entry = entry_object(target.arch);
    write_file(work.path() / "entry.o", {entry.data(), entry.size()});
    const ChildCommand link =
        link_command(locations, sysroot / "lib" / "rustlib" / target.triple, work.path());
    const ChildResult linked = runner.run(link);
    if (!linked.ok())
      throw child_error(link, linked);
    const ChildCommand verify{
        locations.verifier, {(work.path() / "all.so").string()}, plain_environment(), {}, {}};
    const ChildResult verdict = runner.run(verify);
    if (verdict.status > 1)
      throw child_error(verify, verdict);
    const auto begin = verdict.out.find(": ");
    const std::string said = begin == std::string::npos ? verdict.out : verdict.out.substr(begin + 2);
    return {name, verdict.ok() ? Check::State::ok : Check::State::missing,
            said.substr(0, said.find(verdict.ok() ? ',' : '\n')),
            verdict.ok() ? std::string() : std::string(kBuildAgain)};
  } catch (const Error& error) {
    return {name, Check::State::missing, error.what(),
            error.hint().empty() ? std::string(kBuildAgain) : error.hint()};
  } catch (const fs::filesystem_error& error) {
    return {name, Check::State::missing, error.what(), std::string(kBuildAgain)};
  }
}

}  // namespace

std::vector<Check> check_sysroot(ChildRunner& runner, const Locations& locations, const fs::path& sysroot,
                                 const Manifest& manifest) {
  std::vector<Check> checks{check_id(sysroot, manifest), check_files(sysroot, manifest),
                            check_foreign_files(sysroot, manifest), check_rustc(runner, manifest)};
  for (const ManifestTarget& target : manifest.targets)
    checks.push_back(check_proof(runner, locations, sysroot, target));
  return checks;
}

}  // namespace plrust::toolchain
