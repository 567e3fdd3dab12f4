// SPDX-License-Identifier: PostgreSQL
#include "toolchain/routine_compiler.hpp"

#include <chrono>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/files.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kShownViolations = 3;

json enums_json(const std::vector<RequestEnum>& enums) {
  json rows = json::array();
  for (const RequestEnum& row : enums) {
    json variants = json::array();
    for (const RequestEnum::Variant& variant : row.variants)
      variants.push_back({{"name", variant.name}, {"label", variant.label}});
    rows.push_back({{"name", row.name}, {"type", row.type}, {"variants", variants}});
  }
  return rows;
}

Diagnostic diagnostic_of(const json& row) {
  Diagnostic made;
  made.level = row.at("level").get<std::string>();
  made.code = row.at("code").get<std::string>();
  made.message = row.at("message").get<std::string>();
  made.line = row.at("line").get<std::size_t>();
  made.column = row.at("column").get<std::size_t>();
  made.end_line = row.at("end_line").get<std::size_t>();
  made.end_column = row.at("end_column").get<std::size_t>();
  made.label = row.at("label").get<std::string>();
  made.notes = row.at("notes").get<std::vector<std::string>>();
  return made;
}

CompileOutcome outcome_of(const ChildCommand& command, const ChildResult& result) {
  try {
    const json answer = json::parse(result.out);
    CompileOutcome outcome;
    outcome.ok = answer.at("ok").get<bool>();
    for (const json& row : answer.at("diagnostics")) outcome.diagnostics.push_back(diagnostic_of(row));
    if (!outcome.ok) {
      outcome.stage = answer.at("stage").get<std::string>();
      outcome.message = answer.at("message").get<std::string>();
      outcome.detail = answer.at("detail").get<std::string>();
      outcome.hint = answer.at("hint").get<std::string>();
      outcome.line = answer.value("line", std::size_t{0});
    }
    return outcome;
  } catch (const json::exception&) {
    throw child_error(command, result);
  }
}

}  // namespace

void SandboxedCompiler::find_sysroot() {
  if (!sysroot_.empty())
    return;
  sysroot_ = chosen_sysroot(*invocation_);
  target_ = usual_target(read_manifest(sysroot_));
}

std::string SandboxedCompiler::no_dependencies() const {
  for (const OptionId id : {OptionId::allowed, OptionId::crates, OptionId::crate_cache})
    if (!invocation_->has(id))
      return fmt::format("to check it, give --{}, --{} and --{}", option(OptionId::allowed).name,
                         option(OptionId::crates).name, option(OptionId::crate_cache).name);
  return {};
}

std::string SandboxedCompiler::request_text(const RoutineRequest& routine) const {
  const Request& request = routine.request;
  json arguments = json::array();
  for (const RequestArgument& argument : request.arguments)
    arguments.push_back({{"name", argument.name}, {"type", argument.type}});
  json object{{"sysroot", sysroot_.string()},
              {"triple", target_.triple},
              {"name", request.name},
              {"arguments", arguments},
              {"returns", request.returns},
              {"enums", enums_json(request.enums)},
              {"shape", request.shape},
              {"source", request.source},
              {"optimization", invocation_->value_or(OptionId::optimization, "speed")},
              {"allow_unsafe", invocation_->has(OptionId::allow_unsafe)}};
  if (!routine.dependencies.empty()) {
    object["dependencies"] = routine.dependencies;
    object["allowed_dependencies"] = read_file(*invocation_->value(OptionId::allowed));
    object["dependency_dir"] = fs::absolute(*invocation_->value(OptionId::crates)).string();
    object["crate_cache"] = fs::absolute(*invocation_->value(OptionId::crate_cache)).string();
  }
  return object.dump();
}

CompileOutcome SandboxedCompiler::compile(const RoutineRequest& routine) {
  find_sysroot();
  const auto start = std::chrono::steady_clock::now();
  const WorkFolder folder;
  const fs::path request = folder.path() / "request.json";
  const fs::path module = folder.path() / "module.so";
  write_file(request, request_text(routine));
  ChildCommand command{invocation_->locations().self,
                       {"compile", "--request", request.string(), "--output", module.string(), "--work-dir",
                        folder.path().string(), "--json"},
                       plain_environment(),
                       {},
                       {}};
  if (invocation_->has(OptionId::no_sandbox))
    command.arguments.push_back(fmt::format("--{}", option(OptionId::no_sandbox).name));
  const ChildResult result = ProcessRunner().run(command);
  if (result.status > 1)
    throw child_error(command, result);
  CompileOutcome outcome = outcome_of(command, result);
  if (outcome.ok && target_.verified)
    verify(module, outcome);
  const std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  outcome.milliseconds = elapsed.count();
  return outcome;
}

void SandboxedCompiler::verify(const fs::path& module, CompileOutcome& outcome) const {
  const ChildCommand command{
      invocation_->locations().verifier, {"--json", module.string()}, plain_environment(), {}, {}};
  const ChildResult result = ProcessRunner().run(command);
  if (result.ok())
    return;
  const json verdict = json::parse(result.out, nullptr, false);
  if (!verdict.is_object() || !verdict.contains("violations"))
    throw child_error(command, result);
  outcome.ok = false;
  outcome.stage = "verifier";
  outcome.message = "the compiled function is not proved to be confined";
  outcome.hint = "this is a bug of plrust: please report it together with the source";
  std::size_t shown = 0;
  for (const json& row : verdict["violations"])
    if (shown++ < kShownViolations)
      outcome.detail += (shown > 1 ? "; " : "") + row.value("rule", "") + ": " + row.value("why", "");
}

}  // namespace plrust::toolchain
