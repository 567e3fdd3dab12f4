// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/resolve.hpp"

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>

#include "base/error.hpp"
#include "toolchain/compile/diagnostics.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/tool_run.hpp"
#include "toolchain/dependencies/locked_step.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnits = "units.json";
constexpr const char* kMetadata = "metadata.json";
constexpr const char* kTargetCfg = "target.cfg";
constexpr const char* kHostCfg = "host.cfg";
constexpr std::uintmax_t kLargestPlan = std::uintmax_t{16} << 20;

std::string config_of(const VendoredCrates& vendored) {
  return fmt::format(
      "[source.crates-io]\nreplace-with = \"vendored\"\n[source.vendored]\ndirectory = '{}'\n"
      "[net]\noffline = true\n",
      vendored.folder().string());
}

// cargo's words without what it does not know about us: where things lie, and advice about a network.
std::string plain_words(std::string words, const VendoredCrates& vendored, const fs::path& folder) {
  boost::replace_all(words, fmt::format(" ({})", folder.string()), "");
  boost::replace_all(words, folder.string(), ".");
  boost::replace_all(words,
                     fmt::format("directory source `{}` (which is replacing registry `crates-io`)",
                                 vendored.folder().string()),
                     "the vendored crates");
  boost::replace_all(words, vendored.folder().string(), "vendored");
  boost::replace_all(words, " of package `plrust-function v0.0.0`", " of the function");
  std::string kept;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\n'), words.size() - 1) + 1;
    const std::string line = words.substr(0, end);
    words.erase(0, end);
    if (!line.starts_with("note: offline mode") && !line.starts_with("help: if this error is too confusing"))
      kept += line;
  }
  return kept;
}

class CargoRun {
 public:
  CargoRun(const DependencyTools& tools, const VendoredCrates& vendored, const StepFolder& folder)
      : tools_(&tools),
        vendored_(&vendored),
        folder_(&folder),
        environment_(step_environment(folder.path())) {
    environment_.push_back("RUSTC_BOOTSTRAP=1");
    environment_.push_back("CARGO_HOME=" + (folder.path() / "home").string());
    environment_.push_back("CARGO_TARGET_DIR=" + (folder.path() / "target").string());
    environment_.push_back("RUSTC=" + tools.compile.rustc.string());
    environment_.push_back("CARGO_ENCODED_RUSTFLAGS=-Zunstable-options\x1f--sysroot=" +
                           tools.compile.sysroot.string());
  }

  void cargo(std::vector<std::string> words, const char* output) const {
    words.insert(words.begin(), tools_->cargo.string());
    words.emplace_back("--offline");
    const ToolResult result = run(words, output, /*may_start_processes=*/true);
    if (result.status == 0)
      return;
    const std::string text = plain_words(result.errors, *vendored_, folder_->path());
    const std::size_t error = text.find("error: ");
    const std::string shown = error == std::string::npos ? text : text.substr(error + 7);
    throw CompileFailure(Stage::not_vendored,
                         "the dependencies cannot be resolved: " + shown.substr(0, shown.find('\n')))
        .with_detail(text.substr(0, kMaxDiagnosticBytes))
        .with_hint("the administrator vendors crates by 'plrust-toolchain deps vendor'");
  }

  void cfg(std::vector<std::string> flags, const char* output) const {
    flags.insert(flags.begin(), tools_->compile.rustc.string());
    flags.emplace_back("--print=cfg");
    if (const ToolResult result = run(flags, output, false); result.status != 0)
      throw Error("rustc does not describe its target", result.errors.substr(0, kMaxDiagnosticBytes));
  }

 private:
  ToolResult run(const std::vector<std::string>& words, const char* output, bool may_start_processes) const {
    return run_tool(words, environment_,
                    {folder_->path().string(), (folder_->made() / output).string(), may_start_processes});
  }

  const DependencyTools* tools_;
  const VendoredCrates* vendored_;
  const StepFolder* folder_;
  std::vector<std::string> environment_;
};

fs::path ask_cargo(const std::string& manifest, const std::string& key, const VendoredCrates& vendored,
                   const DependencyTools& tools, CrateCache& cache) {
  const StepFolder folder(tools);
  write_file(folder.path() / "Cargo.toml", manifest);
  write_file(folder.path() / "lib.rs", "");
  write_file(folder.path() / ".cargo" / "config.toml", config_of(vendored));
  LockedStep step{folder.path(), readable_by_compilers(tools, CodeFor::target), tools.use_sandbox};
  let_run(step.read_only, tools, tools.cargo);
  step.read_only.push_back({vendored.folder(), false});
  // Debian's crates are links from /usr/share/cargo/registry to where their package put them.
  for (const VendoredCrate& crate : vendored.rows())
    if (crate.folder.parent_path() != vendored.folder())
      step.read_only.push_back({crate.folder, false});
  run_locked_step(step, [&] {
    const CargoRun run(tools, vendored, folder);
    run.cargo(
        {"build", "--release", "--target=" + tools.compile.triple, "-Zunstable-options", "--unit-graph"},
        kUnits);
    run.cargo({"metadata", "--format-version=1"}, kMetadata);
    run.cfg(target_flags(tools), kTargetCfg);
    run.cfg({}, kHostCfg);
    return std::string();
  });
  return cache.store(key, folder.made());
}

std::string read_answer(const fs::path& entry, const char* name) {
  std::error_code error;
  if (fs::file_size(entry / name, error) > kLargestPlan || error)
    throw CompileFailure(Stage::limit, "the dependencies are too many");
  return read_file(entry / name);
}

}  // namespace

Resolution resolve(const std::vector<ChosenCrate>& chosen, const VendoredCrates& vendored,
                   const DependencyTools& tools, CrateCache& cache) {
  const std::string manifest = manifest_of(chosen, tools.compile.rustc_version);
  const std::string key = sha256(fmt::format("plrust plan 1\n{}\n{}\n{}\n{}", tools.compile.sysroot_id,
                                             tools.compile.triple, vendored.fingerprint(), manifest));
  std::optional<fs::path> entry = cache.find(key);
  if (!entry)
    entry = ask_cargo(manifest, key, vendored, tools, cache);
  return {parse_plan(read_answer(*entry, kUnits), read_answer(*entry, kMetadata), vendored),
          read_answer(*entry, kTargetCfg), read_answer(*entry, kHostCfg)};
}

}  // namespace plrust::toolchain
