// SPDX-License-Identifier: PostgreSQL
// The sandboxed compiler is believed nothing but that it wrote a file: its bytes are read once, and the bytes
// in memory are what the verifier proves, what is hashed, and what is stored.
#include "handler/compiler.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "handler/boundary.hpp"
#include "handler/child_process.hpp"
#include "handler/file_descriptor.hpp"
#include "handler/settings.hpp"
#include "handler/verdict.hpp"
#include "handler/work_directory.hpp"
#include "language/function_types.hpp"

namespace plrust::handler {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDependencyFileLimit = 4U << 20;
constexpr int kExecFailed = 127;

WorkDirectory* active_directory = nullptr;

// Lets abandon_compilation() find the directory for as long as there is one.
class ActiveDirectory {
 public:
  ActiveDirectory() : directory_(work_root()) { active_directory = &directory_; }
  ~ActiveDirectory() { active_directory = nullptr; }
  ActiveDirectory(const ActiveDirectory&) = delete;
  ActiveDirectory& operator=(const ActiveDirectory&) = delete;

  const fs::path& path() const noexcept { return directory_.path(); }

 private:
  WorkDirectory directory_;
};

nlohmann::json enums_of(const Signature& signature) {
  nlohmann::json enums = nlohmann::json::array();
  for (const GeneratedEnum& generated : signature.enums) {
    nlohmann::json variants = nlohmann::json::array();
    for (const EnumVariant& variant : generated.variants) {
      variants.push_back({{"name", variant.name}, {"label", variant.label}});
    }
    enums.push_back({{"name", generated.name}, {"type", generated.type->name}, {"variants", variants}});
  }
  return enums;
}

std::string request_text(const Signature& signature, const Sysroot& sysroot, const std::string& triple) {
  nlohmann::json arguments = nlohmann::json::array();
  if (signature.shape == confine::CallShape::window) {
    arguments.push_back({{"name", language::kWindowArgument}, {"type", language::kWindowType}});
  }
  for (const Parameter& parameter : signature.parameters) {
    arguments.push_back({{"name", parameter.identifier}, {"type", parameter.rust_type}});
  }
  if (signature.shape == confine::CallShape::trigger) {
    arguments.push_back({{"name", language::kTriggerArgument}, {"type", language::kTriggerType}});
  } else if (signature.shape == confine::CallShape::event_trigger) {
    arguments.push_back({{"name", language::kTriggerArgument}, {"type", language::kEventTriggerType}});
  }
  nlohmann::json request = {
      {"sysroot", sysroot.path.string()},
      {"triple", triple},
      {"name", signature.identifier},
      {"arguments", arguments},
      {"returns", signature.result.rust_type},
      {"enums", enums_of(signature)},
      {"shape", language::shape_name(signature.shape)},
      {"source", signature.code},
      {"optimization", optimization_name(static_cast<Optimization>(settings.optimization))},
      {"allow_unsafe", settings.allow_unsafe},
  };
  if (!signature.dependencies.empty()) {
    request["dependencies"] = signature.dependencies;
    request["allowed_dependencies"] = allowed_dependencies_text();
    request["dependency_dir"] = settings.dependency_dir;
    request["crate_cache"] = crate_cache().string();
  }
  return request.dump();
}

void require_program(const fs::path& program) {
  if (!is_executable(program)) {
    throw Error(ERRCODE_CONFIG_FILE_ERROR, "cannot execute \"" + program.string() + "\"", {},
                "Install plrust-toolchain, or let plrust.toolchain name it.");
  }
}

// An installation keeps the verifier beside the toolchain or in libexec; a build tree, in its own folder.
fs::path verifier_path() {
  const fs::path directory = fs::path(settings.toolchain).parent_path();
  for (const char* const place : {"plrust-verify", "../libexec/plrust/plrust-verify",
                                  "../lib/plrust/plrust-verify", "../confine/verify/plrust-verify"}) {
    if (is_executable(directory / place)) {
      return directory / place;
    }
  }
  throw Error(ERRCODE_CONFIG_FILE_ERROR,
              "cannot find plrust-verify beside \"" + std::string(settings.toolchain) + "\"", {},
              "Install plrust-verify from the same package as plrust-toolchain.");
}

ChildResult run(const fs::path& directory, std::vector<std::string> arguments, int standard_input) {
  ChildRequest request;
  request.arguments = std::move(arguments);
  request.directory = directory;
  request.standard_input = standard_input;
  request.timeout = std::chrono::milliseconds(settings.compile_timeout_ms);
  request.address_space_bytes = std::uint64_t(settings.compile_memory_mb) << 20;
  return run_child(request);
}

bool is_disk_full(std::string_view words) {
  return words.find("No space left") != std::string_view::npos ||
         words.find("no space left") != std::string_view::npos;
}

[[noreturn]] void fail_child(const std::string& program, const fs::path& directory,
                             const ChildResult& result) {
  std::error_code unknown;
  const fs::space_info space = fs::space(directory, unknown);
  if (is_disk_full(result.errors) || (!unknown && space.available == 0)) {
    throw Error(ERRCODE_DISK_FULL,
                "no space is left in \"" + directory.parent_path().string() + "\" for " + program,
                result.errors, "Free space there, or let plrust.work_dir name another place.");
  }
  std::string how = result.exited ? "failed with exit status " : "was ended by signal ";
  how += std::to_string(result.status);
  if (result.exited && result.status == kExecFailed && result.errors.empty()) {
    how = "could not be executed";
  }
  throw Error(ERRCODE_EXTERNAL_ROUTINE_EXCEPTION, program + " " + how, result.errors,
              "plrust-toolchain doctor tells what is missing.");
}

struct StageRow {
  std::string_view stage;
  int sqlstate;
};
constexpr StageRow kStages[] = {
    {"check", ERRCODE_SYNTAX_ERROR},
    {"rustc", ERRCODE_SYNTAX_ERROR},
    {"limit", ERRCODE_PROGRAM_LIMIT_EXCEEDED},
    {"not_allowed", ERRCODE_INSUFFICIENT_PRIVILEGE},
    {"not_vendored", ERRCODE_UNDEFINED_OBJECT},
    {"dependency", ERRCODE_FEATURE_NOT_SUPPORTED},
    // Machine code of a crate that cannot be confined: as if the verifier had refused it.
    {"rewrite", ERRCODE_INVALID_FUNCTION_DEFINITION},
};

int sqlstate_of_stage(const CompileAnswer& answer) {
  if (is_disk_full(answer.message)) {
    return ERRCODE_DISK_FULL;
  }
  const auto row = std::ranges::find(kStages, answer.stage, &StageRow::stage);
  return row != std::end(kStages) ? row->sqlstate : ERRCODE_INTERNAL_ERROR;
}

std::string hint_of(const CompileAnswer& answer) {
  const bool has_lines = answer.stage == "rustc" && answer.hint.empty();
  return has_lines ? "Line 1 is the line on which the function's body begins." : answer.hint;
}

std::string detail_of(const CompileAnswer& answer) {
  return answer.detail.empty() && answer.line > 0
             ? "The line is number " + std::to_string(answer.line) + " of the function's body."
             : answer.detail;
}

CompileAnswer run_toolchain(const fs::path& directory, const std::string& request, const fs::path& object) {
  require_program(settings.toolchain);
  const fs::path request_path = directory / "request.json";
  write_new_file(request_path, request);
  std::vector<std::string> arguments = {settings.toolchain,    "compile",          "--request",
                                        request_path.string(), "--output",         object.string(),
                                        "--work-dir",          directory.string(), "--json"};
  if (!settings.sandbox) {
    arguments.emplace_back("--no-sandbox");
  }
  const ChildResult result = run(directory, std::move(arguments), -1);
  if (!result.exited || result.status > 1 || result.output.empty()) {
    fail_child("plrust-toolchain", directory, result);
  }
  try {
    return parse_compile_answer(result.output);
  } catch (const BadAnswer& bad) {
    throw Error(ERRCODE_INTERNAL_ERROR, "plrust-toolchain gave an answer that cannot be read", bad.reason,
                "plrust-toolchain and the extension must be of the same version.");
  }
}

std::vector<std::byte> read_object(const Signature& signature, const fs::path& path) {
  try {
    return read_regular_file(path, std::size_t(settings.artifact_limit_kb) << 10);
  } catch (const Error& error) {
    if (error.sqlstate() != ERRCODE_PROGRAM_LIMIT_EXCEEDED) {
      throw;
    }
    throw Error(ERRCODE_PROGRAM_LIMIT_EXCEEDED,
                "the machine code of PL/Rust function \"" + signature.display_name + "\" is larger than " +
                    std::to_string(settings.artifact_limit_kb) + " kB",
                "plrust.artifact_limit does not allow that.",
                "Large constants, and generic code for many types, take space.");
  }
}

// A copy that no other process can change, at its beginning.
FileDescriptor sealed_copy(const std::vector<std::byte>& bytes) {
  FileDescriptor file(memfd_create("plrust-object", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (file.get() < 0 || !write_all(file.get(), text) || lseek(file.get(), 0, SEEK_SET) != 0 ||
      fcntl(file.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0) {
    throw Error(ERRCODE_INSUFFICIENT_RESOURCES,
                "could not copy the object for plrust-verify: " + std::generic_category().message(errno));
  }
  return file;
}

Verdict verify(const fs::path& directory, const std::vector<std::byte>& object) {
  const FileDescriptor input = sealed_copy(object);
  const ChildResult result = run(directory, {verifier_path().string(), "--json", "-"}, input.get());
  if (!result.exited || result.status > 1 || result.output.empty()) {
    fail_child("plrust-verify", directory, result);
  }
  try {
    Verdict verdict = parse_verdict(result.output);
    // Both must say so: the exit status cannot be forged by what is in the report.
    verdict.is_proved = verdict.is_proved && result.status == 0;
    return verdict;
  } catch (const BadAnswer& bad) {
    throw Error(ERRCODE_INTERNAL_ERROR, "plrust-verify gave an answer that cannot be read", bad.reason);
  }
}

void report_warnings(const Signature& signature, const std::string& warnings) {
  const char* const name = signature.display_name.c_str();
  const char* const text = warnings.c_str();
  call_pg([name, text] {
    ereport(WARNING, (errmsg("compiling PL/Rust function \"%s\" gave warnings", name),
                      errdetail_internal("%s", text)));
  });
}

void log_times(const Signature& signature, const CompileAnswer& answer, std::size_t bytes) {
  const char* const name = signature.display_name.c_str();
  const char* const times = answer.milliseconds.c_str();
  call_pg([name, times, bytes] {
    ereport(LOG,
            (errmsg("compiled PL/Rust function \"%s\": %zu bytes, milliseconds: %s", name, bytes, times)));
  });
}

[[noreturn]] void fail_unproved(const Signature& signature, const Verdict& verdict) {
  if (!verdict.unknown_imports.empty()) {
    throw Error(ERRCODE_UNDEFINED_FUNCTION,
                "PL/Rust function \"" + signature.display_name + "\" calls \"" +
                    verdict.unknown_imports.front() + "\", which does not exist",
                "No library of C is linked to PL/Rust functions.",
                "Use what std, pgrx or a crate in Rust offers.");
  }
  throw Error(ERRCODE_INVALID_FUNCTION_DEFINITION,
              "the machine code of PL/Rust function \"" + signature.display_name + "\" cannot be proved safe",
              verdict.violations, "It is not stored. Please report this together with the source.");
}

void prove(const Signature& signature, const fs::path& directory, Artifact& artifact) {
  const Verdict verdict = verify(directory, artifact.object);
  if (!verdict.is_proved) {
    fail_unproved(signature, verdict);
  }
  if (verdict.sha256 != to_hex(artifact.object_sha256)) {
    throw Error(ERRCODE_INTERNAL_ERROR, "plrust-verify looked at other bytes than it was given");
  }
  artifact.imports = verdict.imports;
  artifact.frame_bytes = verdict.frame_bytes;
  artifact.instructions = verdict.instructions;
  artifact.branches = {verdict.hashes, verdict.entries};
  artifact.is_proved = true;
}

}  // namespace

Digest artifact_key(const Signature& signature, const Sysroot& sysroot, const std::string& triple) {
  return digest_of_parts({"plrust artifact 1", as_text(signature.source_key), sysroot.id, triple,
                          optimization_name(static_cast<Optimization>(settings.optimization)),
                          settings.allow_unsafe ? "unsafe" : "safe"});
}

std::string allowed_dependencies_text() {
  const char* const file = settings.allowed_dependencies;
  if (file == nullptr || *file == '\0') {
    return {};
  }
  const std::vector<std::byte> bytes = read_regular_file(file, kDependencyFileLimit);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Artifact compile(const Signature& signature, const Sysroot& sysroot, const std::string& triple) {
  const ActiveDirectory directory;
  const fs::path object_path = directory.path() / "module.so";
  const CompileAnswer answer =
      run_toolchain(directory.path(), request_text(signature, sysroot, triple), object_path);
  if (!answer.ok) {
    throw Error(sqlstate_of_stage(answer),
                "could not compile PL/Rust function \"" + signature.display_name + "\": " + answer.message,
                detail_of(answer), hint_of(answer));
  }
  Artifact artifact;
  artifact.key = artifact_key(signature, sysroot, triple);
  artifact.triple = triple;
  artifact.sysroot_id = sysroot.id;
  artifact.source_key = signature.source_key;
  artifact.crates = answer.crates;
  artifact.object = read_object(signature, object_path);
  artifact.object_sha256 = sha256(artifact.object);
  if (sysroot.is_verified) {
    prove(signature, directory.path(), artifact);
  }
  if (!answer.warnings.empty()) {
    report_warnings(signature, answer.warnings);
  }
  if (settings.log_compile) {
    log_times(signature, answer, artifact.object.size());
  }
  return artifact;
}

void abandon_compilation() noexcept {
  kill_running_child();
  if (active_directory != nullptr) {
    active_directory->remove();
    active_directory = nullptr;
  }
}

}  // namespace plrust::handler
