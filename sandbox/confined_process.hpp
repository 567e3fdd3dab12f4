// SPDX-License-Identifier: PostgreSQL
// For tests: runs a function in a locked-up process and tells what became of it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {

struct Outcome {
  std::string said;  // what the function returned; empty if it did not return
  int signal = 0;    // that ended the process
  int status = 0;    // exit status; 0 if the function returned
};

// A directory that the user can write, with a "work" directory in it and a file "secret" beside that; removed
// at the end.
class Playground {
 public:
  explicit Playground(uid_t user);
  ~Playground();
  Playground(const Playground&) = delete;
  Playground& operator=(const Playground&) = delete;

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path work() const { return root_ / "work"; }
  std::filesystem::path secret() const { return root_ / "secret"; }
  uid_t user() const { return user_; }

 private:
  std::filesystem::path root_;
  uid_t user_;
};

inline constexpr const char* kSecret = "the secret of the playground";

// The user that runs the tests and, when that is root, an unprivileged one.
std::vector<uid_t> users();

// A policy that lets nothing be read and the playground's work directory be written. Under sanitizers, whose
// shadow memory is larger than any limit, the address space is not limited.
Policy strict_policy(const Playground& playground);

// Forks, becomes the playground's user, enters, calls the function.
Outcome confined(const Playground& playground, const Policy& policy,
                 const std::function<std::string()>& action);

// "allowed" or the name of the error.
std::string verdict(bool succeeded);

}  // namespace plrust::sandbox
