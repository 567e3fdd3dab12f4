// SPDX-License-Identifier: PostgreSQL
#include "toolchain/audit/rustdoc.hpp"

#include <algorithm>
#include <array>
#include <regex>

#include <fmt/format.h>

#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::array kDocumented = {std::string_view("core"), std::string_view("alloc"),
                                    std::string_view("std")};

// While documenting, std shows the modules of all operating systems, and they do not compile without libc.
// rustdoc sets the cfg `doc` itself and cannot be told not to.
void show_only_this_system(const fs::path& source) {
  const fs::path file = source / "std" / "src" / "os" / "mod.rs";
  const std::regex documenting(R"(\bdoc\b(?=\s*[,)]))");
  write_file(file, std::regex_replace(read_file(file), documenting, "plrust_undocumented"));
}

fs::path library(const CompileTools& tools, std::string_view crate) {
  const fs::path folder = tools.sysroot / "lib" / "rustlib" / tools.triple / "lib";
  const std::string beginning = fmt::format("lib{}-", crate);
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(beginning))
      return entry.path();
  throw Error(fmt::format("the sysroot '{}' has no crate '{}'", tools.sysroot_id, crate),
              "build it with 'plrust-toolchain build'");
}

std::vector<std::string> arguments_for(const Crate& crate, const CrateGraph& graph,
                                       const RustdocSetting& setting) {
  const CompileTools& tools = *setting.tools;
  const fs::path libraries = tools.sysroot / "lib" / "rustlib" / tools.triple / "lib";
  std::vector<std::string> words{crate.path, "--crate-name=" + crate.name, "--edition=" + crate.edition,
                                 "--output-format=json", "--output=" + setting.output.string(),
                                 "--sysroot=" + tools.sysroot.string(), "--target=" + tools.triple,
                                 "-Ldependency=" + libraries.string(),
                                 // Only metadata is read: how the code was made does not matter.
                                 "-Cunsafe-allow-abi-mismatch=sanitizer"};
  for (const std::string& flag : graph.flags)
    if (flag.starts_with("-Z") || flag.starts_with("--cap-lints"))
      words.push_back(flag);
  for (const std::string& feature : crate.features)
    words.push_back(fmt::format("--cfg=feature=\"{}\"", feature));
  for (const std::string& cfg : crate.cfgs) words.push_back("--cfg=" + cfg);
  for (const std::string& given : crate.externs) {
    const std::string name = given.substr(given.find(':') + 1);
    words.push_back(fmt::format("--extern={}={}", given, library(tools, name).string()));
  }
  return words;
}

}  // namespace

fs::path find_rustdoc(ChildRunner& runner, const Compiler& compiler) {
  fs::path rustdoc = compiler.rustc.parent_path() / "rustdoc";
  const std::string hint = "install Debian's rustc-web, or the component rustdoc of rustc's own distribution";
  if (!RealFiles().is_file(rustdoc))
    throw Error(fmt::format("there is no rustdoc beside '{}'", compiler.rustc.string()), hint,
                ExitCode::missing_tool);
  const ChildResult said = runner.run({rustdoc, {"--version"}, plain_environment(), {}, {}});
  if (!said.ok() || said.out.find(compiler.commit.substr(0, 9)) == std::string::npos)
    throw Error(fmt::format("'{}' is not the rustdoc of '{}'", rustdoc.string(), compiler.rustc.string()),
                hint, ExitCode::missing_tool);
  return rustdoc;
}

std::map<std::string, std::string> document_std(ChildRunner& runner, const RustdocSetting& setting,
                                                const CrateGraph& graph, std::ostream& talk) {
  show_only_this_system(setting.source);
  fs::create_directories(setting.output);
  std::map<std::string, std::string> documents;
  for (const std::string_view name : kDocumented) {
    const auto crate = std::ranges::find(graph.crates, name, &Crate::name);
    if (crate == graph.crates.end())
      throw Error(fmt::format("crates.toml has no crate '{}'", name));
    talk << fmt::format("documenting {}\n", name) << std::flush;
    ChildCommand command{
        setting.rustdoc, arguments_for(*crate, graph, setting), rustc_environment(), setting.source, {}};
    const std::string arch = setting.tools->triple.substr(0, setting.tools->triple.find('-'));
    for (const auto& [key, value] : graph.environment)
      command.environment[key] = value == "{arch}" ? arch : value;
    const ChildResult result = runner.run(command);
    if (!result.ok())
      throw child_error(command, result);
    documents[std::string(name)] = read_file(setting.output / fmt::format("{}.json", name));
  }
  return documents;
}

}  // namespace plrust::toolchain
