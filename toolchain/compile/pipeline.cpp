// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/pipeline.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>

#include "base/error.hpp"
#include "confine/rewrite/assemble.hpp"
#include "confine/rewrite/rewrite.hpp"
#include "toolchain/compile/diagnostics.hpp"
#include "toolchain/compile/failure.hpp"
#include "toolchain/compile/generated_source.hpp"
#include "toolchain/compile/source_check.hpp"
#include "toolchain/compile/tool_run.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

constexpr const char* kSourceFile = "function.rs";
constexpr const char* kAssemblyFile = "function.s";
constexpr const char* kObjectFile = "function.o";
// rustc writes a few kilobytes of assembly for each of source; generics can multiply that without end.
constexpr std::uintmax_t kMaxAssemblyBytes = std::uintmax_t{256} << 20;

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double, std::milli> elapsed = now - start_;
    start_ = now;
    return elapsed.count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void write_text(const char* name, std::string_view text) {
  std::ofstream file(name, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file)
    throw Error(std::string("cannot write '") + name + "' in the work folder: " + std::strerror(errno),
                "the work folder must be empty, and the disk not full");
}

std::string read_text(const char* name) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(name, error);
  if (error)
    throw Error(std::string("rustc left no '") + name + "'");
  if (size > kMaxAssemblyBytes)
    throw CompileFailure(Stage::limit, "the compiled function has more than 256 MiB of assembly");
  std::string text(size, '\0');
  std::ifstream file(name, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(size));
  if (!file)
    throw Error(std::string("cannot read '") + name + "' in the work folder");
  return text;
}

// Without any optimization LLVM keeps addresses of the stack in registers and in spills on aarch64, about
// which nothing can be proved.
std::string optimization_level(const Request& request) {
  const std::string least = request.triple.starts_with("aarch64") ? "1" : "0";
  return request.optimization == "none" ? least : request.optimization == "size" ? "s" : "3";
}

// Types of one function are never taken for those of another that happens to name them alike: a TypeId counts
// for all functions of a role, which share the states of aggregates (pgrx/src/internal.rs).
std::string identity(const GeneratedSource& generated) {
  constexpr std::size_t kEnough = 32;
  return sha256(generated.text).substr(0, kEnough);
}

std::vector<std::string> rustc_command(const Request& request, const CompileTools& tools,
                                       const GeneratedSource& generated) {
  std::vector<std::string> command{tools.rustc.string()};
  for (std::string flag : tools.rustc_flags) {
    if (const std::size_t at = flag.find(kSysrootPlaceholder); at != std::string::npos)
      flag.replace(at, kSysrootPlaceholder.size(), tools.sysroot.string());
    command.push_back(std::move(flag));
  }
  command.insert(command.end(),
                 {"--crate-name=function", "--crate-type=cdylib", "--extern=pgrx",
                  "-Cmetadata=" + identity(generated), "-Copt-level=" + optimization_level(request),
                  std::string("--emit=asm=") + kAssemblyFile, "--error-format=json"});
  // For the user's sake: an endless constant is an error after a while, not after plrust.compile_timeout.
  command.insert(command.end(), {"-F", "long_running_const_eval"});
  const std::vector<std::string>& crates = tools.crates.rustc_arguments;
  command.insert(command.end(), crates.begin(), crates.end());
  if (!request.allow_unsafe)
    command.insert(command.end(), {"-F", "unsafe_code"});
  command.emplace_back(kSourceFile);
  return command;
}

std::vector<std::string> tool_environment() {
  // No PATH: neither tool starts another. The flags of a sysroot include unstable ones.
  const std::string here = std::filesystem::current_path().string();
  return {"LC_ALL=C",         "RUSTC_BOOTSTRAP=1", "RUSTC_ICE=0",
          "RUST_BACKTRACE=0", "TMPDIR=" + here,    "HOME=" + here};
}

// What a tool that was killed, or gave up for lack of something, died of.
void throw_if_limited(const ToolResult& result, const std::string& tool) {
  if (result.signal == SIGXCPU || result.signal == SIGKILL)
    throw CompileFailure(Stage::limit, tool + " was stopped: it used too much time or memory")
        .with_hint("make the function simpler, or raise plrust.compile_timeout");
  if (result.signal == SIGXFSZ || result.errors.find("File too large") != std::string::npos)
    throw CompileFailure(Stage::limit, tool + " wrote too much");
  if (result.signal == SIGABRT && result.errors.find("memory allocation of") != std::string::npos)
    throw CompileFailure(Stage::limit, tool + " ran out of memory")
        .with_hint("make the function simpler, or raise plrust.compile_memory");
  if (result.errors.find("No space left on device") != std::string::npos)
    throw Error("no space left in the work folder", "free some space, or set plrust.work_dir");
}

RenderedDiagnostics run_rustc(const Request& request, const CompileTools& tools,
                              const GeneratedSource& generated, Milliseconds& time) {
  const ToolResult result = run_tool(rustc_command(request, tools, generated), tool_environment());
  time.rustc = result.elapsed.count();
  RenderedDiagnostics diagnostics =
      render_diagnostics(result.errors, kSourceFile, generated.prologue_characters, generated.user_lines);
  if (result.status == 0)
    return diagnostics;
  throw_if_limited(result, "the compiler");
  if (result.signal != 0)
    throw CompileFailure(Stage::rustc,
                         "the compiler crashed on this source (signal " + std::to_string(result.signal) + ")")
        .with_hint("expressions or types that are nested very deeply do that");
  if (diagnostics.first_error.empty()) {
    const std::string& other = diagnostics.other;
    throw CompileFailure(Stage::rustc, "the compiler failed: " + other.substr(0, other.find('\n')))
        .with_detail(other);
  }
  throw CompileFailure(Stage::rustc, diagnostics.first_error)
      .at(diagnostics.line)
      .with_hint(diagnostics.hint)
      .with_detail(diagnostics.text)
      .with_diagnostics(std::move(diagnostics.all));
}

void confine_code(const CompileTools& tools, Milliseconds& time) {
  const confine::Arch arch = confine::arch_of(tools.triple);
  const std::string assembly = read_text(kAssemblyFile);
  Stopwatch watch;
  try {
    const std::string confined = confine::rewrite_assembly(assembly, arch);
    time.rewrite = watch.lap();
    const std::vector<char> object = confine::assemble(confined, arch);
    write_text(kObjectFile, {object.data(), object.size()});
    time.assemble = watch.lap();
  } catch (const Error& error) {
    throw CompileFailure(Stage::rewrite, error.what()).with_hint(error.hint());
  }
}

std::vector<std::string> link_command(const CompileTools& tools, const std::string& output) {
  const std::filesystem::path target = tools.sysroot / "lib" / "rustlib" / tools.triple;
  std::vector<std::string> objects;
  for (const auto& entry : std::filesystem::directory_iterator(target / "confined"))
    if (entry.path().extension() == ".o")
      objects.push_back(entry.path().string());
  if (objects.empty())
    throw Error("the sysroot '" + tools.sysroot_id + "' has no confined code for " + tools.triple,
                "build it with plrust-toolchain build");
  // Sorted: the module's bytes must not depend on the order in a directory.
  std::ranges::sort(objects);
  std::vector<std::string> command{tools.linker.string(),
                                   "-shared",
                                   "-Bsymbolic",
                                   "--gc-sections",
                                   "--hash-style=sysv",
                                   "--build-id=none",
                                   "--threads=1",
                                   "-s",
                                   "-z",
                                   "relro",
                                   "-z",
                                   "now",
                                   "-z",
                                   "noexecstack",
                                   "-z",
                                   "separate-code",
                                   "--version-script=" + (target / "exports.map").string(),
                                   "-o",
                                   output,
                                   kObjectFile,
                                   "--start-group"};
  command.insert(command.end(), tools.crates.objects.begin(), tools.crates.objects.end());
  command.insert(command.end(), objects.begin(), objects.end());
  command.emplace_back("--end-group");
  return command;
}

void link(const CompileTools& tools, const std::string& output, Milliseconds& time) {
  const ToolResult result = run_tool(link_command(tools, output), tool_environment());
  time.link = result.elapsed.count();
  if (result.status == 0)
    return;
  throw_if_limited(result, "the linker");
  const std::string detail = result.errors.substr(0, kMaxDiagnosticBytes);
  std::string first = detail.substr(0, detail.find('\n'));
  if (const std::size_t colon = first.find("error: "); colon != std::string::npos)
    first.erase(0, colon + 7);
  throw CompileFailure(Stage::link, "the function cannot be linked: " +
                                        (first.empty() ? "signal " + std::to_string(result.signal) : first))
      .with_detail(detail);
}

}  // namespace

CompiledModule compile(const Request& request, const CompileTools& tools, const std::string& output) {
  CompiledModule module;
  Stopwatch watch;
  check_source(request.source);
  const GeneratedSource generated = generate_source(request);
  write_text(kSourceFile, generated.text);
  module.milliseconds.check = watch.lap();
  RenderedDiagnostics diagnostics = run_rustc(request, tools, generated, module.milliseconds);
  module.warnings = std::move(diagnostics.text);
  module.diagnostics = std::move(diagnostics.all);
  confine_code(tools, module.milliseconds);
  link(tools, output, module.milliseconds);
  return module;
}

}  // namespace plrust::toolchain
