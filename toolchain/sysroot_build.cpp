// SPDX-License-Identifier: PostgreSQL
// The build folder holds copies and links of all that goes in, and stamp files with the hashes of what is not
// a single file. Each is written only when it differs, so that Ninja, which compares times, runs what is
// needed and nothing else: an interrupted build goes on, a changed pgrx recompiles pgrx alone.
#include "toolchain/sysroot_build.hpp"

#include <algorithm>
#include <deque>

#include <fmt/format.h>

#include "toolchain/crate_graph.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/patching/prepare_std.hpp"
#include "toolchain/progress.hpp"
#include "toolchain/render.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExportsMap = "{ global: plrust_entry; plrust_ctl_usp; local: *; };\n";

void link_program(const fs::path& program, const fs::path& link) {
  std::error_code error;
  if (fs::read_symlink(link, error) == program && !error) {
    return;
  }
  fs::create_directories(link.parent_path());
  fs::remove(link);
  fs::create_symlink(program, link);
}

std::string target_folder(const Target& target) {
  return fmt::format("lib/rustlib/{}", target.triple);
}

std::string joined_inputs(const std::map<std::string, std::string>& inputs,
                          std::initializer_list<const char*> names) {
  std::string text;
  for (const char* name : names) {
    text += fmt::format("{} {}\n", name, inputs.at(name));
  }
  return text;
}

}  // namespace

void SysrootBuild::prepare_std_source() {
  const fs::path folder = setting_.folder / "std";
  const fs::path stamp = setting_.folder / "std.stamp";
  const std::string wanted =
      joined_inputs(setting_.inputs, {"std source", "std patches", "std policy", "pallocator", "postpanic"});
  const RealFiles files;
  if (files.is_directory(folder) && files.read(stamp) == wanted) {
    return;
  }
  fs::remove(stamp);
  fs::remove_all(folder);
  const StdChanges changes = load_std_changes(
      setting_.locations.data / "std-patches" / setting_.compiler.version, setting_.locations.data);
  if (changes.series.base().commit != setting_.compiler.commit) {
    throw Error(
        fmt::format("the std patches are made for commit {}, but '{}' is of {}", changes.series.base().commit,
                    setting_.compiler.rustc.string(), setting_.compiler.commit),
        "use the rustc that they are made for, or see std-patches/README.md", ExitCode::missing_tool);
  }
  prepare_std(changes, setting_.source.library, folder);
  write_file(stamp, wanted);
}

void SysrootBuild::prepare_programs() {
  const Locations& locations = setting_.locations;
  const fs::path& folder = setting_.folder;
  link_program(setting_.compiler.rustc, folder / "bin" / "rustc");
  link_program(locations.self, folder / "bin" / "plrust-toolchain");
  write_if_changed(folder / kPluginInBuild, read_file(plugin_for(locations, setting_.compiler.llvm)));
  write_if_changed(folder / "compiler.stamp", setting_.inputs.at("rustc") + "\n");
  write_if_changed(folder / "rewriter.stamp", setting_.inputs.at("rewriter") + "\n");
  mirror_folder(locations.data / "pgrx" / "src", folder / "pgrx");
  write_if_changed(folder / "pgrx.stamp", setting_.inputs.at("pgrx") + "\n");
  write_if_changed(folder / "sysroot" / target_folder(setting_.target) / "target.json",
                   read_file(target_file(locations.data, setting_.compiler.version, setting_.target)));
  fs::create_directories(folder / "sysroot" / target_folder(setting_.target) / "lib");
  fs::create_directories(folder / "metadata");
}

void SysrootBuild::render() {
  const Target& target = setting_.target;
  const Locations& locations = setting_.locations;
  const ChildCommand ask_cfg{
      setting_.compiler.rustc,
      {"-Zunstable-options", "--sysroot=sysroot", fmt::format("--target={}", target.triple), "--print=cfg"},
      rustc_environment(),
      setting_.folder,
      {}};
  const ChildResult cfg = runner_->run(ask_cfg);
  if (!cfg.ok()) {
    throw child_error(ask_cfg, cfg);
  }
  const std::string name = fmt::format("std-patches/{}/crates.toml", setting_.compiler.version);
  const CrateGraph graph = parse_crate_graph(read_file(locations.data / name), name);
  PythonRenderer renderer(*runner_, locations);
  write_if_changed(setting_.folder / "build.ninja",
                   renderer.render("build.ninja.j2", ninja_plan(graph, target, cfg.out)));
  write_if_changed(setting_.folder / "support.s",
                   render_support(*runner_, locations, std::string(target.arch)));
}

void SysrootBuild::prepare() {
  try {
    fs::create_directories(setting_.folder);
    prepare_std_source();
    prepare_programs();
    render();
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("could not prepare the build: {}", error.what()),
                "free some space, or name another folder with --build-dir");
  }
}

void SysrootBuild::run(bool terminal) {
  ChildCommand command{setting_.locations.ninja,
                       {"-j", std::to_string(setting_.jobs)},
                       plain_environment(),
                       setting_.folder,
                       {}};
  command.environment["NINJA_STATUS"] = "[%f/%t] ";
  Progress progress(*talk_, terminal);
  std::deque<std::string> messages;
  constexpr std::size_t kKeptMessages = 60;
  const auto line = [&](std::string_view text) {
    if (const NinjaStep step = parse_ninja_line(text); step.total != 0) {
      progress.step(step);
    } else if (!text.starts_with("ninja: ")) {
      messages.emplace_back(text);
      if (messages.size() > kKeptMessages) {
        messages.pop_front();
      }
    }
  };
  const int status = runner_->run_lines(command, line, [&] { progress.tick(); });
  progress.finish();
  for (const std::string& message : messages) {
    *talk_ << message << "\n";
  }
  if (status != 0) {
    throw Error(
        fmt::format("the build of '{}' failed in '{}'", setting_.target.triple, setting_.folder.string()),
        "the compiler's messages are above; a build that was interrupted goes on when started again",
        status > 128 ? static_cast<ExitCode>(status) : ExitCode::child_failed);
  }
}

std::map<std::string, std::string> SysrootBuild::collect(const fs::path& staged) const {
  const std::string target = target_folder(setting_.target);
  const fs::path built = setting_.folder / "sysroot" / target;
  try {
    fs::remove_all(staged);
    fs::create_directories(staged / target / "lib");
    fs::create_directories(staged / target / "confined");
    fs::create_directories(staged / "plugin");
    fs::copy_file(setting_.folder / kPluginInBuild, staged / kPluginInBuild);
    fs::copy_file(built / "target.json", staged / target / "target.json");
    for (const auto& entry : fs::directory_iterator(built / "lib")) {
      fs::copy_file(entry.path(), staged / target / "lib" / entry.path().filename());
    }
    for (const auto& entry : fs::directory_iterator(setting_.folder / "confined")) {
      fs::copy_file(entry.path(), staged / target / "confined" / entry.path().filename());
    }
    write_file(staged / target / "exports.map", kExportsMap);
    std::map<std::string, std::string> hashes;
    for (const auto& entry : fs::recursive_directory_iterator(staged)) {
      if (entry.is_regular_file()) {
        hashes[entry.path().lexically_relative(staged).string()] = sha256_of_file(entry.path());
      }
    }
    return hashes;
  } catch (const fs::filesystem_error& error) {
    throw Error(fmt::format("could not lay out the sysroot: {}", error.what()),
                "free some space, or choose another folder with --sysroot-dir");
  }
}

Manifest with_target(const std::optional<Manifest>& before, const Manifest& made) {
  if (!before) {
    return made;
  }
  Manifest merged = *before;
  merged.rustc = made.rustc;
  for (const ManifestTarget& target : made.targets) {
    const std::string below = fmt::format("lib/rustlib/{}/", target.triple);
    std::erase_if(merged.files, [&](const auto& file) { return file.first.starts_with(below); });
    std::erase_if(merged.targets, [&](const ManifestTarget& old) { return old.triple == target.triple; });
    merged.targets.push_back(target);
  }
  for (const auto& [name, hash] : made.files) {
    merged.files[name] = hash;
  }
  std::ranges::sort(merged.targets, {}, &ManifestTarget::triple);
  return merged;
}

}  // namespace plrust::toolchain
