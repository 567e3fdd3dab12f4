// SPDX-License-Identifier: PostgreSQL
#include <ostream>

#include <fmt/format.h>

#include "toolchain/audit/review.hpp"
#include "toolchain/audit/rustdoc.hpp"
#include "toolchain/chosen_sysroot.hpp"
#include "toolchain/command.hpp"
#include "toolchain/files.hpp"
#include "toolchain/manifest.hpp"
#include "toolchain/patching/prepare_std.hpp"
#include "toolchain/work_folder.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> path_of(const Invocation& invocation, OptionId id) {
  const auto text = invocation.value(id);
  return text ? std::optional<fs::path>(*text) : std::nullopt;
}

CompileTools tools_for(const Invocation& invocation, const Compiler& compiler) {
  const fs::path sysroot = chosen_sysroot(invocation);
  const Manifest manifest =
      parse_manifest(read_file(sysroot / kManifestFile), (sysroot / kManifestFile).string());
  if (manifest.rustc.commit != compiler.commit)
    throw Error(fmt::format("the sysroot '{}' was not made by '{}'", manifest.id, compiler.rustc.string()),
                "build one with 'plrust-toolchain build', or name another with --sysroot");
  return tools_of(sysroot, usual_target(manifest).triple, invocation.locations());
}

Audit run(const Invocation& invocation) {
  ProcessRunner runner;
  const RealFiles files;
  const Compiler compiler = find_compiler(runner, files, path_of(invocation, OptionId::rustc));
  const StdSource source = find_std_source(files, compiler, path_of(invocation, OptionId::rust_src));
  const fs::path rustdoc = find_rustdoc(runner, compiler);
  const fs::path& data = invocation.locations().data;
  const fs::path patches = data / "std-patches" / compiler.version;
  const Review review = Review::parse(read_file(data / "std-patches" / "api.toml"), "api.toml");
  const StdChanges changes = load_std_changes(patches, data);
  const CompileTools tools = tools_for(invocation, compiler);
  const WorkFolder folder;
  prepare_std(changes, source.library, folder.path() / "std");
  const RustdocSetting setting{rustdoc, folder.path() / "std", folder.path() / "json", &tools};
  const CrateGraph graph = parse_crate_graph(read_file(patches / "crates.toml"), "crates.toml");
  Audit made =
      audit(public_api(document_std(runner, setting, graph, invocation.talk())), review, changes.policy);
  made.version = compiler.version;
  return made;
}

}  // namespace

ExitCode run_audit(const Invocation& invocation) {
  const Audit made = run(invocation);
  if (const auto page = path_of(invocation, OptionId::html)) {
    const fs::path page_template = invocation.locations().data / "toolchain" / "templates" / "audit.html";
    write_file(*page, audit_html(made, read_file(page_template)));
  }
  invocation.out() << (invocation.has(OptionId::json) ? audit_json(made) : audit_text(made));
  const bool is_clean = made.problems.empty() && made.count(Decision::unreviewed) == 0;
  return is_clean ? ExitCode::ok : ExitCode::failed;
}

}  // namespace plrust::toolchain
