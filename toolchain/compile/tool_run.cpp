// SPDX-License-Identifier: PostgreSQL
#include "toolchain/compile/tool_run.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/sandbox.hpp"

namespace plrust::toolchain {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  void reset() {
    if (fd_ >= 0)
      close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

[[noreturn]] void fail(const char* what) {
  throw Error(std::string(what) + ": " + std::strerror(errno));
}

// To the end, also when nobody wants the rest: the child must not block on a full pipe.
std::string read_to_end(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n == 0)
      return text;
    if (n < 0 && errno != EINTR)
      fail("cannot read a tool's messages");
    if (n > 0)
      text.append(buffer.data(), std::min(static_cast<std::size_t>(n), kMaxToolOutput - text.size()));
  }
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR)
      fail("cannot wait for a tool");
  return status;
}

}  // namespace

ToolResult run_tool(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
                    const ToolPlace& place) {
  const auto start = std::chrono::steady_clock::now();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    fail("cannot make a pipe");
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  const Descriptor nothing(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (nothing.get() < 0)
    fail("cannot open '/dev/null'");
  const Descriptor output(place.output_file.empty() ? -1
                                                    : open(place.output_file.c_str(),
                                                           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!place.output_file.empty() && output.get() < 0)
    fail("cannot make a file for a tool's output");
  sandbox::Child child;
  child.arguments = arguments;
  child.environment = environment;
  child.standard_input = nothing.get();
  child.standard_output = output.get() >= 0 ? output.get() : writer.get();
  child.standard_error = writer.get();
  child.directory = place.directory;
  child.may_start_processes = place.may_start_processes;
  const pid_t pid = sandbox::spawn(child);
  writer.reset();
  ToolResult result;
  try {
    result.errors = read_to_end(reader.get());
  } catch (...) {
    kill(pid, SIGKILL);
    wait_for(pid);
    throw;
  }
  const int status = wait_for(pid);
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.status = WIFSIGNALED(status) ? 128 + result.signal : WEXITSTATUS(status);
  result.elapsed = std::chrono::steady_clock::now() - start;
  return result;
}

}  // namespace plrust::toolchain
