// SPDX-License-Identifier: PostgreSQL
// For tests: a file system and child processes that exist in memory only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "toolchain/child.hpp"
#include "toolchain/files.hpp"

namespace plrust::toolchain {

class MemoryFiles final : public Files {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  void put(const std::string& name, std::string text) { files_[name] = std::move(text); }
  void drop(const std::string& name) { files_.erase(name); }

  bool is_file(const std::filesystem::path& path) const override { return files_.contains(path.string()); }
  bool is_directory(const std::filesystem::path& path) const override { return !names_in(path).empty(); }

  std::optional<std::string> read(const std::filesystem::path& path) const override {
    const auto found = files_.find(path.string());
    return found == files_.end() ? std::nullopt : std::optional(found->second);
  }

  std::vector<std::string> names_in(const std::filesystem::path& folder) const override {
    std::set<std::string> names;
    const std::string prefix = folder.string() + "/";
    for (const auto& [name, text] : files_) {
      if (name.starts_with(prefix)) {
        names.insert(name.substr(prefix.size(), name.find('/', prefix.size()) - prefix.size()));
      }
    }
    return {names.begin(), names.end()};
  }

 private:
  std::map<std::string, std::string> files_;
};

// Answers by program and arguments, joined by spaces; a question it does not know fails with status 127.
class MemoryRunner final : public ChildRunner {
 public:
  explicit MemoryRunner(std::map<std::string, std::string> answers) : answers_(std::move(answers)) {}

  ChildResult run(const ChildCommand& command) override {
    std::string question = command.program.string();
    for (const std::string& argument : command.arguments) {
      question += " " + argument;
    }
    const auto found = answers_.find(question);
    return found == answers_.end() ? ChildResult{127, {}, "no answer to: " + question}
                                   : ChildResult{0, found->second, {}};
  }

  int run_lines(const ChildCommand& command, const std::function<void(std::string_view)>& line,
                const std::function<void()>&) override {
    const ChildResult result = run(command);
    line(result.out);
    return result.status;
  }

 private:
  std::map<std::string, std::string> answers_;
};

}  // namespace plrust::toolchain
