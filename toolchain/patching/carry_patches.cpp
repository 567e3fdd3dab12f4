// SPDX-License-Identifier: PostgreSQL
// The old tree and the new one go through the series side by side. Each patch is merged against what the
// patches before it, carried, have made of the new source, so that the result applies exactly.
#include "toolchain/patching/carry_patches.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "toolchain/patching/line_diff.hpp"

namespace plrust::toolchain {
namespace {

constexpr std::string_view kHeaderEnd = "\n---\n";

class Carrier {
 public:
  explicit Carrier(const CarrySetting& setting)
      : setting_(setting), old_(&setting.old_source), new_(&setting.new_source) {}

  Carried carry() && {
    for (const Patch& patch : setting_.series.patches()) {
      carry(patch);
    }
    return std::move(carried_);
  }

 private:
  void carry(const Patch& patch) {
    std::vector<std::string> order;
    bool all_fit = true;
    const ChangedFiles start = new_;
    for (const FileChange& change : patch.changes) {
      const auto name = carry(patch, change);
      if (!name) {
        all_fit = false;
        continue;
      }
      all_fit = all_fit && *name == change.name && fits(patch, change, start.read(*name), new_.read(*name));
      order.push_back(*name);
    }
    if (setting_.also_edited) {
      for (const std::string& name : setting_.also_edited(patch.file)) {
        if (std::find(order.begin(), order.end(), name) == order.end()) {
          new_.write(name, setting_.edited(patch.file, name).value_or(""));
          order.push_back(name);
          all_fit = false;
        }
      }
    }
    finish(patch, start, order, all_fit);
  }

  // The new name of the file, if the change is made there.
  std::optional<std::string> carry(const Patch& patch, const FileChange& change) {
    const auto old_before = old_.read(change.name);
    const auto old_after = apply_change(patch, change, old_before);
    put(old_, change.name, old_after);
    const bool creates = change.kind == FileChange::Kind::create;
    auto name = creates ? std::optional(change.name) : new_name(change.name, old_before.value_or(""));
    if (!name) {
      conflict(patch, change.name, 0,
               "the file is gone, and none like it is elsewhere: its change is left out");
      return std::nullopt;
    }
    if (setting_.edited) {
      if (const auto text = setting_.edited(patch.file, *name)) {
        new_.write(*name, *text);
        find_marks(patch, *name, *text);
        return name;
      }
    }
    const auto new_before = new_.read(*name);
    if (creates && new_before && *new_before != *old_after) {
      conflict(patch, *name, 0, "the file that the patch creates is there already: its change is left out");
      return std::nullopt;
    }
    merge(patch, *name, {old_before.value_or(""), old_after.value_or(""), new_before.value_or("")});
    return name;
  }

  struct Versions {
    std::string base, ours, theirs;
  };

  void merge(const Patch& patch, const std::string& name, const Versions& versions) {
    const Merge merged = merge3(
        versions.base, versions.ours, versions.theirs,
        {fmt::format("{} for {}", patch.file, setting_.old_name), setting_.old_name, setting_.new_name});
    put(new_, name, merged.text.empty() ? std::nullopt : std::optional(merged.text));
    for (const std::size_t line : merged.conflicts) {
      conflict(patch, name, line, "the source and the patch changed the same lines");
    }
  }

  void find_marks(const Patch& patch, const std::string& name, const std::string& text) {
    std::size_t number = 0;
    for (const std::string_view line : split_lines(text)) {
      ++number;
      if (line.starts_with(kConflictMark)) {
        conflict(patch, name, number, "the conflict is still marked");
      }
    }
  }

  static bool fits(const Patch& patch, const FileChange& change, const std::optional<std::string>& before,
                   const std::optional<std::string>& after) {
    return misfits(patch, change, before).empty() && apply_change(patch, change, before) == after;
  }

  void finish(const Patch& patch, const ChangedFiles& start, const std::vector<std::string>& order,
              bool all_fit) {
    const std::string text = setting_.patches.read(patch.file).value_or("");
    CarriedPatch made{patch.file, text, true, 0};
    if (!all_fit) {
      made.is_same = false;
      made.text = text.substr(0, text.find(kHeaderEnd)) + std::string(kHeaderEnd);
      const std::size_t header = made.text.size();
      for (const std::string& name : order) {
        made.text += render_change(name, start.read(name).value_or(""), new_.read(name).value_or(""));
      }
      if (made.text.size() == header) {
        made.text.clear();
        conflict(patch, "", 0,
                 "nothing is left of the patch: the new source does what it did, or all is left out");
      }
    }
    if (!made.text.empty()) {
      for (const FileChange& change : parse_patch(made.file, made.text).changes) {
        made.hunks += change.hunks.size();
      }
    }
    carried_.patches.push_back(std::move(made));
  }

  std::optional<std::string> new_name(const std::string& name, const std::string& text) {
    if (const auto known = carried_.moved.find(name); known != carried_.moved.end()) {
      return known->second;
    }
    if (new_.read(name)) {
      return name;
    }
    auto found = setting_.find_moved ? setting_.find_moved(name, text) : std::nullopt;
    if (found) {
      carried_.moved[name] = *found;
    }
    return found;
  }

  static void put(ChangedFiles& files, const std::string& name, const std::optional<std::string>& text) {
    if (text) {
      files.write(name, *text);
    } else {
      files.remove(name);
    }
  }

  void conflict(const Patch& patch, const std::string& file, std::size_t line, const std::string& what) {
    carried_.conflicts.push_back({patch.file, patch.header.subject, patch.header.why, file, line, what});
  }

  const CarrySetting& setting_;
  ChangedFiles old_;
  ChangedFiles new_;
  Carried carried_;
};

}  // namespace

Carried carry_patches(const CarrySetting& setting) {
  return Carrier(setting).carry();
}

}  // namespace plrust::toolchain
