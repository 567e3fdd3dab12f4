// SPDX-License-Identifier: PostgreSQL
#include "sandbox/confined_process.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace plrust::sandbox {
namespace {

constexpr uid_t kNobody = 65534;

void require(bool condition, const char* what) {
  if (!condition)
    throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

void become(uid_t user) {
  if (user == getuid())
    return;
  require(setgroups(0, nullptr) == 0 && setresgid(user, user, user) == 0 && setresuid(user, user, user) == 0,
          "cannot change the user");
}

void child(const Playground& playground, Policy policy, int out, const std::function<std::string()>& action) {
  std::string text;
  int status = 0;
  try {
    require(setpgid(0, 0) == 0, "cannot make a process group");
    become(playground.user());
    policy.kept_descriptors.push_back(out);
    enter(policy);
    text = action();
  } catch (const std::exception& error) {
    text = std::string("error: ") + error.what();
    status = 1;
  }
  const ssize_t written = write(out, text.data(), text.size());
  _exit(written == static_cast<ssize_t>(text.size()) ? status : 2);
}

}  // namespace

Playground::Playground(uid_t user) : user_(user) {
  std::string pattern = (std::filesystem::temp_directory_path() / "plrust-sandbox-XXXXXX").string();
  require(mkdtemp(pattern.data()) != nullptr, "cannot make a directory");
  root_ = pattern;
  std::filesystem::create_directory(work());
  std::ofstream(secret()) << kSecret;
  for (const auto& path : {root_, work(), secret()})
    require(chown(path.c_str(), user, user) == 0, "cannot give a directory away");
}

Playground::~Playground() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::vector<uid_t> users() {
  if (getuid() == 0)
    return {0, kNobody};
  return {getuid()};
}

Policy strict_policy(const Playground& playground) {
  Policy policy;
  policy.writable_dir = playground.work();
#if defined(__SANITIZE_ADDRESS__)
  policy.limits.address_space_bytes = ~std::uint64_t{0};
#endif
  return policy;
}

Outcome confined(const Playground& playground, const Policy& policy,
                 const std::function<std::string()>& action) {
  std::array<int, 2> pipe_ends{};
  require(pipe2(pipe_ends.data(), O_CLOEXEC) == 0, "cannot make a pipe");
  const pid_t pid = fork();
  require(pid >= 0, "cannot fork");
  if (pid == 0)
    child(playground, policy, pipe_ends[1], action);
  close(pipe_ends[1]);
  Outcome outcome;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(pipe_ends[0], buffer.data(), buffer.size())) > 0;)
    outcome.said.append(buffer.data(), static_cast<std::size_t>(got));
  close(pipe_ends[0]);
  int status = 0;
  require(waitpid(pid, &status, 0) == pid, "cannot wait");
  if (WIFSIGNALED(status))
    outcome.signal = WTERMSIG(status);
  else
    outcome.status = WEXITSTATUS(status);
  return outcome;
}

std::string verdict(bool succeeded) {
  return succeeded ? "allowed" : strerrorname_np(errno);
}

}  // namespace plrust::sandbox
