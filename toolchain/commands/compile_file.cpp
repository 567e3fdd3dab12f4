// SPDX-License-Identifier: PostgreSQL
#include "toolchain/commands/compile_file.hpp"

#include <filesystem>
#include <ostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "toolchain/child.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/compile/request.hpp"
#include "toolchain/files.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

void add_dependencies(const Invocation& invocation, nlohmann::json& request) {
  const auto file = invocation.value(OptionId::dependencies);
  if (!file)
    return;
  request["dependencies"] = read_file(*file);
  request["allowed_dependencies"] = read_file(invocation.required(OptionId::allowed, "compile"));
  request["dependency_dir"] = fs::absolute(invocation.required(OptionId::crates, "compile")).string();
  request["crate_cache"] = fs::absolute(invocation.required(OptionId::crate_cache, "compile")).string();
}

std::string request_text(const Invocation& invocation, const fs::path& sysroot, const std::string& triple) {
  const Request request = parse_signature(invocation.required(OptionId::signature, "compile"));
  nlohmann::json arguments = nlohmann::json::array();
  for (const RequestArgument& argument : request.arguments)
    arguments.push_back({{"name", argument.name}, {"type", argument.type}});
  const std::string source = read_file(invocation.operands().front());
  nlohmann::json object{{"sysroot", sysroot.string()},
                        {"triple", triple},
                        {"name", request.name},
                        {"arguments", arguments},
                        {"returns", request.returns},
                        {"shape", request.shape},
                        {"source", source},
                        {"optimization", invocation.value_or(OptionId::optimization, "speed")},
                        {"allow_unsafe", invocation.has(OptionId::allow_unsafe)}};
  add_dependencies(invocation, object);
  try {
    return object.dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(fmt::format("'{}' is not valid UTF-8", invocation.operands().front()));
  }
}

ExitCode verify(const Invocation& invocation, const fs::path& module) {
  const ChildResult verdict =
      ProcessRunner().run({invocation.locations().verifier, {module.string()}, plain_environment(), {}, {}});
  invocation.talk() << verdict.out << verdict.err;
  if (verdict.ok())
    return ExitCode::ok;
  fs::remove(module);
  throw Error(fmt::format("the module for '{}' was refused by the verifier", module.string()),
              "this is a bug of plrust: the compiler's output is not confined");
}

// With several architectures each module has its own in its name: f.so becomes f.x86_64.so.
fs::path module_for(const Invocation& invocation, const ManifestTarget& target, bool is_only) {
  fs::path module = invocation.value_or(
      OptionId::output, fs::path(invocation.operands().front()).replace_extension(".so").string());
  if (!is_only)
    module.replace_filename(
        fmt::format("{}.{}{}", module.stem().string(), target.arch, module.extension().string()));
  return fs::absolute(module);
}

ExitCode compile_for(const Invocation& invocation, const fs::path& sysroot, const ManifestTarget& target,
                     const fs::path& module) {
  const WorkFolder folder;
  const fs::path work_dir = invocation.value_or(OptionId::work_dir, folder.path().string());
  const fs::path request = folder.path() / "request.json";
  write_file(request, request_text(invocation, sysroot, target.triple));
  ChildCommand command{invocation.locations().self,
                       {"compile", "--request", request.string(), "--output", module.string(), "--work-dir",
                        work_dir.string()},
                       plain_environment(),
                       {},
                       {}};
  for (const OptionId id : {OptionId::json, OptionId::no_sandbox})
    if (invocation.has(id))
      command.arguments.push_back(fmt::format("--{}", option(id).name));
  const ChildResult result = ProcessRunner().run(command);
  invocation.out() << result.out;
  invocation.talk() << result.err;
  if (!result.ok()) {
    std::error_code ignored;
    fs::remove(module, ignored);
    return result.status == 1 ? ExitCode::failed : ExitCode::child_failed;
  }
  if (target.verified)
    return verify(invocation, module);
  invocation.talk() << fmt::format("there is no verifier for {}: '{}' is not proved\n", target.arch,
                                   module.string());
  return ExitCode::ok;
}

}  // namespace

ExitCode compile_file(const Invocation& invocation) {
  const fs::path sysroot = chosen_sysroot(invocation);
  const Manifest manifest = read_manifest(sysroot);
  const std::vector<ManifestTarget> targets = chosen_targets(invocation, manifest);
  for (const ManifestTarget& target : targets) {
    const fs::path module = module_for(invocation, target, targets.size() == 1);
    const ExitCode code = compile_for(invocation, sysroot, target, module);
    if (code != ExitCode::ok)
      return code;
  }
  return ExitCode::ok;
}

}  // namespace plrust::toolchain
