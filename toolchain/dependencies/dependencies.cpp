// SPDX-License-Identifier: PostgreSQL
#include "toolchain/dependencies/dependencies.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/locked_step.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

std::vector<WantedCrate> read_wanted(const std::string& text, const DependencyTools& tools) {
  const StepFolder folder(tools);
  const LockedStep step{folder.path(), {}, tools.use_sandbox};
  return wanted_from_json(run_locked_step(step, [&] { return wanted_to_json(parse_wanted(text)); }));
}

void require_permissions(const Plan& plan, const AllowList& allowed) {
  const std::vector<std::string> missing = missing_permissions(plan, allowed);
  if (missing.empty())
    return;
  throw CompileFailure(
      Stage::not_allowed,
      "the dependencies need build scripts or procedural macros that the allow list does not let run")
      .with_detail(fmt::format("{}\n", fmt::join(missing, "\n")))
      .with_hint(
          "the administrator can add these lines to the allow list, if he trusts the crates to run in the "
          "compile sandbox");
}

void link_stand_in(const DependencyTools& tools) {
  const fs::path link = tools.work_dir / "bin" / "rustc";
  fs::create_directories(link.parent_path());
  std::error_code error;
  fs::create_symlink(tools.self, link, error);
  if (error && error != std::errc::file_exists)
    throw Error(fmt::format("cannot make '{}': {}", link.string(), error.message()));
}

}  // namespace

std::vector<std::string> missing_permissions(const Plan& plan, const AllowList& allowed) {
  struct Need {
    bool build_script = false;
    bool proc_macro = false;
  };
  std::map<const VendoredCrate*, Need> needs;
  for (const Unit& unit : plan.units) {
    if (unit.crate == nullptr)
      continue;
    if (unit.kind == Unit::Kind::build_script &&
        !allowed.lets_run_build_script(unit.crate->name, unit.crate->version))
      needs[unit.crate].build_script = true;
    if (unit.kind == Unit::Kind::proc_macro &&
        !allowed.lets_run_proc_macro(unit.crate->name, unit.crate->version))
      needs[unit.crate].proc_macro = true;
  }
  std::vector<std::string> lines;
  lines.reserve(needs.size());
  for (const auto& [crate, need] : needs)
    lines.push_back(fmt::format(
        "{} = {{ version = \"={}\"{}{} }}{}", crate->name, to_string(crate->version),
        need.build_script ? ", build-script = true" : "", need.proc_macro ? ", proc-macro = true" : "",
        allowed.rows_of(crate->name).empty() ? "" : "  # or in the line that is there"));
  std::ranges::sort(lines);
  return lines;
}

fs::path find_cargo(const fs::path& rustc) {
  fs::path cargo = fs::canonical(rustc).parent_path() / "cargo";
  if (!fs::exists(cargo))
    throw Error(fmt::format("there is no 'cargo' beside '{}', which functions with dependencies need",
                            rustc.string()),
                "apt-get install cargo-web", ExitCode::missing_tool);
  return cargo;
}

DependencyTools dependency_tools(const CompileTools& compile, const fs::path& self, const fs::path& work_dir,
                                 bool use_sandbox) {
  DependencyTools tools;
  tools.compile = compile;
  tools.cargo = find_cargo(compile.rustc);
  tools.self = self;
  tools.work_dir = work_dir;
  tools.use_sandbox = use_sandbox;
  return tools;
}

BuiltCrates build_dependencies(const DependencyRequest& request, const DependencyTools& tools) {
  const std::vector<WantedCrate> wanted = read_wanted(request.text, tools);
  if (wanted.empty())
    return {};
  const AllowList allowed = AllowList::parse(request.allowed);
  const VendoredCrates vendored = request.crates.empty() ? VendoredCrates() : VendoredCrates(request.crates);
  const std::vector<ChosenCrate> chosen = choose(wanted, allowed, vendored);
  CrateCache cache(request.cache);
  const Resolution resolution = resolve(chosen, vendored, tools, cache);
  require_permissions(resolution.plan, allowed);
  link_stand_in(tools);
  return CrateBuild(resolution, tools, cache).build();
}

}  // namespace plrust::toolchain
