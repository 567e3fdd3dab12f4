// SPDX-License-Identifier: PostgreSQL
// What the administrator does about dependencies. `list` and `check` run nothing of the crates; `vendor` is
// the one command that may use the network, and it leaves that to cargo.
#include <cstdlib>
#include <ostream>

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/command.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/dependencies/dependencies.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/files.hpp"
#include "toolchain/manifest.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string required(const Invocation& invocation, OptionId id) {
  return invocation.required(id, fmt::format("deps {}", invocation.action()));
}

// A private folder, removed with everything in it.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "plrust-deps-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw Error("cannot make a folder for intermediate files");
    path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

ChosenCrate as_chosen(const AllowedCrate& row) {
  return {row.name, row.name, row.version.text(), row.features, row.default_features};
}

// ---- list ------------------------------------------------------------------------------------------------

bool permits(const AllowList& allowed, const VendoredCrate& crate) {
  for (const AllowedCrate* row : allowed.rows_of(crate.name))
    if (row->version.matches(crate.version))
      return true;
  return false;
}

ExitCode list(const Invocation& invocation) {
  const VendoredCrates vendored(required(invocation, OptionId::crates));
  const auto file = invocation.value(OptionId::allowed);
  const AllowList allowed = AllowList::parse(file ? read_file(*file) : "");
  json rows = json::array();
  for (const VendoredCrate& crate : vendored.rows()) {
    const bool is_allowed = permits(allowed, crate);
    rows.push_back({{"name", crate.name},
                    {"version", to_string(crate.version)},
                    {"build_script", crate.has_build_script},
                    {"proc_macro", crate.is_proc_macro},
                    {"allowed", is_allowed}});
    if (!invocation.has(OptionId::json))
      invocation.out() << fmt::format(
          "{} {}{}{}{}\n", crate.name, to_string(crate.version), is_allowed ? "  allowed" : "",
          crate.has_build_script ? "  build-script" : "", crate.is_proc_macro ? "  proc-macro" : "");
  }
  if (invocation.has(OptionId::json))
    invocation.out() << rows.dump(2) << "\n";
  return ExitCode::ok;
}

// ---- check -----------------------------------------------------------------------------------------------

struct RowCheck {
  std::string row;
  std::size_t crates = 0;
  std::string problem;
  std::vector<std::string> lines;  // to add to the list
};

std::size_t linked_crates(const Plan& plan) {
  std::size_t count = 0;
  for (const Unit& unit : plan.units)
    count += unit.crate != nullptr && unit.kind == Unit::Kind::library && unit.is_for_target ? 1 : 0;
  return count;
}

RowCheck check_row(const AllowedCrate& row, const AllowList& allowed, const VendoredCrates& vendored,
                   const DependencyTools& tools, CrateCache& cache) {
  RowCheck check{fmt::format("{} \"{}\"", row.name, row.version.text()), 0, {}, {}};
  try {
    const Resolution resolution = resolve({as_chosen(row)}, vendored, tools, cache);
    check.crates = linked_crates(resolution.plan);
    check.lines = missing_permissions(resolution.plan, allowed);
    if (!check.lines.empty())
      check.problem = "needs native code to run in the sandbox that the list does not let run";
  } catch (const CompileFailure& failure) {
    check.problem = failure.what();
  }
  return check;
}

void print(const Invocation& invocation, const std::vector<RowCheck>& checks) {
  json rows = json::array();
  for (const RowCheck& check : checks) {
    rows.push_back(
        {{"row", check.row}, {"crates", check.crates}, {"problem", check.problem}, {"add", check.lines}});
    if (invocation.has(OptionId::json))
      continue;
    if (check.problem.empty())
      invocation.out() << fmt::format("ok       {}: {} crates\n", check.row, check.crates);
    else
      invocation.out() << fmt::format("problem  {}: {}\n", check.row, check.problem);
    for (const std::string& line : check.lines) invocation.out() << "         add: " << line << "\n";
  }
  if (invocation.has(OptionId::json))
    invocation.out() << rows.dump(2) << "\n";
}

ExitCode check(const Invocation& invocation) {
  const VendoredCrates vendored(required(invocation, OptionId::crates));
  const AllowList allowed = AllowList::parse(read_file(required(invocation, OptionId::allowed)));
  const fs::path sysroot = chosen_sysroot(invocation);
  const Manifest manifest = read_manifest(sysroot);
  const ScratchFolder scratch;
  const DependencyTools tools =
      dependency_tools(tools_of(sysroot, usual_target(manifest).triple, invocation.locations()),
                       invocation.locations().self, scratch.path(), !invocation.has(OptionId::no_sandbox));
  CrateCache cache(scratch.path() / "cache");
  std::vector<RowCheck> checks;
  bool is_ok = true;
  for (const AllowedCrate& row : allowed.rows()) {
    checks.push_back(check_row(row, allowed, vendored, tools, cache));
    is_ok = is_ok && checks.back().problem.empty();
  }
  print(invocation, checks);
  return is_ok ? ExitCode::ok : ExitCode::failed;
}

// ---- vendor ----------------------------------------------------------------------------------------------

// cargo is the administrator's own here: his proxies, his credentials, his registry.
std::map<std::string, std::string> own_environment(const fs::path& rustc) {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos)
      variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  variables["RUSTC"] = rustc.string();
  return variables;
}

// A package for each row: two rows may want versions that no one package could have.
ChildCommand vendor_command(const Invocation& invocation, const AllowList& allowed, const Compiler& compiler,
                            const fs::path& scratch) {
  ChildCommand command{find_cargo(compiler.rustc),
                       {"vendor", "--versioned-dirs"},
                       own_environment(compiler.rustc),
                       scratch,
                       {}};
  std::size_t number = 0;
  for (const AllowedCrate& row : allowed.rows()) {
    const fs::path package = scratch / std::to_string(number);
    write_file(package / "Cargo.toml", manifest_of({as_chosen(row)}, compiler.version));
    write_file(package / "lib.rs", "");
    command.arguments.emplace_back(number++ == 0 ? "--manifest-path" : "--sync");
    command.arguments.push_back((package / "Cargo.toml").string());
  }
  if (const auto from = invocation.value(OptionId::from)) {
    const std::string folder = fs::canonical(*from).string();
    for (const std::string& setting : {std::string("source.crates-io.replace-with='from'"),
                                       fmt::format("source.from.directory='{}'", folder)}) {
      command.arguments.emplace_back("--config");
      command.arguments.push_back(setting);
    }
    command.arguments.emplace_back("--respect-source-config");
    command.arguments.emplace_back("--offline");
  }
  command.arguments.push_back(fs::absolute(required(invocation, OptionId::crates)).string());
  return command;
}

ExitCode vendor(const Invocation& invocation) {
  const AllowList allowed = AllowList::parse(read_file(required(invocation, OptionId::allowed)));
  const std::string crates = required(invocation, OptionId::crates);
  if (allowed.rows().empty())
    throw Error("the allow list is empty: there is nothing to vendor");
  ProcessRunner runner;
  const RealFiles files;
  std::optional<fs::path> rustc;
  if (const auto given = invocation.value(OptionId::rustc))
    rustc = *given;
  const Compiler compiler = find_compiler(runner, files, rustc);
  const ScratchFolder scratch;
  const ChildCommand command = vendor_command(invocation, allowed, compiler, scratch.path());
  if (invocation.has(OptionId::dry_run)) {
    invocation.out() << fmt::format("would vendor {} crates, and what they depend on, in {}\n",
                                    allowed.rows().size(), crates);
    return ExitCode::ok;
  }
  const ChildResult result = runner.run(command);
  if (!result.ok())
    throw child_error(command, result);
  const VendoredCrates vendored(crates);
  invocation.out() << fmt::format("{} crates are vendored in {}\n", vendored.rows().size(), crates);
  return ExitCode::ok;
}

}  // namespace

ExitCode run_deps(const Invocation& invocation) {
  if (invocation.action() == "list")
    return list(invocation);
  return invocation.action() == "check" ? check(invocation) : vendor(invocation);
}

}  // namespace plrust::toolchain
