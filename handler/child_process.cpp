// SPDX-License-Identifier: PostgreSQL
// Between fork and exec only async-signal-safe calls are made: everything the child needs is computed before.
// The child starts with default signal handlers, no inherited descriptors and an environment of three
// variables.
#include "handler/child_process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <system_error>

#include "handler/boundary.hpp"
#include "handler/file_descriptor.hpp"

namespace plrust::handler {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kOutputLimit = 4U << 20;
constexpr std::size_t kErrorsLimit = 8192;
constexpr rlim_t kStackBytes = rlim_t{8} << 20;
constexpr milliseconds kExitGrace{2000};
constexpr int kExecFailed = 127;

pid_t running_group = 0;

std::string reason(int number) {
  return std::generic_category().message(number);
}

// What the child does, as plain pointers and numbers.
struct Launch {
  char* const* arguments;
  char* const* environment;
  const char* directory;
  int input, output, errors;
  rlim_t address_space;
  pid_t parent;
};

[[noreturn]] void run_in_child(const Launch& launch) noexcept {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != launch.parent) {
    _exit(kExecFailed);
  }
  for (int signal_number = 1; signal_number < NSIG; ++signal_number) {
    signal(signal_number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit address_space{launch.address_space, launch.address_space};
  const rlimit no_core{0, 0};
  rlimit stack{};
  if (getrlimit(RLIMIT_STACK, &stack) == 0) {
    stack.rlim_cur = std::min(stack.rlim_max, kStackBytes);
    setrlimit(RLIMIT_STACK, &stack);
  }
  setrlimit(RLIMIT_CORE, &no_core);
  if (launch.address_space != 0 && setrlimit(RLIMIT_AS, &address_space) != 0) {
    _exit(kExecFailed);
  }
  if (dup2(launch.input, STDIN_FILENO) < 0 || dup2(launch.output, STDOUT_FILENO) < 0 ||
      dup2(launch.errors, STDERR_FILENO) < 0 || chdir(launch.directory) != 0) {
    _exit(kExecFailed);
  }
  if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
    const int limit = static_cast<int>(sysconf(_SC_OPEN_MAX));
    for (int descriptor = 3; descriptor < limit; ++descriptor) {
      close(descriptor);
    }
  }
  execve(launch.arguments[0], launch.arguments, launch.environment);
  _exit(kExecFailed);
}

// A process group of our own making. When this goes, every process of the group has been killed and is gone:
// children that lost their parent become this process's own, so that it can wait for them.
class RunningChild {
 public:
  explicit RunningChild(const Launch& launch) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);  // no handler of PostgreSQL's may run in the child
    pid_ = fork();
    const int fork_error = errno;
    if (pid_ == 0) {
      run_in_child(launch);
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    if (pid_ < 0) {
      prctl(PR_SET_CHILD_SUBREAPER, 0);
      throw Error(ERRCODE_INSUFFICIENT_RESOURCES,
                  "could not fork for plrust-toolchain: " + reason(fork_error));
    }
    setpgid(pid_, pid_);  // whichever of the two is first
    running_group = pid_;
  }
  ~RunningChild() { end_group(); }
  RunningChild(const RunningChild&) = delete;
  RunningChild& operator=(const RunningChild&) = delete;

  bool try_reap(ChildResult& result) {
    siginfo_t info{};
    const int rc = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (rc == 0 && info.si_pid == 0) {
      return false;
    }
    const int status = end_group();
    result.exited = WIFEXITED(status);
    result.status = result.exited ? WEXITSTATUS(status) : WTERMSIG(status);
    return true;
  }

 private:
  // Returns the status of the first process. Its number stays taken until it is waited for, so the group
  // cannot be somebody else's when it is killed.
  int end_group() noexcept {
    if (running_group == 0) {
      return 0;
    }
    kill(-pid_, SIGKILL);
    int first_status = 0;
    for (;;) {
      int status = 0;
      const pid_t ended = waitpid(-pid_, &status, 0);
      if (ended == pid_) {
        first_status = status;
      } else if (ended < 0 && errno != EINTR) {
        break;
      }
    }
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    running_group = 0;
    return first_status;
  }

  pid_t pid_ = -1;
};

// Sleeps until the pipe can be read (if it is open), something happens to the backend, or the time is over.
void wait_for(int pipe, milliseconds time) {
  const long timeout = std::max<long>(time.count(), 1);
  call_pg([pipe, timeout] {
    const int socket_event = pipe >= 0 ? WL_SOCKET_READABLE : 0;
    const int events =
        WaitLatchOrSocket(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH | socket_event,
                          pipe >= 0 ? pipe : PGINVALID_SOCKET, timeout, PG_WAIT_EXTENSION);
    if ((events & WL_LATCH_SET) != 0) {
      ResetLatch(MyLatch);
    }
    CHECK_FOR_INTERRUPTS();
  });
}

milliseconds time_left(Clock::time_point deadline, const std::string& program) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  if (left.count() <= 0) {
    throw Error(ERRCODE_QUERY_CANCELED, program + " was stopped: plrust.compile_timeout is over", {},
                "Make the function smaller, or ask the administrator for a longer plrust.compile_timeout.");
  }
  return left;
}

// True while the pipe is open.
bool drain(int pipe, std::string& output) {
  char buffer[16384];
  for (;;) {
    const ssize_t count = read(pipe, buffer, sizeof buffer);
    if (count > 0) {
      output.append(buffer, static_cast<std::size_t>(count));
      if (output.size() > kOutputLimit) {
        throw Error(ERRCODE_PROGRAM_LIMIT_EXCEEDED, "the compiler printed more than 4 MB");
      }
    } else if (count == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

void follow(RunningChild& child, int pipe, const ChildRequest& request, ChildResult& result) {
  Clock::time_point deadline = Clock::now() + request.timeout;
  // Where it lies is nothing for the user.
  const std::string program = std::filesystem::path(request.arguments.front()).filename().string();
  while (drain(pipe, result.output)) {
    wait_for(pipe, std::min(time_left(deadline, program), milliseconds{1000}));
  }
  // Its output is complete; a process that closed it and goes on is not waited for.
  deadline = std::min(deadline, Clock::now() + kExitGrace);
  while (!child.try_reap(result)) {
    wait_for(-1, std::min(time_left(deadline, program), milliseconds{2}));
  }
}

std::string read_end(int descriptor) {
  const off_t size = lseek(descriptor, 0, SEEK_END);
  const off_t begin = std::max<off_t>(0, size - static_cast<off_t>(kErrorsLimit));
  std::string text(static_cast<std::size_t>(std::max<off_t>(0, size - begin)), '\0');
  const ssize_t count = pread(descriptor, text.data(), text.size(), begin);
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  // It goes to a client: nothing but what is valid in any encoding.
  std::ranges::replace_if(
      text, [](char c) { return c != '\n' && c != '\t' && (c < ' ' || c > '~'); }, '?');
  return text;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

FileDescriptor open_or_throw(const std::filesystem::path& path, int flags) {
  FileDescriptor file(open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (file.get() < 0) {
    const bool is_full = errno == ENOSPC || errno == EDQUOT;
    throw Error(is_full ? ERRCODE_DISK_FULL : ERRCODE_IO_ERROR,
                "could not open \"" + path.string() + "\": " + reason(errno));
  }
  return file;
}

}  // namespace

bool is_executable(const std::filesystem::path& program) {
  return access(program.c_str(), X_OK) == 0;
}

void kill_running_child() noexcept {
  if (running_group > 0) {
    kill(-running_group, SIGKILL);
  }
}

ChildResult run_child(const ChildRequest& request) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw Error(ERRCODE_INSUFFICIENT_RESOURCES, "could not make a pipe: " + reason(errno));
  }
  const FileDescriptor read_side(ends[0]);
  FileDescriptor write_side(ends[1]);
  fcntl(read_side.get(), F_SETFL, O_NONBLOCK);
  const FileDescriptor nothing = open_or_throw("/dev/null", O_RDONLY);
  const std::filesystem::path errors_path =
      request.directory / ("stderr-" + std::filesystem::path(request.arguments.front()).filename().string());
  const FileDescriptor errors = open_or_throw(errors_path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW);

  std::vector<std::string> arguments = request.arguments;
  std::vector<std::string> environment = {"LC_ALL=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin",
                                          "TMPDIR=" + request.directory.string()};
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  const Launch launch{argument_pointers.data(),
                      environment_pointers.data(),
                      request.directory.c_str(),
                      request.standard_input >= 0 ? request.standard_input : nothing.get(),
                      write_side.get(),
                      errors.get(),
                      static_cast<rlim_t>(request.address_space_bytes),
                      getpid()};
  ChildResult result;
  {
    RunningChild child(launch);
    write_side.reset();
    follow(child, read_side.get(), request, result);
  }
  result.errors = read_end(errors.get());
  return result;
}

}  // namespace plrust::handler
