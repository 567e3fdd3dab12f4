// SPDX-License-Identifier: PostgreSQL
#include "toolchain/patching/prepare_std.hpp"

#include <set>
#include <system_error>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

void copy_one(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) {
    fs::copy_file(from, to, error);
  }
  if (error) {
    throw Error(fmt::format("could not copy '{}' to '{}': {}", from.string(), to.string(), error.message()));
  }
}

// Regular files only: a std source has no others, and a link could lead anywhere.
void copy_folder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::set<fs::path> files;
  for (fs::recursive_directory_iterator it(from, error), end; !error && it != end; it.increment(error)) {
    if (it->symlink_status().type() == fs::file_type::regular) {
      files.insert(it->path());
    }
  }
  if (error) {
    throw Error(fmt::format("could not read the std source '{}': {}", from.string(), error.message()),
                "install the source of this Rust version, with its vendor folder (Debian: rust-web-src)");
  }
  for (const fs::path& file : files) {
    copy_one(file, to / file.lexically_relative(from));
  }
}

// Every folder that `base` names. Others of a std source are tests, tools, and crates that are not built.
void copy_source(const PatchBase& base, const fs::path& source, const fs::path& to) {
  for (const std::string& folder : base.folders) {
    copy_folder(source / folder, to / folder);
  }
}

void refuse_differences(const PatchSeries& series, const SourceFiles& source) {
  const auto differences = series.differences(source);
  if (differences.empty()) {
    return;
  }
  throw Error(fmt::format("the std source is not the one of the patches: {}{}", differences.front().text,
                          differences.size() > 1 ? fmt::format(", and {} more", differences.size() - 1) : ""),
              fmt::format("use the unchanged source of Rust {}", series.base().version));
}

void change(const StdChanges& changes, ChangedFiles& files) {
  changes.series.apply(files);
  changes.policy.apply(files);
  changes.series.add_overlays(SourceFolder(changes.share), files);
}

// Removes a half-made output when an error passes.
class Workpiece {
 public:
  explicit Workpiece(fs::path path) : path_(std::move(path)) {}
  Workpiece(const Workpiece&) = delete;
  Workpiece& operator=(const Workpiece&) = delete;
  ~Workpiece() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Every hunk that does not fit; changes that do are made, as the ground for later ones.
void try_patches(const PatchSeries& series, ChangedFiles& files, StdCheck& check) {
  for (const Patch& patch : series.patches()) {
    for (const FileChange& change : patch.changes) {
      check.hunks += change.hunks.size();
      const auto old = files.read(change.name);
      const std::vector<Misfit> found = misfits(patch, change, old);
      for (const Misfit& misfit : found) {
        const std::string place = misfit.hunk == 0 ? "" : fmt::format(", hunk {}", misfit.hunk);
        check.problems.push_back(
            {StdProblem::Kind::patch,
             fmt::format("patch '{}', file '{}'{}: {}", patch.file, change.name, place, misfit.what),
             change.name, patch.file, patch.header.subject, misfit.hunk});
      }
      if (!found.empty()) {
        continue;
      }
      if (auto text = apply_change(patch, change, old)) {
        files.write(change.name, *std::move(text));
      } else {
        files.remove(change.name);
      }
    }
  }
}

void try_policy(const Policy& policy, ChangedFiles& files, StdCheck& check) {
  for (const PolicyRow& row : policy.rows()) {
    try {
      policy.apply(row, files);
    } catch (const Error& error) {
      check.problems.push_back({StdProblem::Kind::policy, error.what(), row.file});
      check.problems.back().item = row.item;
    }
  }
}

// What `base` and `unresolved` say: a changed file is looked at by a person even if everything still applies.
void try_base(const PatchSeries& series, const SourceFiles& source, const fs::path& library,
              StdCheck& check) {
  for (const std::string& folder : series.base().folders) {
    std::error_code error;
    if (!fs::is_directory(library / folder, error)) {
      check.problems.push_back(
          {StdProblem::Kind::base, fmt::format("the folder '{}' is missing", folder), folder});
    }
  }
  for (const SourceDifference& difference : series.differences(source)) {
    const bool is_file = !difference.file.empty();
    check.problems.push_back(
        {is_file ? StdProblem::Kind::base : StdProblem::Kind::unresolved, difference.text, difference.file});
  }
}

}  // namespace

StdChanges load_std_changes(const fs::path& patches, const fs::path& share) {
  std::error_code error;
  if (!fs::is_directory(patches, error)) {
    throw Error(fmt::format("no patches for this Rust version: no folder '{}'", patches.string()),
                "std-patches/README.md tells how to support another version");
  }
  const fs::path policy = patches.parent_path() / "policy.toml";
  StdChanges changes{PatchSeries::load(SourceFolder(patches), patches.filename().string()),
                     Policy::parse(read_file(policy), policy.filename().string()), share};
  if (const auto differences = SourceFolder(patches).read("policy.toml")) {
    changes.policy.adapt(*differences, (patches.filename() / "policy.toml").string());
  }
  return changes;
}

StdCheck check_std(const StdChanges& changes, const fs::path& std_source) {
  const PatchSeries& series = changes.series;
  const SourceFolder source(std_source);
  StdCheck check{series.patches().size(), 0, changes.policy.rows().size(), {}};
  try_base(series, source, std_source, check);
  ChangedFiles files(&source);
  try_patches(series, files, check);
  try_policy(changes.policy, files, check);
  try {
    series.add_overlays(SourceFolder(changes.share), files);
  } catch (const Error& error) {
    check.problems.push_back({StdProblem::Kind::overlay, error.what()});
  }
  return check;
}

std::string_view kind_name(StdProblem::Kind kind) {
  switch (kind) {
    case StdProblem::Kind::unresolved:
      return "unresolved";
    case StdProblem::Kind::base:
      return "base";
    case StdProblem::Kind::patch:
      return "patch";
    case StdProblem::Kind::policy:
      return "policy";
    case StdProblem::Kind::overlay:
      return "overlay";
  }
  return "";
}

PreparedStd prepare_std(const StdChanges& changes, const fs::path& std_source, const fs::path& output) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(output, error))) {
    throw Error(fmt::format("'{}' exists already", output.string()), "remove it first");
  }
  const SourceFolder source(std_source);
  refuse_differences(changes.series, source);
  ChangedFiles files(&source);
  change(changes, files);

  const Workpiece workpiece(output.string() + ".partial");
  fs::remove_all(workpiece.path(), error);
  copy_source(changes.series.base(), std_source, workpiece.path());
  files.store(workpiece.path());
  PreparedStd prepared;
  prepared.sha256 = sha256_of_tree(workpiece.path());
  for (const auto& [name, text] : files.changes()) {
    prepared.changed.push_back(name);
  }
  fs::rename(workpiece.path(), output, error);
  if (error) {
    throw Error(fmt::format("could not make '{}': {}", output.string(), error.message()));
  }
  return prepared;
}

void write_patched_tree(const StdChanges& changes, const fs::path& std_source, const std::string& until,
                        const fs::path& output) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(output, error))) {
    throw Error(fmt::format("'{}' exists already", output.string()), "remove it first");
  }
  const SourceFolder source(std_source);
  ChangedFiles files(&source);
  changes.series.apply(files, until);
  const Workpiece workpiece(output.string() + ".partial");
  fs::remove_all(workpiece.path(), error);
  copy_source(changes.series.base(), std_source, workpiece.path());
  files.store(workpiece.path());
  fs::rename(workpiece.path(), output, error);
  if (error) {
    throw Error(fmt::format("could not make '{}': {}", output.string(), error.message()));
  }
}

}  // namespace plrust::toolchain
