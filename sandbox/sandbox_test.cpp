// SPDX-License-Identifier: PostgreSQL
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/confined_process.hpp"
#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {
namespace {

// Every hostile attempt is made as each user, in a playground of its own.
void expect(const std::string& wanted, const std::function<std::string(const Playground&)>& attempt) {
  for (const uid_t user : users()) {
    CAPTURE(user);
    const Playground playground(user);
    const Outcome outcome =
        confined(playground, strict_policy(playground), [&] { return attempt(playground); });
    CHECK(outcome.said == wanted);
    CHECK(outcome.signal == 0);
    std::ifstream secret(playground.secret());
    std::stringstream content;
    content << secret.rdbuf();
    CHECK(content.str() == kSecret);
  }
}

std::string read_file(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  return verdict(fd >= 0);
}

std::string call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
  return verdict(syscall(number, a, b, c, d, e) >= 0);
}

std::string joined(std::initializer_list<std::string> parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : " ") + part;
  return text;
}

}  // namespace

TEST_SUITE_BEGIN("sandbox");

TEST_CASE("files outside the policy cannot be read, not even one's own") {
  expect("EACCES EACCES EACCES EACCES", [](const Playground& playground) {
    return joined({read_file("/etc/passwd"), read_file(playground.secret()),
                   read_file(playground.work() / ".." / "secret"), read_file("/proc/self/environ")});
  });
  expect("EACCES EACCES", [](const Playground&) {
    return joined({read_file("/proc/self/mem"), read_file("/proc/" + std::to_string(getppid()) + "/mem")});
  });
}

TEST_CASE("directories outside the policy cannot be listed") {
  expect("EACCES EACCES", [](const Playground& playground) {
    return joined({verdict(open("/", O_RDONLY | O_CLOEXEC | O_DIRECTORY) >= 0),
                   verdict(open(playground.root().c_str(), O_RDONLY | O_CLOEXEC | O_DIRECTORY) >= 0)});
  });
}

TEST_CASE("a symbolic link into the work directory opens nothing, whoever made it") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    std::filesystem::create_symlink(playground.secret(), playground.work() / "planted");
    const Outcome outcome = confined(playground, strict_policy(playground), [&] {
      return joined({read_file("planted"), verdict(symlink(playground.secret().c_str(), "own") == 0),
                     verdict(link(playground.secret().c_str(), "hard") == 0)});
    });
    CHECK((outcome.said == "EACCES ENOSYS EXDEV" || outcome.said == "EACCES ENOSYS EACCES"));
  }
}

TEST_CASE("the work directory can be used like any other") {
  expect("allowed allowed allowed allowed", [](const Playground&) {
    std::string made = verdict(open("file", O_WRONLY | O_CLOEXEC | O_CREAT | O_TRUNC, 0600) >= 0);
    std::string directory = verdict(mkdir("sub", 0700) == 0);
    std::string moved = verdict(rename("file", "sub/file") == 0);
    return joined({made, directory, moved, verdict(unlink("sub/file") == 0)});
  });
}

TEST_CASE("nothing can be written outside the work directory") {
  expect("EACCES EACCES", [](const Playground& playground) {
    return joined(
        {verdict(open(playground.secret().c_str(), O_WRONLY | O_CLOEXEC) >= 0),
         verdict(open((playground.root() / "new").c_str(), O_WRONLY | O_CLOEXEC | O_CREAT, 0600) >= 0)});
  });
}

TEST_CASE("what Landlock does not control on every kernel is not callable") {
  expect("ENOSYS ENOSYS ENOSYS ENOSYS ENOSYS ENOSYS", [](const Playground& playground) {
    const char* secret = playground.secret().c_str();
    return joined({verdict(truncate(secret, 0) == 0), verdict(chmod(secret, 0777) == 0),
                   verdict(chown(secret, getuid(), getgid()) == 0),
                   verdict(open(secret, O_RDONLY | O_CLOEXEC | O_TRUNC) >= 0),
                   verdict(utimensat(AT_FDCWD, secret, nullptr, 0) == 0),
                   verdict(mkfifo("fifo", 0600) == 0)});
  });
}

TEST_CASE("a readable file can be read and not written, and a directory covers what is below it") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    Policy policy = strict_policy(playground);
    policy.read_only.push_back({playground.root(), false});
    const Outcome outcome = confined(playground, policy, [&] {
      const std::string path = playground.secret();
      return joined({read_file(path), verdict(open(path.c_str(), O_WRONLY | O_CLOEXEC) >= 0),
                     verdict(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_TRUNC) >= 0),
                     verdict(unlink(path.c_str()) == 0)});
    });
    CHECK(outcome.said == "allowed EACCES ENOSYS EACCES");
  }
}

TEST_CASE("fchmod succeeds and does nothing") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    Policy policy = strict_policy(playground);
    policy.read_only.push_back({playground.secret(), false});
    const Outcome outcome = confined(playground, policy, [&] {
      return verdict(fchmod(open(playground.secret().c_str(), O_RDONLY | O_CLOEXEC), 0) == 0);
    });
    CHECK(outcome.said == "allowed");
    CHECK(std::filesystem::status(playground.secret()).permissions() != std::filesystem::perms::none);
  }
}

TEST_CASE("there is no network") {
  expect("ENOSYS ENOSYS ENOSYS ENOSYS", [](const Playground&) {
    int pair[2];
    return joined({verdict(socket(AF_INET, SOCK_STREAM, 0) >= 0),
                   verdict(socket(AF_UNIX, SOCK_STREAM, 0) >= 0),
                   verdict(socket(AF_NETLINK, SOCK_RAW, 0) >= 0),
                   verdict(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0)});
  });
}

TEST_CASE("a socket that was left open cannot be connected") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    Policy policy = strict_policy(playground);
    const int inherited = socket(AF_INET, SOCK_STREAM, 0);
    policy.kept_descriptors.push_back(inherited);
    const Outcome outcome = confined(playground, policy, [&] {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(5432);
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      return verdict(connect(inherited, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    });
    close(inherited);
    CHECK(outcome.said == "ENOSYS");
  }
}

TEST_CASE("other processes cannot be read, traced, limited, reprioritised or signalled") {
  expect("ENOSYS ENOSYS ENOSYS ENOSYS ENOSYS ENOSYS", [](const Playground&) {
    char byte = 0;
    iovec local{&byte, 1};
    const pid_t parent = getppid();
    rlimit limit{};
    return joined({verdict(ptrace(PTRACE_ATTACH, parent, nullptr, nullptr) == 0),
                   verdict(process_vm_readv(parent, &local, 1, &local, 1, 0) >= 0),
                   verdict(prlimit(parent, RLIMIT_NOFILE, nullptr, &limit) == 0),
                   verdict(setpriority(PRIO_PROCESS, static_cast<id_t>(parent), 19) == 0),
                   call(SYS_pidfd_open, parent), call(SYS_sched_setaffinity, parent, 0)});
  });
  for (const uid_t user : users()) {
    const Playground playground(user);
    const Outcome outcome = confined(playground, strict_policy(playground), [] {
      return joined({verdict(kill(getppid(), SIGTERM) == 0), verdict(kill(getppid(), 0) == 0),
                     verdict(fcntl(0, F_SETOWN, getppid()) == 0)});
    });
    const bool scoped = landlock_abi() >= 6;
    CHECK(outcome.said == (scoped ? "EPERM EPERM ENOSYS" : "ENOSYS ENOSYS ENOSYS"));
  }
}

TEST_CASE("the process group and the parent cannot be left") {
  expect("ENOSYS ENOSYS ENOSYS ENOSYS", [](const Playground&) {
    return joined({verdict(setsid() >= 0), verdict(setpgid(0, 0) == 0),
                   call(SYS_clone, CLONE_PARENT | SIGCHLD), verdict(prctl(PR_SET_PDEATHSIG, 0) == 0)});
  });
}

TEST_CASE("kernel interfaces that a compiler has no use for do not exist") {
  expect("", [](const Playground&) {
    std::string open_calls;
    for (const long number : std::initializer_list<long>{SYS_mount,
                                                         SYS_umount2,
                                                         SYS_unshare,
                                                         SYS_setns,
                                                         SYS_bpf,
                                                         SYS_keyctl,
                                                         SYS_add_key,
                                                         SYS_request_key,
                                                         SYS_perf_event_open,
                                                         SYS_userfaultfd,
                                                         SYS_shmget,
                                                         SYS_msgget,
                                                         SYS_semget,
                                                         SYS_mq_open,
                                                         SYS_memfd_create,
                                                         SYS_execveat,
                                                         SYS_inotify_init1,
                                                         SYS_fanotify_init,
                                                         SYS_splice,
                                                         SYS_vmsplice,
                                                         SYS_process_vm_writev,
                                                         SYS_kcmp,
                                                         SYS_personality,
                                                         SYS_reboot,
                                                         SYS_swapon,
                                                         SYS_chroot,
                                                         SYS_pivot_root,
                                                         SYS_setuid,
                                                         SYS_setgid,
                                                         SYS_setresuid,
                                                         SYS_capset,
                                                         SYS_seccomp,
                                                         SYS_name_to_handle_at,
                                                         SYS_open_by_handle_at,
                                                         SYS_init_module,
                                                         SYS_kexec_load,
                                                         SYS_quotactl,
                                                         SYS_acct,
                                                         SYS_syslog,
                                                         SYS_setdomainname,
                                                         SYS_sethostname,
                                                         SYS_adjtimex,
                                                         SYS_clock_settime,
                                                         SYS_timer_create,
                                                         SYS_ioprio_set,
                                                         SYS_move_pages,
                                                         SYS_migrate_pages,
                                                         SYS_set_mempolicy,
                                                         SYS_mbind,
                                                         425L /* io_uring_setup */,
                                                         435L /* clone3 */,
                                                         437L /* openat2 */,
                                                         440L /* process_madvise */,
                                                         442L /* mount_setattr */,
                                                         444L /* landlock_create_ruleset */,
                                                         447L /* memfd_secret */})
      if (call(number) != "ENOSYS")
        open_calls += std::to_string(number) + " ";
    return open_calls;
  });
}

TEST_CASE("new namespaces are refused") {
  expect("ENOSYS ENOSYS", [](const Playground&) {
    return joined({call(SYS_clone, CLONE_NEWUSER | SIGCHLD), call(SYS_clone, CLONE_NEWNS | SIGCHLD)});
  });
}

#ifdef __x86_64__
TEST_CASE("a call through another system call table ends the process") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    const Policy policy = strict_policy(playground);
    CHECK(confined(playground, policy, [] { return call(0x40000000 + SYS_getpid); }).signal == SIGSYS);
    CHECK(confined(playground, policy, [] {
            long result = 20;  // getpid of the 32-bit table
            __asm__ volatile("int $0x80" : "+a"(result) : : "memory");
            return std::to_string(result);
          }).signal == SIGSYS);
  }
}
#endif

TEST_CASE("bits above an argument's 32 do not get past the filter") {
  expect("ENOSYS ENOSYS", [](const Playground& playground) {
    const long high = 1L << 32;
    return joined({call(SYS_prctl, PR_SET_DUMPABLE | high, 1),
                   call(SYS_openat, AT_FDCWD, reinterpret_cast<long>(playground.secret().c_str()),
                        O_RDONLY | O_TRUNC | high)});
  });
}

TEST_CASE("user 0 has no capabilities left, and exec does not bring them back") {
  expect("0 0", [](const Playground&) {
    std::size_t bounding = 0;
    for (int capability = 0; capability <= 40; ++capability)
      bounding += getuid() == 0 && syscall(SYS_prctl, PR_CAPBSET_READ, capability) == 1;
    return joined(
        {std::to_string(bounding), std::to_string(static_cast<int>(setuid(0) == 0 && getuid() != 0))});
  });
}

TEST_CASE("descriptors beyond the standard ones are closed, except the kept ones") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    const int left_open = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    const int kept = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
    Policy policy = strict_policy(playground);
    policy.kept_descriptors.push_back(kept);
    const Outcome outcome = confined(playground, policy, [&] {
      return joined({verdict(fcntl(left_open, F_GETFD) >= 0), verdict(fcntl(kept, F_GETFD) >= 0)});
    });
    close(left_open);
    close(kept);
    CHECK(outcome.said == "EBADF allowed");
  }
}

TEST_CASE("a second thread is refused, because it would stay free") {
  const Playground playground(getuid());
  const pid_t pid = fork();
  if (pid == 0) {
    std::thread([] { std::this_thread::sleep_for(std::chrono::seconds(30)); }).detach();
    try {
      enter(strict_policy(playground));
    } catch (const Error&) {
      _exit(7);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("a path that does not exist is an error that names it") {
  const Playground playground(getuid());
  Policy policy = strict_policy(playground);
  policy.read_only.push_back({"/no/such/path", false});
  const Outcome outcome = confined(playground, policy, [] { return std::string("entered"); });
  CHECK(outcome.said ==
        "error: cannot open '/no/such/path' for the compile sandbox: No such file or directory");
}

TEST_CASE("the environment is ours alone") {
  const pid_t pid = fork();
  if (pid == 0) {
    setenv("PGPASSWORD", "secret", 1);
    clean_environment("/work-directory");
    std::size_t count = 0;
    for (char** variable = environ; *variable != nullptr; ++variable) ++count;
    const bool right =
        count == 4 && getenv("PGPASSWORD") == nullptr && std::string(getenv("TMPDIR")) == "/work-directory";
    _exit(right ? 0 : 1);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_SUITE_END();

}  // namespace plrust::sandbox
