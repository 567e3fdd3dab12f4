// SPDX-License-Identifier: PostgreSQL
// Guesses are allowed here, because nothing depends on them: what was guessed is reported, and whether it is
// right is decided by 'patches check', 'build' and the audit, which accept nothing that does not fit exactly.
#include "toolchain/patching/version_folder.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_map>

#include <fmt/format.h>
#include <boost/algorithm/string/replace.hpp>

#include "base/error.hpp"
#include "toolchain/files.hpp"
#include "toolchain/hashing.hpp"
#include "toolchain/patching/line_diff.hpp"
#include "toolchain/patching/moved_files.hpp"

namespace plrust::toolchain {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kUnresolvedHead =
    "# What a person has to decide before anything is built: std-patches/README.md. 'patches refresh' "
    "removes the rows\n"
    "# of conflicts that are no longer marked; remove the others when they are dealt with.\n";

std::string base_text(const PatchBase& base, const std::map<std::string, std::string>& sha256) {
  std::string text = fmt::format(
      "# What the patches are made for. How to renew this file: std-patches/README.md.\n"
      "version {}\ncommit {}\n\n# What of library/ is needed; the rest is tests, tools and crates that are "
      "not built.\n",
      base.version, base.commit);
  for (const std::string& folder : base.folders) {
    text += fmt::format("folder {}\n", folder);
  }
  text += "\n# Every file that a patch or policy.toml changes.\n";
  for (const auto& [name, hash] : sha256) {
    text += fmt::format("sha256 {} {}\n", hash, name);
  }
  return text;
}

// What the carried patches and the policy change of `library`.
std::map<std::string, std::string> checksums(const Carried& carried, const Policy& policy,
                                             const SourceFiles& library) {
  std::set<std::string> names;
  for (const CarriedPatch& patch : carried.patches) {
    if (!patch.text.empty()) {
      for (const FileChange& change : parse_patch(patch.file, patch.text).changes) {
        names.insert(change.name);
      }
    }
  }
  for (std::string& name : policy.touched_files()) {
    names.insert(std::move(name));
  }
  std::map<std::string, std::string> found;
  for (const std::string& name : names) {
    if (const auto text = library.read(name)) {
      found[name] = sha256(*text);
    }
  }
  return found;
}

std::string series_text(const std::string& old, const Carried& carried) {
  std::set<std::string> gone;
  for (const CarriedPatch& patch : carried.patches) {
    if (patch.text.empty()) {
      gone.insert(patch.file);
    }
  }
  std::string text;
  for (const std::string_view line : split_lines(old)) {
    if (!gone.contains(std::string(line))) {
      text.append(line).append("\n");
    }
  }
  return text;
}

std::string row_of(const CarryConflict& conflict) {
  return fmt::format("{} {}", conflict.patch, conflict.file.empty() ? "(all of it)" : conflict.file);
}

void add_patches(VersionFiles& made, const std::string& old_series) {
  for (const CarriedPatch& patch : made.carried.patches) {
    if (!patch.text.empty()) {
      made.files[patch.file] = patch.text;
    }
  }
  made.files["series"] = series_text(old_series, made.carried);
}

void add_unresolved(VersionFiles& made) {
  std::ranges::sort(made.unresolved);
  made.unresolved.erase(std::unique(made.unresolved.begin(), made.unresolved.end()), made.unresolved.end());
  if (!made.unresolved.empty()) {
    made.files["unresolved"] = fmt::format("{}{}\n", kUnresolvedHead, fmt::join(made.unresolved, "\n"));
  }
}

class VersionMaker {
 public:
  explicit VersionMaker(const VersionSetting& setting)
      : setting_(setting),
        old_folder_(setting.patches),
        old_library_(setting.old_library),
        new_library_(setting.new_library),
        moved_(setting.new_library) {}

  VersionFiles make() && {
    const PatchBase& old = setting_.changes.series.base();
    made_.carried = carry_patches(
        {setting_.changes.series,
         old_folder_,
         old_library_,
         new_library_,
         "Rust " + old.version,
         "Rust " + setting_.version,
         [this](const std::string& name, const std::string& text) { return find_moved(name, text); },
         {},
         {}});
    for (const CarryConflict& conflict : made_.carried.conflicts) {
      made_.unresolved.push_back(row_of(conflict));
    }
    add_patches(made_, read("series"));
    made_.files["overlays"] = read("overlays");
    const PatchBase base = make_base();
    make_crates(base);
    const Policy policy = make_policy();
    made_.files["base"] = base_text(base, checksums(made_.carried, policy, new_library_));
    add_unresolved(made_);
    return std::move(made_);
  }

 private:
  std::string read(const std::string& name) const { return old_folder_.read(name).value_or(""); }

  std::optional<std::string> find_moved(const std::string& name, const std::string& text) {
    const auto found = moved_.find(text);
    if (!found) {
      return std::nullopt;
    }
    made_.notes.push_back(
        fmt::format("'{}' is '{}' now: {} % of its lines are there", name, found->name, found->percent));
    return found->name;
  }

  PatchBase make_base() {
    PatchBase base = setting_.changes.series.base();
    base.version = setting_.version;
    base.commit = setting_.commit;
    for (std::string& folder : base.folders) {
      std::error_code error;
      if (fs::is_directory(setting_.new_library / folder, error)) {
        continue;
      }
      const std::string now = vendored_now(folder);
      if (now.empty()) {
        made_.unresolved.push_back(fmt::format("base {}", folder));
        continue;
      }
      folder_now_[folder] = now;
      made_.notes.push_back(fmt::format("'{}' is '{}' now", folder, now));
      folder = now;
    }
    return base;
  }

  // vendor/NAME-1.2.3: the only other version of the crate, if there is one.
  std::string vendored_now(const std::string& folder) const {
    const std::size_t dash = folder.rfind('-');
    if (!folder.starts_with("vendor/") || dash == std::string::npos) {
      return {};
    }
    const std::string stem = folder.substr(7, dash - 6);  // with the dash
    std::string found;
    for (const std::string& name : RealFiles().names_in(setting_.new_library / "vendor")) {
      const bool is_one = name.starts_with(stem) && name.size() > stem.size() &&
                          std::isdigit(static_cast<unsigned char>(name[stem.size()])) != 0;
      if (is_one && !found.empty()) {
        return {};
      }
      if (is_one) {
        found = fmt::format("vendor/{}", name);
      }
    }
    return found;
  }

  void make_crates(const PatchBase& base) {
    std::string text = read("crates.toml");
    boost::replace_all(text, setting_.changes.series.base().commit, base.commit);
    for (const auto& [old, now] : folder_now_) {
      boost::replace_all(text, fmt::format("{}/", old), fmt::format("{}/", now));
    }
    constexpr std::string_view kPath = "path = \"";
    for (const std::string_view line : split_lines(text)) {
      if (line.starts_with(kPath) && line.ends_with('"')) {
        const std::string path(line.substr(kPath.size(), line.size() - kPath.size() - 1));
        if (!new_library_.read(path)) {
          made_.unresolved.push_back(fmt::format("crates.toml {}", path));
        }
      }
    }
    made_.files["crates.toml"] = std::move(text);
  }

  // The rows as they hold in the new source: as the shared policy says, as the old version said, or where the
  // item is declared now.
  Policy make_policy() {
    ChangedFiles patched(&new_library_);
    for (const CarriedPatch& patch : made_.carried.patches) {
      if (!patch.text.empty()) {
        apply_quietly(parse_patch(patch.file, patch.text), patched);
      }
    }
    const fs::path shared_file = setting_.patches.parent_path() / "policy.toml";
    const Policy shared = Policy::parse(read_file(shared_file), "policy.toml");
    std::string differences;
    for (std::size_t i = 0; i < shared.rows().size(); ++i) {
      const PolicyRow& row = shared.rows()[i];
      if (fits(shared, row, patched)) {
        continue;
      }
      PolicyRow found = setting_.changes.policy.rows()[i];
      if (!fits(shared, found, patched)) {
        found = declared_now(shared, row, patched);
      }
      if (found.item.empty()) {
        made_.unresolved.push_back(fmt::format("policy.toml {}", row.item));
        continue;
      }
      made_.notes.push_back(fmt::format("'{}' is declared in '{}'{}", row.item, found.file,
                                        found.unstable ? ", and unstable" : ""));
      differences += fmt::format("\n[[differs]]\n{}items = [\"{}\"]\n{}",
                                 found.file != row.file ? fmt::format("file = \"{}\"\n", found.file) : "",
                                 row.item, found.unstable ? "unstable = true\n" : "");
    }
    Policy policy = shared;
    if (!differences.empty()) {
      made_.files["policy.toml"] =
          "# Where this version differs from ../policy.toml, which says what the keys mean.\n" + differences;
      policy.adapt(made_.files["policy.toml"], "policy.toml");
    }
    return policy;
  }

  static void apply_quietly(const Patch& patch, ChangedFiles& files) {
    for (const FileChange& change : patch.changes) {
      const auto old = files.read(change.name);
      if (misfits(patch, change, old).empty()) {
        if (auto text = apply_change(patch, change, old)) {
          files.write(change.name, *std::move(text));
        }
      }
    }
  }

  static bool fits(const Policy& policy, const PolicyRow& row, const SourceFiles& files) {
    ChangedFiles scratch(&files);
    try {
      policy.apply(row, scratch);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  // Without an item if there is no place, or more than one.
  PolicyRow declared_now(const Policy& policy, const PolicyRow& row, const SourceFiles& files) {
    PolicyRow found;
    const std::string crate = row.file.substr(0, row.file.find('/'));
    for (const std::string& name : moved_.names()) {
      for (const bool unstable : {false, true}) {
        PolicyRow here = row;
        here.file = name;
        here.unstable = unstable;
        if (row.keyword == "file" || !name.starts_with(crate + "/src/") ||
            name.find("/tests") != std::string::npos || !mentions(row, name) || !fits(policy, here, files)) {
          continue;
        }
        if (!found.item.empty()) {
          return {};
        }
        found = here;
        break;
      }
    }
    return found;
  }

  bool mentions(const PolicyRow& row, const std::string& name) const {
    const std::size_t colons = row.item.rfind("::");
    return moved_.text(name).find(row.item.substr(colons == std::string::npos ? 0 : colons + 2)) !=
           std::string::npos;
  }

  const VersionSetting& setting_;
  SourceFolder old_folder_;
  SourceFolder old_library_;
  SourceFolder new_library_;
  MovedFiles moved_;
  std::map<std::string, std::string> folder_now_;
  VersionFiles made_;
};

// Files of `tree` that differ from the series up to `patch`.
std::vector<std::string> edited_files(const StdChanges& changes, const SourceFiles& source,
                                      const std::string& patch, const fs::path& tree) {
  ChangedFiles expected(&source);
  changes.series.apply(expected, patch);
  std::vector<std::string> edited;
  const MovedFiles there(tree);
  const SourceFolder changed(tree);
  for (const std::string& name : there.all_names()) {
    if (expected.read(name) != changed.read(name)) {
      edited.push_back(name);
    }
  }
  return edited;
}

}  // namespace

VersionFiles make_version(const VersionSetting& setting) {
  return VersionMaker(setting).make();
}

VersionFiles refresh_version(const StdChanges& changes, const fs::path& patches, const fs::path& library,
                             const std::string& patch, const fs::path& tree) {
  const SourceFolder folder(patches);
  const SourceFolder source(library);
  const SourceFolder edited(tree);
  CarrySetting setting{changes.series, folder, source, source, "before", "after", {}, {}, {}};
  if (!patch.empty()) {
    const std::vector<std::string> names = edited_files(changes, source, patch, tree);
    setting.edited = [&edited, &patch](const std::string& which, const std::string& name) {
      return which == patch ? edited.read(name) : std::nullopt;
    };
    setting.also_edited = [&patch, names](const std::string& which) {
      return which == patch ? names : std::vector<std::string>();
    };
  }
  VersionFiles made;
  made.carried = carry_patches(setting);
  std::set<std::string> settled;  // rows whose conflict the edit has resolved
  for (const CarriedPatch& one : made.carried.patches) {
    if (one.file == patch && !one.text.empty()) {
      for (const FileChange& change : parse_patch(one.file, one.text).changes) {
        settled.insert(fmt::format("{} {}", one.file, change.name));
      }
    }
  }
  for (const std::string& row : changes.series.unresolved()) {
    if (!settled.contains(row)) {
      made.unresolved.push_back(row);
    }
  }
  for (const CarryConflict& conflict : made.carried.conflicts) {
    made.unresolved.push_back(row_of(conflict));
  }
  add_patches(made, folder.read("series").value_or(""));
  made.files["base"] = base_text(changes.series.base(), checksums(made.carried, changes.policy, source));
  add_unresolved(made);
  return made;
}

}  // namespace plrust::toolchain
