// SPDX-License-Identifier: PostgreSQL
// Carries a series of patches to another source, or to an edited tree, by a three-way merge of each patch:
// what it did to the old file is merged with what became of that file.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "toolchain/patching/patch_series.hpp"

namespace plrust::toolchain {

// Where a person has to decide.
struct CarryConflict {
  std::string patch;       // its file name
  std::string capability;  // its Subject
  std::string why;         // what it takes or gives: what is lost if the conflict is resolved wrongly
  std::string file;        // of the new source
  std::size_t line = 0;    // of the mark in the patched file; 0: the change is left out
  std::string what;
};

struct CarriedPatch {
  std::string file;
  std::string text;      // header as it was; empty: nothing is left of the patch
  bool is_same = false;  // byte for byte
  std::size_t hunks = 0;
};

struct Carried {
  std::vector<CarriedPatch> patches;
  std::vector<CarryConflict> conflicts;
  std::map<std::string, std::string> moved;  // old name -> new name
};

struct CarrySetting {
  const PatchSeries& series;
  const SourceFiles& patches;     // the folder of the series: the patches' own texts
  const SourceFiles& old_source;  // what the series applies to exactly
  const SourceFiles& new_source;
  std::string old_name, new_name;  // of the sources, for the marks of conflicts
  // Where a file of the old source is in the new one, asked when the name is gone.
  std::function<std::optional<std::string>(const std::string& name, const std::string& text)> find_moved;
  // The file as it is to be after a patch (the edited tree of `refresh`), or nothing if it is not edited.
  std::function<std::optional<std::string>(const std::string& patch, const std::string& name)> edited;
  // Files that only the edited tree of this patch changes.
  std::function<std::vector<std::string>(const std::string& patch)> also_edited;
};

// Throws Error if the series does not apply to its own source.
Carried carry_patches(const CarrySetting& setting);

}  // namespace plrust::toolchain
