// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "toolchain/command.hpp"

namespace plrust::toolchain {
namespace {

using enum OptionId;

constexpr std::array kAuditOptions{against, html, json, rust_src, rustc, sysroot, sysroot_dir};
constexpr std::array kBuildOptions{arch, build_dir, dry_run, jobs, json, rust_src, rustc, sysroot_dir};
constexpr std::array kCheckOptions{allow_unsafe, allowed, crate_cache, crates,  json,       no_sandbox,
                                   optimization, sarif,   signature,   sysroot, sysroot_dir};
constexpr std::array kCompileOptions{allow_unsafe, allowed,   arch,       crate_cache,  crates,
                                     dependencies, json,      no_sandbox, optimization, output,
                                     request,      signature, sysroot,    sysroot_dir,  work_dir};
constexpr std::array kDepsOptions{allowed,    crates, dry_run, from,       json,
                                  no_sandbox, rustc,  sysroot, sysroot_dir};
constexpr std::array kDoctorOptions{json, rust_src, rustc, sysroot_dir};
constexpr std::array kObjectOptions{allocator_of, arch, assemble_only, metadata, output};
constexpr std::array kMatrixOptions{all, arch, json, rust_dir, rustc, sysroot_dir};
constexpr std::array kPackageOptions{arch,   dry_run,  format,  json,       maintainer,
                                     output, rust_src, sysroot, sysroot_dir};
constexpr std::array kPatchesOptions{dry_run, from,   from_src, json, output, rust_src,
                                     rustc,   series, to,       tree, until};
constexpr std::array kSysrootsOptions{dry_run, json, rust_src, rustc, sysroot_dir, used_by};
constexpr std::array kTargetsOptions{dry_run, json, output, rustc};
constexpr std::array kJsonOption{json};

constexpr std::array<Action, 3> kDepsActions{{
    {"check", "prove that every crate of the allow list can be resolved, and say what it would run", ""},
    {"list", "list the vendored crates, and which of them the allow list permits", ""},
    {"vendor", "copy the crates of the allow list, and what they depend on, to the folder --crates names",
     ""},
}};
constexpr std::array<Action, 5> kPatchesActions{{
    {"apply", "write the patched std source to the folder --output names", ""},
    {"check",
     "prove that the series and the policy fit a std source exactly, and list each row that does not", ""},
    {"list", "list the patches and what each denies", ""},
    {"new", "carry the patches of the version --from names to the source --rust-src names", ""},
    {"refresh", "write the series anew for its source; PATCH becomes what the edited --tree has", "[PATCH]"},
}};
constexpr std::array<Action, 6> kSysrootsActions{{
    {"gc", "remove what no function needs, as far as --used-by tells, and unfinished builds", ""},
    {"list", "list the sysroots", ""},
    {"remove", "remove one sysroot", "ID"},
    {"show", "show what went into a sysroot, and compare its files with the manifest", "ID"},
    {"used", "ask servers which sysroots their functions were compiled with", "[CONNECTION]..."},
    {"verify", "compare a sysroot with its manifest, and prove that its code is confined", "ID"},
}};
constexpr std::array<Action, 3> kTargetsActions{{
    {"check", "show how targets/*.json differ from what rustc's own specifications give", ""},
    {"generate", "write targets/*.json (to the folder --output names)", ""},
    {"list", "list the targets", ""},
}};
constexpr std::array<Action, 3> kCompletionsActions{{
    {"bash", "for bash: source the output", ""},
    {"fish", "for fish", ""},
    {"zsh", "for zsh: save as _plrust-toolchain in a folder of $fpath", ""},
}};

constexpr Command kCommands[] = {
    {"audit",
     "hold the public API of the patched std against the reviewed list",
     "[SAVED]",
     {},
     kAuditOptions,
     "Lists with rustdoc everything that functions can name below std, and resolves each item to allowed "
     "(why\n"
     "says std-patches/api.toml), denied (policy.toml, or unstable) or unreviewed. Exits with 1 "
     "if\n"
     "anything is unreviewed, or the lists contradict each other. Takes about half a minute. SAVED is what "
     "to\n"
     "read instead: the output of --json, or a folder with rustdoc's JSON of core, alloc and std.\n"
     "--against lists what was added, removed, or changed since another one, with its decision.",
     run_audit},
    {"build",
     "build the confined sysroot (postgrestd)",
     "",
     {},
     kBuildOptions,
     "Patches a copy of the std source, compiles it and pgrx for the database targets, confines the machine\n"
     "code and installs the result under an id that is the hash of everything that went in. Resumes after "
     "an\n"
     "interruption; does nothing when that sysroot is complete.",
     run_build},
    {"check",
     "check the functions of SQL files without a server",
     "FILE...",
     {},
     kCheckOptions,
     "Finds functions, procedures and DO blocks of LANGUAGE plrust in SQL files, compiles each in the "
     "sandbox\n"
     "as CREATE FUNCTION would, and proves it. Of a type that the files do not define only a server knows "
     "what\n"
     "it is: functions that use one are skipped. A file that ends in .rs is the body of one function; its\n"
     "signature is --signature, or the first line: // signature: fn f(a: i32) -> i64",
     run_check},
    {"compile",
     "compile a function to a verified module",
     "[FILE.rs]",
     {},
     kCompileOptions,
     "Compiles inside the sandbox, confines and links. Either --request FILE (what the extension uses), or\n"
     "FILE.rs with --signature. With --arch all there is a module for each architecture, FILE.x86_64.so and\n"
     "FILE.aarch64.so.",
     run_compile},
    {"completions", "print a completion script", "", kCompletionsActions, {}, "", run_completions},
    {"deps", "list, check or vendor the crates that functions may depend on", "", kDepsActions, kDepsOptions,
     "Functions are compiled without network: what they may depend on must lie in the folder of vendored\n"
     "crates (plrust.dependency_dir) and stand in the allow list (plrust.allowed_dependencies).",
     run_deps},
    {"doctor",
     "report everything that is missing, with the package that has it",
     "",
     {},
     kDoctorOptions,
     "Checks the compiler, the std source, the linker, python and jinja2, the sysroot folder, the processor\n"
     "and the kernel. Exits with 3 if something that is required is missing.",
     run_doctor},
    {"matrix",
     "show which checks hold for which Rust version and architecture",
     "",
     {},
     kMatrixOptions,
     "A table of version x architecture x check: do the patches and the policy fit, are the target\n"
     "specifications as generated, is there an intact sysroot, does a function compile against it and "
     "verify, do\n"
     "the tests of the patched std pass, is its API reviewed. Runs what is there, and says of the rest that "
     "and\n"
     "why it was not run. Exits with 1 if a check failed.",
     run_matrix},
    {"object",
     "confine and assemble compiler output (plumbing of build.ninja)",
     "[IN.s]",
     {},
     kObjectOptions,
     "",
     run_object},
    {"package",
     "make a package of a sysroot",
     "",
     {},
     kPackageOptions,
     "Writes a package for Debian (deb), for systems with RPM, or an archive (tar) to the folder --output "
     "names:\n"
     "the sysroot, its manifest, a bill of materials (SPDX), licences. It depends on exactly the rustc that\n"
     "the sysroot was built with. Without --arch it has every target of the sysroot. The same sysroot and\n"
     "SOURCE_DATE_EPOCH (else the time at which the sysroot was built) give the same bytes.",
     run_package},
    {"patches", "list, check, apply or carry on the changes to std", "", kPatchesActions, kPatchesOptions,
     "'new' merges each patch with what became of the files it changes, keeps its header, and marks what a "
     "person\n"
     "has to decide, with the capability that is at stake. 'check' and 'build' refuse until that is done:\n"
     "'apply --until PATCH' writes the tree to edit, 'refresh PATCH --tree DIR' takes it back and moves the\n"
     "patches after it. std-patches/README.md has an example.",
     run_patches},
    {"sysroots", "list, verify or remove sysroots", "", kSysrootsActions, kSysrootsOptions,
     "'gc' keeps every complete sysroot unless --used-by says what functions need, and always the newest "
     "for\n"
     "each target, the one that 'build' makes, and those of packages. 'used' asks all databases of each\n"
     "server (with psql; CONNECTION is a connection string of libpq) and fails if one does not answer:\n"
     "  runuser -u postgres -- plrust-toolchain sysroots used | plrust-toolchain sysroots gc --used-by=-",
     run_sysroots},
    {"targets", "list, check or generate the target specifications", "", kTargetsActions, kTargetsOptions, "",
     run_targets},
    {"verify",
     "prove that a module is confined",
     "FILE.so",
     {},
     kJsonOption,
     "Runs plrust-verify and passes on its verdict: exit 0 proved, 1 refused.",
     run_verify},
    {"version", "print the version", "", {}, kJsonOption, "", run_version},
};

static_assert(std::ranges::is_sorted(kCommands, {}, &Command::name));

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(kCommands, name, &Command::name);
  return found == std::end(kCommands) ? nullptr : &*found;
}

std::optional<std::string> Invocation::value(OptionId id) const {
  if (!has(id)) {
    return std::nullopt;
  }
  return values_[index(id)];
}

std::string Invocation::value_or(OptionId id, std::string_view otherwise) const {
  return has(id) ? values_[index(id)] : std::string(otherwise);
}

std::optional<std::filesystem::path> Invocation::path(OptionId id) const {
  return has(id) ? std::optional<std::filesystem::path>(values_[index(id)]) : std::nullopt;
}

std::string Invocation::required(OptionId id, std::string_view what, std::string_view hint) const {
  if (has(id)) {
    return values_[index(id)];
  }
  throw Error(fmt::format("'{}' needs --{}", what, option(id).name),
              hint.empty() ? fmt::format("see 'plrust-toolchain {} --help'", what.substr(0, what.find(' ')))
                           : std::string(hint),
              ExitCode::usage);
}

void Invocation::give(OptionId id, std::string value) {
  given_[index(id)] = true;
  values_[index(id)] = std::move(value);
}

}  // namespace plrust::toolchain
