// SPDX-License-Identifier: PostgreSQL
// What is limited by amount, and what spawn() allows.
#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/confined_process.hpp"
#include "sandbox/sandbox.hpp"

namespace plrust::sandbox {
namespace {

constexpr std::uint64_t kMegabyte = 1 << 20;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string spawn_shell(const std::string& script) {
  const int out = open("out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  Child child;
  child.arguments = {"/bin/sh", "-c", script};
  child.environment = {"A=1"};
  child.standard_output = out;
  child.standard_error = out;
  const pid_t pid = spawn(child);
  int status = 0;
  waitpid(pid, &status, 0);
  return content("out");
}

Policy policy_with_shell(const Playground& playground) {
  Policy policy = strict_policy(playground);
  for (const ReadOnlyPath& path : default_read_only_paths("/bin/sh", "/bin/sh", "/usr/share/dict"))
    policy.read_only.push_back(path);
  return policy;
}

}  // namespace

TEST_SUITE_BEGIN("sandbox/limits");

TEST_CASE("a process that computes too long is killed") {
  const Playground playground(getuid());
  Policy policy = strict_policy(playground);
  policy.limits.cpu_seconds = 1;
  const Outcome outcome = confined(playground, policy, [] {
    for (volatile int i = 0; i == 0;)
      ;
    return std::string();
  });
  CHECK((outcome.signal == SIGXCPU || outcome.signal == SIGKILL));
}

TEST_CASE("a file cannot grow beyond its limit") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    Policy policy = strict_policy(playground);
    policy.limits.file_bytes = kMegabyte;
    const Outcome outcome = confined(playground, policy, [] {
      signal(SIGXFSZ, SIG_IGN);
      const int fd = open("big", O_WRONLY | O_CLOEXEC | O_CREAT, 0600);
      const std::string block(65536, 'x');
      std::size_t total = 0;
      for (ssize_t put = 0; total < 4 * kMegabyte && (put = write(fd, block.data(), block.size())) > 0;)
        total += static_cast<std::size_t>(put);
      return std::to_string(total) + " " + verdict(ftruncate(fd, 100'000'000'000) == 0);
    });
    CHECK(outcome.said == "1048576 EFBIG");
  }
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("memory beyond the limit is not given") {
  const Playground playground(getuid());
  Policy policy = strict_policy(playground);
  policy.limits.address_space_bytes = 512 * kMegabyte;
  const Outcome outcome = confined(playground, policy, [] {
    return verdict(mmap(nullptr, 1024 * kMegabyte, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
                   MAP_FAILED);
  });
  CHECK(outcome.said == "ENOMEM");
}
#endif

TEST_CASE("no more than the allowed descriptors can be open") {
  const Playground playground(getuid());
  Policy policy = strict_policy(playground);
  policy.limits.open_files = 16;
  const Outcome outcome = confined(playground, policy, [] {
    for (int i = 0; i < 64; ++i)
      if (fcntl(1, F_DUPFD_CLOEXEC, 3) < 0)
        return verdict(false);
    return std::string("allowed");
  });
  CHECK(outcome.said == "EMFILE");
}

TEST_CASE("a spawned program runs, with the environment it is given and no other") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    const Outcome outcome = confined(playground, policy_with_shell(playground),
                                     [] { return spawn_shell("echo $A-$HOME-$PATH_IS_EMPTY"); });
    CHECK(outcome.said == "1--\n");
  }
}

TEST_CASE("a spawned program can start no process: a fork bomb has one process") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    const Outcome outcome = confined(playground, policy_with_shell(playground),
                                     [] { return spawn_shell("f() { f | f & }; f; echo survived"); });
    CHECK(outcome.said.find("annot fork") != std::string::npos);
  }
}

TEST_CASE("a program outside the policy cannot be executed") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    const Outcome outcome = confined(playground, policy_with_shell(playground),
                                     [] { return spawn_shell("exec /usr/bin/env; echo not there"); });
    CHECK(outcome.said.find("ermission denied") != std::string::npos);
    const Outcome direct = confined(playground, policy_with_shell(playground), [] {
      Child child;
      child.arguments = {"/usr/bin/env"};
      try {
        spawn(child);
      } catch (const Error& error) {
        return std::string(error.what());
      }
      return std::string("started");
    });
    CHECK(direct.said == "cannot start '/usr/bin/env': Permission denied");
  }
}

TEST_CASE("a program in the work directory cannot be executed") {
  for (const uid_t user : users()) {
    const Playground playground(user);
    std::filesystem::copy_file("/usr/bin/env", playground.work() / "program");
    const Outcome outcome = confined(playground, policy_with_shell(playground), [&] {
      return spawn_shell("exec " + (playground.work() / "program").string());
    });
    CHECK(outcome.said.find("ermission denied") != std::string::npos);
  }
}

TEST_CASE("spawn moves descriptors that stand in each other's place") {
  const Playground playground(getuid());
  const Outcome outcome = confined(playground, policy_with_shell(playground), [] {
    const int out = open("out", O_WRONLY | O_CLOEXEC | O_CREAT, 0600);
    dup2(out, 0);  // 0 is wanted as standard output
    Child child;
    child.arguments = {"/bin/sh", "-c", "echo to-one; echo to-two >&2"};
    child.standard_input = out;
    child.standard_output = 0;
    child.standard_error = 0;
    int status = 0;
    waitpid(spawn(child), &status, 0);
    return content("out");
  });
  CHECK(outcome.said == "to-one\nto-two\n");
}

TEST_CASE("a spawned program dies with the one that started it") {
  const Playground playground(getuid());
  std::array<int, 2> alive{};
  REQUIRE(pipe2(alive.data(), O_CLOEXEC) == 0);
  Policy policy = policy_with_shell(playground);
  policy.kept_descriptors.push_back(alive[1]);
  const Outcome outcome = confined(playground, policy, [&] {
    Child child;
    child.arguments = {"/bin/sh", "-c", "read line"};
    std::array<int, 2> never{};
    if (pipe2(never.data(), O_CLOEXEC) != 0)
      return std::string("no pipe");
    child.standard_input = never[0];
    // The child holds `alive` and, through fork, both ends of `never`: only a signal ends it.
    child.standard_error = never[1];
    child.standard_output = alive[1];
    spawn(child);
    return std::string("started");
  });
  CHECK(outcome.said == "started");
  close(alive[1]);
  char byte = 0;
  CHECK(read(alive[0], &byte, 1) == 0);  // end of file: nobody holds it any more
  close(alive[0]);
}

TEST_CASE("a parent that is gone is noticed") {
  CHECK_THROWS_AS(die_with_parent(getpid()), Error);
  prctl(PR_SET_PDEATHSIG, 0);
}

TEST_SUITE_END();

}  // namespace plrust::sandbox
