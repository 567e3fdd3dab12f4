// SPDX-License-Identifier: PostgreSQL
// With --request the process locks itself up before it looks at the source, compiles, and answers; that is
// what the extension starts. compile_file() does the rest.
#include <filesystem>
#include <ostream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sandbox/sandbox.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/commands/compile_file.hpp"
#include "toolchain/compile/answer.hpp"
#include "toolchain/compile/pipeline.hpp"
#include "toolchain/compile/request.hpp"
#include "toolchain/dependencies/dependencies.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModuleFile = "module.so";
// Twice the largest source, for the escapes of JSON; a larger file is not even read.
constexpr std::uintmax_t kMaxRequestBytes = std::uintmax_t{32} << 20;

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
  const fs::path file = invocation.required(OptionId::request, "compile");
  const fs::path work_dir = fs::canonical(invocation.required(OptionId::work_dir, "compile"));
  const ModuleOutput output(invocation.required(OptionId::output, "compile"), work_dir);
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

}  // namespace

ExitCode run_compile(const Invocation& invocation) {
  if (invocation.has(OptionId::request))
    return run_request(invocation);
  if (invocation.operands().empty())
    throw Error("'compile' needs FILE.rs or --request", "see 'plrust-toolchain compile --help'",
                ExitCode::usage);
  return compile_file(invocation);
}

}  // namespace plrust::toolchain
