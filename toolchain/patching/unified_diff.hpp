// SPDX-License-Identifier: PostgreSQL
// Patches as data, and their application without any tolerance: a patch whose surroundings changed may still
// mean what it says, but a person has to look at it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plrust::toolchain {

struct DiffLine {
  enum class Kind { context, removed, added };
  Kind kind;
  std::string text;  // without '\n'
};

struct Hunk {
  std::size_t old_start = 0;  // line numbers from 1; 0 when a file is created
  std::size_t new_start = 0;
  std::vector<DiffLine> lines;
};

struct FileChange {
  enum class Kind { modify, create, remove };
  Kind kind = Kind::modify;
  std::string name;  // relative to library/
  std::vector<Hunk> hunks;
};

// The header of a patch file; each field is required.
struct PatchHeader {
  std::string subject;
  std::string why;       // which capability it takes or gives, and how a user sees that
  std::string upstream;  // "not sent", "sent" or "never"
  std::string test;      // what fails without it
};

struct Patch {
  std::string file;  // name of the patch file, for messages
  PatchHeader header;
  std::vector<FileChange> changes;
};

// A patch file: header fields ("Name: text", continued by indented lines), a line "---", then changes as
// `git diff --src-prefix=a/library/ --dst-prefix=b/library/` prints them. Throws Error naming `file` and the
// line for anything else: renames, modes, binary changes, wrong counts, a missing newline at the end of a
// file.
Patch parse_patch(std::string file, std::string_view text);

// The new content; nothing if the change removes the file. `old` is its content, nothing if there is no such
// file. Throws Error naming patch, file and hunk if any line, context included, is not exactly where the hunk
// says.
std::optional<std::string> apply_change(const Patch& patch, const FileChange& change,
                                        const std::optional<std::string>& old);

struct Misfit {
  std::size_t hunk = 0;  // from 1; 0: the file as a whole
  std::string what;
};

// Every hunk that does not fit, each by itself; empty if apply_change would succeed.
std::vector<Misfit> misfits(const Patch& patch, const FileChange& change,
                            const std::optional<std::string>& old);

}  // namespace plrust::toolchain
