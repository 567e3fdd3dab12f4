// SPDX-License-Identifier: PostgreSQL
#include "toolchain/checks.hpp"

#include <linux/landlock.h>
#include <sys/auxv.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ostream>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

// One architecture's build folder and sysroot take about 300 MB.
constexpr std::uint64_t kNeededBytes = std::uint64_t{600} << 20;

std::string gigabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

Check from_error(const std::string& name, const Error& error) {
  return {name, Check::State::missing, error.what(), error.hint()};
}

// Only functions with dependencies need it, and only one that belongs to the rustc.
Check check_cargo(const Files& files, const Compiler& compiler) {
  std::error_code unreadable;
  const fs::path cargo = fs::weakly_canonical(compiler.rustc, unreadable).parent_path() / "cargo";
  if (files.is_file(cargo)) {
    return {"cargo", Check::State::ok, cargo.string(), {}};
  }
  return {
      "cargo", Check::State::warning,
      fmt::format("there is none beside '{}': functions cannot have dependencies", compiler.rustc.string()),
      "apt-get install cargo-web"};
}

}  // namespace

std::string_view to_string(Check::State state) {
  switch (state) {
    case Check::State::ok:
      return "ok";
    case Check::State::missing:
      return "missing";
    case Check::State::warning:
      return "warning";
  }
  return "";
}

Check check_landlock() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi >= 1) {
    return {"landlock", Check::State::ok, fmt::format("ABI {}", abi), {}};
  }
  return {"landlock", Check::State::missing,
          errno == EOPNOTSUPP ? "disabled when the kernel was started" : "not in this kernel",
          "functions can be compiled only in the sandbox: use Linux 5.13 or later with 'landlock' in lsm="};
}

Check check_fsgsbase() {
#if defined(__x86_64__)
  constexpr unsigned long kFsgsbaseBit = 2;  // HWCAP2_FSGSBASE
  if ((::getauxval(AT_HWCAP2) & kFsgsbaseBit) == 0) {
    return {"fsgsbase", Check::State::warning, "not available; arch_prctl is used, 0.2 µs a switch",
            "Linux 5.9 or later on a processor since 2012 has it"};
  }
  return {"fsgsbase", Check::State::ok, "available", {}};
#else
  return {"fsgsbase", Check::State::ok, "not needed on this architecture", {}};
#endif
}

Check check_writable(const fs::path& folder) {
  fs::path existing = fs::absolute(folder);
  std::error_code error;
  while (!fs::exists(existing, error) && existing.has_relative_path()) {
    existing = existing.parent_path();
  }
  const std::string name = "sysroot folder";
  if (!fs::is_directory(existing, error)) {
    return {name, Check::State::missing, fmt::format("'{}' is not a folder", existing.string()),
            "choose another folder with --sysroot-dir"};
  }
  if (::access(existing.c_str(), W_OK | X_OK) != 0) {
    return {
        name, Check::State::missing,
        fmt::format("'{}' is not writable: {}", existing.string(), std::generic_category().message(errno)),
        "run as a user who may write there, or choose another folder with --sysroot-dir"};
  }
  struct statvfs space {};
  if (::statvfs(existing.c_str(), &space) == 0) {
    const std::uint64_t free = std::uint64_t{space.f_bavail} * space.f_frsize;
    if (free < kNeededBytes) {
      return {name, Check::State::missing,
              fmt::format("'{}' has {} free, a build needs {}", existing.string(), gigabytes(free),
                          gigabytes(kNeededBytes)),
              "free some space, or choose another folder with --sysroot-dir"};
    }
  }
  return {name, Check::State::ok, folder.string(), {}};
}

Check Machine::program(const std::string& name, const fs::path& path, const std::string& hint) const {
  if (path.empty() || !files_->is_file(path)) {
    return {name, Check::State::missing, fmt::format("there is no '{}'", path.string()), hint};
  }
  return {name, Check::State::ok, path.string(), {}};
}

Check Machine::jinja2() const {
  Check python = program("python", locations_->python, "apt-get install python3 python3-jinja2");
  if (python.state != Check::State::ok) {
    return python;
  }
  const ChildCommand command{locations_->python,
                             {"-I", "-B", "-c", "import jinja2, tomllib; print(jinja2.__version__)"},
                             plain_environment(),
                             {},
                             {}};
  const ChildResult result = runner_->run(command);
  if (!result.ok()) {
    return {"python", Check::State::missing,
            fmt::format("'{}' has no jinja2, or is older than 3.11", locations_->python.string()),
            "apt-get install python3-jinja2"};
  }
  return {
      "python",
      Check::State::ok,
      fmt::format("{}, jinja2 {}", locations_->python.string(), result.out.substr(0, result.out.find('\n'))),
      {}};
}

std::vector<Check> Machine::rust(const Wanted& wanted) const {
  std::vector<Check> checks;
  std::optional<Compiler> compiler;
  try {
    compiler = find_compiler(*runner_, *files_, wanted.rustc);
    checks.push_back({"rustc",
                      Check::State::ok,
                      fmt::format("{}, {} ({})", compiler->rustc.string(), compiler->version,
                                  compiler->commit.substr(0, 9)),
                      {}});
  } catch (const Error& error) {
    checks.push_back(from_error("rustc", error));
    return checks;  // without a version there is no source to look for
  }
  checks.push_back(check_cargo(*files_, *compiler));
  try {
    const StdSource source = find_std_source(*files_, *compiler, wanted.rust_src);
    checks.push_back(
        {"std source", Check::State::ok, fmt::format("{}, {}", source.library.string(), source.version), {}});
  } catch (const Error& error) {
    checks.push_back(from_error("std source", error));
  }
  const fs::path series = locations_->data / "std-patches" / compiler->version / "series";
  if (files_->is_file(series)) {
    checks.push_back({"std patches", Check::State::ok, series.parent_path().string(), {}});
  } else {
    checks.push_back({"std patches", Check::State::missing,
                      fmt::format("there are none for rustc {}", compiler->version),
                      fmt::format("use one of: {}; std-patches/README.md says how to move to another version",
                                  fmt::join(files_->names_in(locations_->data / "std-patches"), ", "))});
  }
  return checks;
}

std::vector<Check> Machine::tools(const fs::path& sysroot_dir) const {
  return {jinja2(),
          program("ninja", locations_->ninja, "apt-get install ninja-build"),
          program("linker", locations_->linker, "apt-get install lld-22"),
          program("split-stack plugin", locations_->plugin, "build or install all of plrust"),
          program("host functions", locations_->data / "confine" / "host_functions.toml",
                  "name the data folder with --data-dir"),
          check_writable(sysroot_dir)};
}

std::vector<Check> Machine::all(const Wanted& wanted) const {
  std::vector<Check> checks = rust(wanted);
  for (Check& check : tools(wanted.sysroot_dir)) {
    checks.push_back(std::move(check));
  }
  checks.push_back(program("verifier", locations_->verifier, "build or install all of plrust"));
  checks.push_back(check_landlock());
  checks.push_back(check_fsgsbase());
  return checks;
}

bool is_complete(const std::vector<Check>& checks) {
  return std::ranges::none_of(checks,
                              [](const Check& check) { return check.state == Check::State::missing; });
}

void print_checks(const Invocation& invocation, const std::vector<Check>& checks) {
  if (invocation.has(OptionId::json)) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Check& check : checks) {
      rows.push_back({{"name", check.name},
                      {"state", to_string(check.state)},
                      {"found", check.found},
                      {"hint", check.hint}});
    }
    invocation.out() << nlohmann::json{{"ok", is_complete(checks)}, {"checks", rows}}.dump(2) << "\n";
    return;
  }
  for (const Check& check : checks) {
    invocation.out() << fmt::format("{:<8} {:<19} {}\n", to_string(check.state), check.name, check.found);
    if (!check.hint.empty()) {
      invocation.out() << fmt::format("{:<28} hint: {}\n", "", check.hint);
    }
  }
}

void require(const std::vector<Check>& checks) {
  for (const Check& check : checks) {
    if (check.state == Check::State::missing) {
      throw Error(fmt::format("{}: {}", check.name, check.found), check.hint, ExitCode::missing_tool);
    }
  }
}

}  // namespace plrust::toolchain
