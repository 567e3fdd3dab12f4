// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/command.hpp"
#include "toolchain/commands/patches.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/patching/version_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json report_json(const VersionFiles& made, const fs::path& folder) {
  json patches = json::array();
  for (const CarriedPatch& patch : made.carried.patches) {
    patches.push_back({{"file", patch.file}, {"same", patch.is_same}, {"hunks", patch.hunks}});
  }
  json conflicts = json::array();
  for (const CarryConflict& conflict : made.carried.conflicts) {
    conflicts.push_back({{"patch", conflict.patch},
                         {"capability", conflict.capability},
                         {"why", conflict.why},
                         {"file", conflict.file},
                         {"line", conflict.line},
                         {"what", conflict.what}});
  }
  return {{"folder", folder.string()},
          {"patches", patches},
          {"conflicts", conflicts},
          {"notes", made.notes},
          {"unresolved", made.unresolved}};
}

std::string report_text(const VersionFiles& made, const fs::path& folder, bool dry_run) {
  std::string text;
  for (const CarriedPatch& patch : made.carried.patches) {
    text += fmt::format("{}: {}\n", patch.file,
                        patch.is_same        ? "as it was"
                        : patch.text.empty() ? "nothing is left"
                                             : fmt::format("carried, {} hunks", patch.hunks));
  }
  for (const std::string& note : made.notes) {
    text += fmt::format("note: {}\n", note);
  }
  for (const CarryConflict& conflict : made.carried.conflicts) {
    const std::string place =
        conflict.line == 0 ? conflict.file : fmt::format("{}:{}", conflict.file, conflict.line);
    text += fmt::format("conflict: {} in {}: {}\n  at stake: {}\n  {}\n", conflict.patch, place,
                        conflict.what, conflict.capability, conflict.why);
  }
  for (const std::string& row : made.unresolved) {
    text += fmt::format("unresolved: {}\n", row);
  }
  return text + fmt::format("{} {}, {} to decide\n", dry_run ? "would write" : "wrote", folder.string(),
                            made.unresolved.size());
}

void write_folder(const VersionFiles& made, const fs::path& folder) {
  for (const auto& [name, text] : made.files) {
    write_if_changed(folder / name, text);
  }
}

ExitCode finish(const Invocation& invocation, const VersionFiles& made, const fs::path& folder) {
  const bool dry_run = invocation.has(OptionId::dry_run);
  invocation.out() << (invocation.has(OptionId::json) ? report_json(made, folder).dump(2) + "\n"
                                                      : report_text(made, folder, dry_run));
  return made.unresolved.empty() ? ExitCode::ok : ExitCode::failed;
}

std::string required(const Invocation& invocation, OptionId id, const std::string& hint) {
  return invocation.required(id, fmt::format("patches {}", invocation.action()), hint);
}

// The source of a version whose rustc need not be there.
fs::path library_of(const std::optional<fs::path>& given, const std::string& version, OptionId id) {
  const fs::path place = given.value_or(fs::path("/usr/src") / fmt::format("rustc-{}", version));
  const StdSource source = identify_std_source(RealFiles(), place);
  if (!source.version.empty() && source.version != version) {
    throw Error(fmt::format("the std source '{}' is of version {}, not {}", source.library.string(),
                            source.version, version),
                fmt::format("name the source of {} with --{}", version, option(id).name));
  }
  return source.library;
}

std::string commit_of(const Invocation& invocation, const StdSource& source) {
  constexpr std::size_t kWhole = 40;
  if (source.commit.size() == kWhole) {
    return source.commit;
  }
  const auto rustc = invocation.path(OptionId::rustc);
  if (!rustc) {
    throw Error(
        fmt::format("the std source '{}' does not say of which commit it is", source.library.string()),
        "name the rustc that it belongs to with --rustc", ExitCode::usage);
  }
  ProcessRunner runner;
  return find_compiler(runner, RealFiles(), rustc).commit;
}

}  // namespace

ExitCode run_patches_new(const Invocation& invocation) {
  const fs::path& data = invocation.locations().data;
  const std::string from =
      required(invocation, OptionId::from, "the Rust version whose patches are carried on");
  const fs::path given = required(invocation, OptionId::rust_src, "the std source of the new version");
  const StdSource source = identify_std_source(RealFiles(), given);
  const std::string to = invocation.value_or(OptionId::to, source.version);
  if (to.empty() || (!source.version.empty() && to != source.version)) {
    throw Error(fmt::format("the std source '{}' is of version '{}', not '{}'", source.library.string(),
                            source.version, to),
                "name the version of --rust-src with --to", ExitCode::usage);
  }
  const fs::path folder = invocation.path(OptionId::output).value_or(data / "std-patches" / to);
  std::error_code error;
  if (fs::exists(folder, error)) {
    throw Error(fmt::format("'{}' exists already", folder.string()),
                "remove it first, or use 'patches refresh' to go on with it");
  }
  const fs::path patches = data / "std-patches" / from;
  const StdChanges changes = load_std_changes(patches, data);
  const VersionFiles made = make_version(
      {changes, patches, library_of(invocation.path(OptionId::from_src), from, OptionId::from_src),
       source.library, to, commit_of(invocation, source)});
  if (!invocation.has(OptionId::dry_run)) {
    write_folder(made, folder);
  }
  return finish(invocation, made, folder);
}

ExitCode run_patches_refresh(const Invocation& invocation) {
  const fs::path& data = invocation.locations().data;
  const std::string patch = invocation.operands().empty() ? "" : invocation.operands().front();
  const auto tree = invocation.path(OptionId::tree);
  if (patch.empty() != !tree) {
    throw Error("'patches refresh' takes a patch and --tree together, or neither",
                "the tree is what 'patches apply --until PATCH' wrote, edited", ExitCode::usage);
  }
  std::string version = invocation.value_or(OptionId::series, "");
  if (version.empty()) {
    ProcessRunner runner;
    version = find_compiler(runner, RealFiles(), invocation.path(OptionId::rustc)).version;
  }
  const fs::path folder = data / "std-patches" / version;
  const fs::path library = library_of(invocation.path(OptionId::rust_src), version, OptionId::rust_src);
  const StdChanges changes = load_std_changes(folder, data);
  const VersionFiles made = refresh_version(changes, folder, library, patch, tree.value_or(fs::path()));
  if (!invocation.has(OptionId::dry_run)) {
    write_folder(made, folder);
    if (!made.files.contains("unresolved")) {
      std::error_code ignored;
      fs::remove(folder / "unresolved", ignored);
    }
  }
  return finish(invocation, made, folder);
}

}  // namespace plrust::toolchain
