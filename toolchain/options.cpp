// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <array>

#include "toolchain/command.hpp"

namespace plrust::toolchain {
namespace {

// Alphabetical by name, which is also the order of OptionId: a row is found by its index.
constexpr std::array<Option, kOptionCount> kOptions{{
    {OptionId::against, '\0', "against", "PATH", "",
     "compare with what --json printed, a folder of rustdoc's JSON, or another list (.toml)"},
    {OptionId::all, '\0', "all", "", "", "also run what takes minutes: build, tests and audit"},
    {OptionId::allocator_of, '\0', "allocator-of", "ALLOC.s", "",
     "append jumps from the allocator symbols that ALLOC.s refers to, to std's own"},
    {OptionId::allow_unsafe, '\0', "allow-unsafe", "", "", "let the function say 'unsafe'"},
    {OptionId::allowed, '\0', "allowed", "FILE", "",
     "list of the crates that functions may depend on, as plrust.allowed_dependencies names one"},
    {OptionId::arch, '\0', "arch", "ARCH", "x86_64|aarch64|all", "architecture (default: this machine's)"},
    {OptionId::assemble_only, '\0', "assemble-only", "", "",
     "do not rewrite: the input is trusted glue, not compiled code"},
    {OptionId::build_dir, '\0', "build-dir", "DIR", "",
     "where the build happens and resumes (default: '.build' in the sysroot directory)"},
    {OptionId::crate_cache, '\0', "crate-cache", "DIR", "", "where compiled crates are kept"},
    {OptionId::crates, '\0', "crates", "DIR", "",
     "the folder of vendored crates, as plrust.dependency_dir names one"},
    {OptionId::data_dir, '\0', "data-dir", "DIR", "",
     "read patches, targets, templates and crates from DIR instead of the installation"},
    {OptionId::dependencies, '\0', "dependencies", "FILE", "",
     "the function's [dependencies], as TOML; needs --allowed, --crates and --crate-cache"},
    {OptionId::dry_run, '\0', "dry-run", "", "", "say what would be done, and do nothing"},
    {OptionId::format, '\0', "format", "FORMAT", "deb|rpm|tar", "kind of package"},
    {OptionId::from, '\0', "from", "WHERE", "",
     "deps: take the crates from this folder, such as /usr/share/cargo/registry, and not from the registry; "
     "patches: the Rust version whose patches are carried on"},
    {OptionId::from_src, '\0', "from-src", "DIR", "",
     "std source of the version that --from names (default: found beside its rustc)"},
    {OptionId::help, 'h', "help", "", "", "print this help"},
    {OptionId::html, '\0', "html", "FILE", "", "write a page with all items and decisions to FILE"},
    {OptionId::jobs, 'j', "jobs", "N", "", "run N jobs at once (default: number of processors)"},
    {OptionId::json, '\0', "json", "", "", "print the result as JSON"},
    {OptionId::maintainer, '\0', "maintainer", "NAME", "", "who answers for the package: 'Name <address>'"},
    {OptionId::metadata, '\0', "metadata", "IN.rmeta", "",
     "make a library without machine code (.rlib) from a crate's metadata"},
    {OptionId::no_sandbox, '\0', "no-sandbox", "", "",
     "compile without the sandbox: only for sources that you trust"},
    {OptionId::optimization, 'O', "optimization", "KIND", "none|size|speed",
     "what to optimize for (default: speed)"},
    {OptionId::output, 'o', "output", "FILE", "", "write the result to FILE"},
    {OptionId::request, '\0', "request", "FILE", "", "read a request of the extension from FILE"},
    {OptionId::rust_dir, '\0', "rust-dir", "DIR", "",
     "where further Rust versions lie, as tools/fetch_rust leaves them (default: 'rust' in the build "
     "folder)"},
    {OptionId::rust_src, '\0', "rust-src", "DIR", "",
     "std source: the 'library' folder of the same version as rustc"},
    {OptionId::rustc, '\0', "rustc", "FILE", "", "the Rust compiler (default: the one found, see doctor)"},
    {OptionId::sarif, '\0', "sarif", "", "",
     "print the findings as SARIF 2.1.0, for editors and code review"},
    {OptionId::series, '\0', "series", "VERSION", "",
     "use the patches of this Rust version (default: of rustc's, or nearest to that of --rust-src)"},
    {OptionId::signature, '\0', "signature", "TEXT", "",
     "signature of the function in FILE.rs, such as 'fn f(a: i32) -> i64'"},
    {OptionId::sysroot, '\0', "sysroot", "DIR", "", "the sysroot to compile against (default: the newest)"},
    {OptionId::sysroot_dir, '\0', "sysroot-dir", "DIR", "", "the folder that holds the sysroots"},
    {OptionId::to, '\0', "to", "VERSION", "", "the Rust version to make patches for"},
    {OptionId::tree, '\0', "tree", "DIR", "",
     "the edited source, which 'patches apply --until' of the same patch has written"},
    {OptionId::until, '\0', "until", "PATCH", "",
     "stop after this patch, and leave out policy and added files: a tree to edit"},
    {OptionId::used_by, '\0', "used-by", "FILE", "",
     "what 'sysroots used' printed, for all servers of this machine; '-' is standard input"},
    {OptionId::work_dir, '\0', "work-dir", "DIR", "", "an empty folder for intermediate files"},
}};

static_assert(std::ranges::is_sorted(kOptions, {}, &Option::name));

constexpr bool rows_match_ids() {
  for (std::size_t i = 0; i < kOptions.size(); ++i) {
    if (static_cast<std::size_t>(kOptions[i].id) != i) {
      return false;
    }
  }
  return true;
}
static_assert(rows_match_ids());

constexpr std::array kGlobalOptions{OptionId::data_dir, OptionId::help};

}  // namespace

std::span<const Option> options() {
  return kOptions;
}

const Option& option(OptionId id) {
  return kOptions[static_cast<std::size_t>(id)];
}

std::span<const OptionId> global_options() {
  return kGlobalOptions;
}

}  // namespace plrust::toolchain
