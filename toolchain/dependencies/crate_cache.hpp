// SPDX-License-Identifier: PostgreSQL
// Compiled crates, each in a folder named for the hash of everything that it was made from. Only this process
// writes here, never one that is locked up: a step's results are copied in after it has ended. So the content
// of an entry can be bent only by the code that its own key names (a build script or procedural macro of the
// crate or of what it depends on), and whoever asks for the same key gets the same code anyway. No entry is
// believed more than that: what becomes machine code of a function is proved by plrust-verify, and what runs
// natively (build scripts, procedural macros) runs in the sandbox only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace plrust::toolchain {

class CrateCache {
 public:
  // Makes the folder if need be. Entries that were not used for the longest time go when it has grown too
  // large and nobody else is using it. Throws Error.
  explicit CrateCache(const std::filesystem::path& root);
  ~CrateCache();
  CrateCache(const CrateCache&) = delete;
  CrateCache& operator=(const CrateCache&) = delete;

  // The entry's folder, if it is there and its files are what was stored; a damaged entry is removed.
  std::optional<std::filesystem::path> find(const std::string& key);
  // Copies the files of `made` to a new entry. Only plain files and folders are taken, and only so many:
  // anything else throws CompileFailure. If somebody else was faster, his stays. Files named `program` can be
  // executed.
  std::filesystem::path store(const std::string& key, const std::filesystem::path& made);

  static constexpr const char* kProgram = "program";

 private:
  void remove_oldest();

  std::filesystem::path root_;
  int lock_ = -1;
};

}  // namespace plrust::toolchain
