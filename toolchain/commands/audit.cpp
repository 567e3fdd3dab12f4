// SPDX-License-Identifier: PostgreSQL
#include <map>
#include <ostream>

#include <fmt/format.h>

#include "toolchain/audit/difference.hpp"
#include "toolchain/audit/public_api.hpp"
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

CompileTools tools_for(const Invocation& invocation, const Compiler& compiler) {
  const fs::path sysroot = chosen_sysroot(invocation);
  const Manifest manifest = read_manifest(sysroot);
  if (manifest.rustc.commit != compiler.commit)
    throw Error(fmt::format("the sysroot '{}' was not made by '{}'", manifest.id, compiler.rustc.string()),
                "build one with 'plrust-toolchain build', or name another with --sysroot");
  return tools_of(sysroot, usual_target(manifest).triple, invocation.locations());
}

// The lists that decide.
struct Lists {
  Review review;
  Policy policy;
};

Review read_review(const fs::path& path) {
  return Review::parse(read_file(path), path.filename().string());
}

Lists read_lists(const Invocation& invocation) {
  const fs::path patches = invocation.locations().data / "std-patches";
  return {read_review(patches / "api.toml"),
          Policy::parse(read_file(patches / "policy.toml"), "policy.toml")};
}

std::map<std::string, std::string> read_documents(const fs::path& folder) {
  std::map<std::string, std::string> documents;
  for (const std::string name : {"alloc", "core", "std"}) {
    const fs::path path = folder / (name + ".json");
    if (!RealFiles().is_file(path))
      throw Error(
          fmt::format("'{}' has no '{}.json'", folder.string(), name),
          "name what 'plrust-toolchain audit --json' printed, or a folder with rustdoc's JSON of std");
    documents[name] = read_file(path);
  }
  return documents;
}

// An audit that was made elsewhere, or whose API was listed elsewhere.
Audit read_audit(const fs::path& path, const Lists& lists) {
  if (!fs::is_directory(path))
    return parse_saved_audit(read_file(path), path.filename().string());
  Audit made = audit(public_api(read_documents(path)), lists.review, lists.policy);
  made.version = fs::weakly_canonical(path).filename().string();
  return made;
}

Audit run(const Invocation& invocation, const Lists& lists) {
  ProcessRunner runner;
  const RealFiles files;
  const Compiler compiler = find_compiler(runner, files, invocation.path(OptionId::rustc));
  const StdSource source = find_std_source(files, compiler, invocation.path(OptionId::rust_src));
  const fs::path rustdoc = find_rustdoc(runner, compiler);
  const fs::path& data = invocation.locations().data;
  const fs::path patches = data / "std-patches" / compiler.version;
  const StdChanges changes = load_std_changes(patches, data);
  const CompileTools tools = tools_for(invocation, compiler);
  const WorkFolder folder;
  prepare_std(changes, source.library, folder.path() / "std");
  const RustdocSetting setting{rustdoc, folder.path() / "std", folder.path() / "json", &tools};
  const CrateGraph graph = parse_crate_graph(read_file(patches / "crates.toml"), "crates.toml");
  Audit made = audit(public_api(document_std(runner, setting, graph, invocation.talk())), lists.review,
                     changes.policy);
  made.version = compiler.version;
  return made;
}

// The same API, as another reviewed list decides.
Audit decided_by(const Audit& made, const fs::path& path, const Policy& policy) {
  std::vector<ApiItem> api;
  for (const AuditedItem& row : made.items) api.push_back(row.item);
  Audit other = audit(std::move(api), read_review(path), policy);
  other.version = fmt::format("{} by '{}'", made.version, path.filename().string());
  return other;
}

AuditDifference difference_of(const Audit& made, const fs::path& path, const Lists& lists) {
  return compare(
      made, path.extension() == ".toml" ? decided_by(made, path, lists.policy) : read_audit(path, lists));
}

}  // namespace

ExitCode run_audit(const Invocation& invocation) {
  const Lists lists = read_lists(invocation);
  Audit made = invocation.operands().empty() ? run(invocation, lists)
                                             : read_audit(invocation.operands().front(), lists);
  if (const auto other = invocation.path(OptionId::against))
    made.against = difference_of(made, *other, lists);
  if (const auto page = invocation.path(OptionId::html)) {
    const fs::path page_template = invocation.locations().data / "toolchain" / "templates" / "audit.html";
    write_file(*page, audit_html(made, read_file(page_template)));
  }
  invocation.out() << (invocation.has(OptionId::json) ? audit_json(made) : audit_text(made));
  const bool is_clean = made.problems.empty() && made.count(Decision::unreviewed) == 0;
  return is_clean ? ExitCode::ok : ExitCode::failed;
}

}  // namespace plrust::toolchain
