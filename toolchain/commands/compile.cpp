// SPDX-License-Identifier: PostgreSQL
// Two ways in. With --request the process locks itself up before it looks at the source, compiles, and
// answers; that is what the extension starts. With FILE.rs it writes such a request into a folder of its own,
// starts itself on that, and has the result verified.
#include <filesystem>
#include <ostream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sandbox/sandbox.hpp"
#include "toolchain/child.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/command.hpp"
#include "toolchain/compile/answer.hpp"
#include "toolchain/compile/pipeline.hpp"
#include "toolchain/compile/request.hpp"
#include "toolchain/dependencies/dependencies.hpp"
#include "toolchain/files.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModuleFile = "module.so";
// Twice the largest source, for the escapes of JSON; a larger file is not even read.
constexpr std::uintmax_t kMaxRequestBytes = std::uintmax_t{32} << 20;

std::string required(const Invocation& invocation, OptionId id) {
  if (const auto value = invocation.value(id))
    return *value;
  throw Error(fmt::format("'compile' needs --{}", option(id).name), "see 'plrust-toolchain compile --help'",
              ExitCode::usage);
}

// Where the module goes. The work folder is all that can be written to from inside the sandbox, so any other
// file is opened before and filled through its descriptor.
class ModuleOutput {
 public:
  ModuleOutput(const fs::path& file, const fs::path& work_dir) : file_(fs::absolute(file)) {
    if (fs::weakly_canonical(file_).parent_path() == fs::canonical(work_dir))
      return;
    descriptor_ = open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor_ < 0)
      throw Error(fmt::format("cannot write '{}'", file_.string()));
  }
  ~ModuleOutput() {
    if (descriptor_ >= 0)
      close(descriptor_);
  }
  ModuleOutput(const ModuleOutput&) = delete;
  ModuleOutput& operator=(const ModuleOutput&) = delete;

  std::vector<int> descriptors() const {
    return descriptor_ >= 0 ? std::vector<int>{descriptor_} : std::vector<int>{};
  }

  void publish() const {
    if (descriptor_ < 0) {
      fs::rename(kModuleFile, file_.filename());
      return;
    }
    const std::string bytes = read_file(kModuleFile);
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t n = write(descriptor_, bytes.data() + done, bytes.size() - done);
      if (n <= 0)
        throw Error(fmt::format("cannot write '{}'", file_.string()), "is the disk full?");
      done += static_cast<std::size_t>(n);
    }
  }

 private:
  fs::path file_;
  int descriptor_ = -1;
};

void lock_up(const CompileTools& tools, const std::vector<fs::path>& crates, const fs::path& work_dir,
             const ModuleOutput& output) {
  sandbox::Policy policy;
  policy.read_only = sandbox::default_read_only_paths(tools.rustc, tools.linker, tools.sysroot);
  for (const fs::path& folder : crates) policy.read_only.push_back({folder, false});
  policy.writable_dir = work_dir;
  policy.kept_descriptors = output.descriptors();
  sandbox::clean_environment(work_dir);
  sandbox::enter(policy);
}

BuiltCrates crates_of(const RequestTarget& target, const CompileTools& tools, const fs::path& work_dir,
                      const Invocation& invocation) {
  if (target.dependencies.find_first_not_of(" \t\r\n") == std::string::npos)
    return {};
  const bool use_sandbox = !invocation.has(OptionId::no_sandbox);
  return build_dependencies(
      {target.dependencies, target.allowed_dependencies, target.dependency_dir, target.crate_cache},
      dependency_tools(tools, invocation.locations().self, work_dir, use_sandbox));
}

ExitCode run_request(const Invocation& invocation) {
  const fs::path file = required(invocation, OptionId::request);
  const fs::path work_dir = fs::canonical(required(invocation, OptionId::work_dir));
  const ModuleOutput output(required(invocation, OptionId::output), work_dir);
  std::error_code error;
  if (fs::file_size(file, error) > kMaxRequestBytes || error)
    throw Error(fmt::format("'{}' cannot be read or is larger than 32 MiB", file.string()));
  const std::string text = read_file(file);
  const RequestTarget target = target_of_request(text);
  CompileTools tools = tools_of(fs::canonical(target.sysroot), target.triple, invocation.locations());
  const bool json = invocation.has(OptionId::json);
  try {
    const BuiltCrates crates = crates_of(target, tools, work_dir, invocation);
    tools.crates = crates.linked;
    if (invocation.has(OptionId::no_sandbox))
      fs::current_path(work_dir);
    else
      lock_up(tools, crates.folders, work_dir, output);
    CompiledModule module = compile(parse_request(text), tools, kModuleFile);
    module.crates = crates.names;
    output.publish();
    invocation.out() << (json ? answer_json(module, tools.sysroot_id) : answer_text(module));
    return ExitCode::ok;
  } catch (const CompileFailure& failure) {
    invocation.out() << (json ? answer_json(failure) : answer_text(failure));
    return ExitCode::failed;
  }
}

void add_dependencies(const Invocation& invocation, nlohmann::json& request) {
  const auto file = invocation.value(OptionId::dependencies);
  if (!file)
    return;
  request["dependencies"] = read_file(*file);
  request["allowed_dependencies"] = read_file(required(invocation, OptionId::allowed));
  request["dependency_dir"] = fs::absolute(required(invocation, OptionId::crates)).string();
  request["crate_cache"] = fs::absolute(required(invocation, OptionId::crate_cache)).string();
}

std::string request_text(const Invocation& invocation, const fs::path& sysroot, const std::string& triple) {
  const Request request = parse_signature(required(invocation, OptionId::signature));
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

ExitCode verified(const Invocation& invocation, const fs::path& output) {
  const ChildResult verdict =
      ProcessRunner().run({invocation.locations().verifier, {output.string()}, plain_environment(), {}, {}});
  invocation.talk() << verdict.out << verdict.err;
  if (verdict.ok())
    return ExitCode::ok;
  fs::remove(output);
  throw Error(fmt::format("the module for '{}' was refused by the verifier", output.string()),
              "this is a bug of plrust: the compiler's output is not confined");
}

ExitCode run_file(const Invocation& invocation) {
  const fs::path file = invocation.operands().front();
  const fs::path sysroot = chosen_sysroot(invocation);
  const Manifest manifest =
      parse_manifest(read_file(sysroot / kManifestFile), (sysroot / kManifestFile).string());
  if (manifest.targets.empty())
    throw Error(fmt::format("the sysroot '{}' has no target", manifest.id));
  const ManifestTarget& target = manifest.targets.back();  // x86_64 comes after aarch64
  const WorkFolder folder;
  const fs::path work_dir = invocation.value_or(OptionId::work_dir, folder.path().string());
  const fs::path output =
      invocation.value_or(OptionId::output, fs::path(file).replace_extension(".so").string());
  const fs::path request = folder.path() / "request.json";
  write_file(request, request_text(invocation, sysroot, target.triple));
  ChildCommand command{invocation.locations().self,
                       {"compile", "--request", request.string(), "--output", fs::absolute(output).string(),
                        "--work-dir", work_dir.string()},
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
    fs::remove(output, ignored);
    return result.status == 1 ? ExitCode::failed : ExitCode::child_failed;
  }
  if (target.verified)
    return verified(invocation, output);
  invocation.talk() << fmt::format("there is no verifier for {}: '{}' is not proved\n", target.arch,
                                   output.string());
  return ExitCode::ok;
}

}  // namespace

ExitCode run_compile(const Invocation& invocation) {
  if (invocation.has(OptionId::request))
    return run_request(invocation);
  if (invocation.operands().empty())
    throw Error("'compile' needs FILE.rs or --request", "see 'plrust-toolchain compile --help'",
                ExitCode::usage);
  return run_file(invocation);
}

}  // namespace plrust::toolchain
