// SPDX-License-Identifier: PostgreSQL
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/seccomp.hpp"

namespace plrust::sandbox {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> result;
  result.reserve(strings.size() + 1);
  for (const std::string& string : strings) result.push_back(const_cast<char*>(string.c_str()));
  result.push_back(nullptr);
  return result;
}

// Makes the wanted descriptors 0, 1 and 2. Copies first, out of the way: one may stand in another's place.
bool place_standard_streams(const Child& child) noexcept {
  std::array<int, 3> streams{child.standard_input, child.standard_output, child.standard_error};
  for (int& fd : streams)
    if (fd >= 0 && (fd = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0)
      return false;
  for (int target = 0; target < 3; ++target) {
    const int fd = streams[static_cast<std::size_t>(target)];
    if (fd >= 0 && dup2(fd, target) != target)
      return false;
  }
  return true;
}

// In the child of a fork: nothing here may allocate or lock. Returns only on failure, errno says why.
void become(const Child& child, char* const* arguments, char* const* environment, const Filter& filter,
            pid_t parent) noexcept {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return;
  if (getppid() != parent) {
    errno = ESRCH;
    return;
  }
  if (!place_standard_streams(child))
    return;
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, nullptr) != 0)
    return;
  if (!child.directory.empty() && chdir(child.directory.c_str()) != 0)
    return;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || (!child.may_start_processes && !install(filter)))
    return;
  execve(arguments[0], arguments, environment);
}

}  // namespace

pid_t spawn(const Child& child) {
  if (child.arguments.empty() || child.arguments.front().empty() || child.arguments.front().front() != '/')
    throw Error("a program to be started needs an absolute path");
  const std::vector<char*> arguments = pointers(child.arguments);
  const std::vector<char*> environment = pointers(child.environment);
  const Filter filter = single_process_filter();

  // Closed by a successful exec; otherwise it carries errno.
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC) != 0)
    throw Error(std::string("cannot make a pipe: ") + std::strerror(errno));
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) {
    become(child, arguments.data(), environment.data(), filter, parent);
    const int error = errno;
    [[maybe_unused]] const ssize_t written = write(report[1], &error, sizeof error);
    _exit(127);
  }
  int error = pid < 0 ? errno : 0;
  close(report[1]);
  if (pid > 0) {
    ssize_t got = 0;
    do {
      got = read(report[0], &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof error)
      error = 0;
  }
  close(report[0]);
  if (error == 0)
    return pid;
  if (pid > 0)
    waitpid(pid, nullptr, 0);
  throw Error("cannot start '" + child.arguments.front() + "': " + std::strerror(error), {},
              ExitCode::child_failed);
}

}  // namespace plrust::sandbox
