// SPDX-License-Identifier: PostgreSQL
// std-patches/<version>/: what the patches are made for, the patches in order, and the files that are added.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "toolchain/patching/source_files.hpp"
#include "toolchain/patching/unified_diff.hpp"

namespace plrust::toolchain {

// The file `base`, line by line: "version 1.96.0", "commit <40 hex>", "folder <name>" (what of library/ is
// needed), "sha256 <64 hex> <file>" (every file that a patch or the policy changes). '#' starts a comment.
struct PatchBase {
  std::string version;
  std::string commit;
  std::vector<std::string> folders;
  std::map<std::string, std::string> sha256;
};

// A line of the file `overlays`: "<file, relative to the share folder> -> <new file, relative to library/>".
struct Overlay {
  std::string from;
  std::string to;
};

struct SourceDifference {
  std::string file;  // below library/; empty: a row of `unresolved`
  std::string text;  // a sentence
};

class PatchSeries {
 public:
  // `folder` is named `name` in messages. Throws Error for a missing or malformed file, naming it and the
  // line.
  static PatchSeries load(const SourceFiles& folder, const std::string& name);

  const PatchBase& base() const { return base_; }
  const std::vector<Patch>& patches() const { return patches_; }
  const std::vector<Overlay>& overlays() const { return overlays_; }
  // The lines of the file `unresolved`, which `patches new` and `refresh` leave where a person has to decide:
  // "<patch> <file>". While there is one, nothing is built.
  const std::vector<std::string>& unresolved() const { return unresolved_; }
  // Every file of library/ that a patch touches and does not create, sorted.
  std::vector<std::string> touched_files() const;

  // What of `source` is not what `base` says, and what is unresolved; empty if all is well.
  std::vector<SourceDifference> differences(const SourceFiles& source) const;
  // Applies all patches in order. Throws Error at the first hunk that does not fit exactly; `files` then
  // holds the changes so far.
  void apply(ChangedFiles& files) const;
  // The same up to and including the patch `until`. Throws Error (usage) if there is none of that name.
  void apply(ChangedFiles& files, const std::string& until) const;
  // Adds the overlays' files from `share`. Throws Error if one is missing, or is there already.
  void add_overlays(const SourceFiles& share, ChangedFiles& files) const;

 private:
  PatchBase base_;
  std::vector<Patch> patches_;
  std::vector<Overlay> overlays_;
  std::vector<std::string> unresolved_;
};

}  // namespace plrust::toolchain
