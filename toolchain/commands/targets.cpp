// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>

#include "toolchain/command.hpp"
#include "toolchain/discovery.hpp"
#include "toolchain/target_spec.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class TargetFiles {
 public:
  explicit TargetFiles(const Invocation& invocation)
      : invocation_(&invocation), folder_(invocation.locations().data / "targets") {}

  ExitCode list() const {
    json rows = json::array();
    for (const Target& target : kTargets) {
      rows.push_back({{"arch", target.arch},
                      {"triple", target.triple},
                      {"base", target.base},
                      {"verified", target.verified}});
    }
    if (invocation_->has(OptionId::json)) {
      invocation_->out() << rows.dump(2) << "\n";
      return ExitCode::ok;
    }
    for (const Target& target : kTargets) {
      invocation_->out() << fmt::format("{:<28} from {:<27} {}\n", target.triple, target.base,
                                        target.verified ? "verified" : "not verified");
    }
    return ExitCode::ok;
  }

  ExitCode generate() const {
    const Compiler compiler = rustc();
    for (const auto& [target, spec] : specs(compiler)) {
      fs::path file = target_file(invocation_->locations().data, compiler.version, *target);
      if (const auto to = invocation_->value(OptionId::output)) {
        file = fs::path(*to) / file.filename();
      }
      PythonRenderer renderer(runner_, invocation_->locations());
      const std::string text = render_target(renderer, spec);
      const bool dry = invocation_->has(OptionId::dry_run);
      if (!dry) {
        write_if_changed(file, text);
      }
      invocation_->out() << fmt::format("{}{}\n", dry ? "would write " : "", file.string());
    }
    return ExitCode::ok;
  }

  ExitCode check() const {
    json report = json::object();
    bool drift = false;
    const Compiler compiler = rustc();
    for (const auto& [target, spec] : specs(compiler)) {
      const fs::path file = target_file(invocation_->locations().data, compiler.version, *target);
      const json checked_in = json::parse(read_file(file), nullptr, false);
      if (!checked_in.is_object()) {
        throw Error(fmt::format("'{}' is not a JSON object", file.string()),
                    "make it again with 'plrust-toolchain targets generate'");
      }
      json rows = json::array();
      for (const Difference& difference : differences(checked_in, spec)) {
        drift = true;
        rows.push_back({{"key", difference.key},
                        {"checked_in", difference.checked_in},
                        {"generated", difference.generated}});
      }
      report[std::string(target->triple)] = rows;
    }
    invocation_->out() << (invocation_->has(OptionId::json) ? report.dump(2) + "\n" : as_text(report));
    return drift ? ExitCode::failed : ExitCode::ok;
  }

 private:
  Compiler rustc() const {
    const RealFiles files;
    std::optional<fs::path> rustc;
    if (const auto given = invocation_->value(OptionId::rustc)) {
      rustc = *given;
    }
    return find_compiler(runner_, files, rustc);
  }

  std::vector<std::pair<const Target*, json>> specs(const Compiler& compiler) const {
    const auto overlay = parse_overlay(read_file(folder_ / "overlay.toml"));
    std::vector<std::pair<const Target*, json>> made;
    made.reserve(kTargets.size());
    for (const Target& target : kTargets) {
      made.emplace_back(&target, apply_overlay(base_spec(runner_, compiler.rustc, target), overlay, target));
    }
    return made;
  }

  static std::string as_text(const json& report) {
    std::string text;
    for (const auto& [triple, rows] : report.items()) {
      text += fmt::format("{}: {}\n", triple, rows.empty() ? "as generated" : "differs");
      for (const json& row : rows) {
        const auto shown = [](const json& value) { return value.is_null() ? "(absent)" : value.dump(); };
        text += fmt::format("  {}\n    checked in  {}\n    generated   {}\n", row["key"].get<std::string>(),
                            shown(row["checked_in"]), shown(row["generated"]));
      }
    }
    return text;
  }

  const Invocation* invocation_;
  fs::path folder_;
  mutable ProcessRunner runner_;
};

}  // namespace

ExitCode run_targets(const Invocation& invocation) {
  const TargetFiles targets(invocation);
  if (invocation.action() == "list") {
    return targets.list();
  }
  return invocation.action() == "check" ? targets.check() : targets.generate();
}

}  // namespace plrust::toolchain
