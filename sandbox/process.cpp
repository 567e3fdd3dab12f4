// SPDX-License-Identifier: PostgreSQL
#include "sandbox/process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.hpp"

namespace plrust::sandbox {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(what + ": " + std::strerror(errno));
}

void close_range_or_fail(unsigned first, unsigned last) {
  if (first > last)
    return;
  if (syscall(SYS_close_range, first, last, 0) == 0)
    return;
  if (errno != ENOSYS)
    fail("cannot close descriptors");
  // Kernels before 5.9 have no Landlock either, so this serves only require_landlock = false.
  const unsigned end = std::min<unsigned>(last, static_cast<unsigned>(sysconf(_SC_OPEN_MAX)));
  for (unsigned fd = first; fd <= end; ++fd) close(static_cast<int>(fd));
}

// Threads of this user, seen from the links of /proc/<pid>/task: one system call for each process. Processes
// come and go meanwhile; the result is an estimate, and Limits::processes is meant as slack.
rlim_t threads_of_user() {
  rlim_t threads = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename().string();
    if (!std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; }))
      continue;
    struct stat status {};
    if (stat((entry.path() / "task").c_str(), &status) == 0 && status.st_uid == getuid())
      threads += status.st_nlink > 2 ? status.st_nlink - 2 : 1;
  }
  return threads;
}

void limit(int resource, const char* name, rlim_t value) {
  struct rlimit current {};
  if (getrlimit(static_cast<__rlimit_resource>(resource), &current) != 0)
    fail(std::string("cannot read the limit of ") + name);
  // A stricter limit that is there already stays.
  const rlim_t wanted = std::min(value, current.rlim_max);
  const struct rlimit lowered { wanted, wanted };
  if (setrlimit(static_cast<__rlimit_resource>(resource), &lowered) != 0)
    fail(std::string("cannot limit ") + name);
}

}  // namespace

void require_single_thread() {
  struct stat status {};
  if (stat("/proc/self/task", &status) == 0 && status.st_nlink > 3)
    throw Error("the compile sandbox must be entered before a second thread is started");
}

void close_descriptors(std::vector<int> kept) {
  kept.insert(kept.end(), {0, 1, 2});
  std::sort(kept.begin(), kept.end());
  unsigned next = 0;
  for (const int fd : kept) {
    if (fd < 0)
      continue;
    if (static_cast<unsigned>(fd) > next)
      close_range_or_fail(next, static_cast<unsigned>(fd) - 1);
    next = static_cast<unsigned>(fd) + 1;
  }
  close_range_or_fail(next, std::numeric_limits<unsigned>::max());
}

void drop_capabilities() {
  // The bounding set is what exec gives to user 0; without CAP_SETPCAP there is nothing in it that could be
  // had, because no_new_privs is set.
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 && errno != EPERM)
      fail("cannot drop a capability from the bounding set");
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 && errno != EINVAL)
    fail("cannot clear ambient capabilities");
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none{};
  if (syscall(SYS_capset, &header, none.data()) != 0)
    fail("cannot drop capabilities");
}

void set_limits(const Limits& limits) {
  limit(RLIMIT_CORE, "core files", 0);
  limit(RLIMIT_CPU, "CPU time", limits.cpu_seconds);
  limit(RLIMIT_AS, "address space", limits.address_space_bytes);
  limit(RLIMIT_FSIZE, "file size", limits.file_bytes);
  limit(RLIMIT_NOFILE, "open files", limits.open_files);
  limit(RLIMIT_MEMLOCK, "locked memory", 0);
  limit(RLIMIT_MSGQUEUE, "message queues", 0);
  limit(RLIMIT_NPROC, "processes", threads_of_user() + limits.processes);
}

}  // namespace plrust::sandbox
