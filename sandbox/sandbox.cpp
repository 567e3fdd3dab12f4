// SPDX-License-Identifier: PostgreSQL
#include "sandbox/sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "sandbox/landlock.hpp"
#include "sandbox/process.hpp"
#include "sandbox/seccomp.hpp"

namespace plrust::sandbox {
namespace {

constexpr int kLandlockThatScopesSignals = 6;

[[noreturn]] void fail(const std::string& what) {
  throw Error(what + ": " + std::strerror(errno));
}

std::optional<LandlockRules> landlock_rules(const Policy& policy, int abi) {
  if (abi > 0)
    return std::make_optional<LandlockRules>(policy, abi);
  if (policy.require_landlock)
    throw Error("this kernel has no Landlock, so the compiler cannot be kept away from files",
                "boot with 'landlock' in the lsm= kernel parameter (Linux 5.13 or later); only if nobody but "
                "superusers creates functions, switch the requirement off");
  return std::nullopt;
}

void set_variable(const char* name, const char* value) {
  if (setenv(name, value, 1) != 0)
    fail("cannot set the environment");
}

}  // namespace

// The order: what needs the file system or privileges first, Landlock next to last because it is a system
// call that seccomp refuses, seccomp last.
void enter(const Policy& policy) {
  require_single_thread();
  const int abi = landlock_abi();
  std::optional<LandlockRules> rules = landlock_rules(policy, abi);

  std::vector<int> kept = policy.kept_descriptors;
  if (rules)
    kept.push_back(rules->descriptor());
  close_descriptors(kept);

  umask(S_IRWXG | S_IRWXO);
  if (!policy.writable_dir.empty() && chdir(policy.writable_dir.c_str()) != 0)
    fail("cannot enter '" + policy.writable_dir.string() + "'");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    fail("cannot set no_new_privs");
  set_limits(policy.limits);
  drop_capabilities();
  if (rules)
    rules->restrict_self();
  rules.reset();
  if (!install(compiler_filter(abi >= kLandlockThatScopesSignals)))
    fail("cannot install the system call filter");
}

void clean_environment(const std::filesystem::path& temporary_dir) {
  if (clearenv() != 0)
    throw Error("cannot clear the environment");
  set_variable("TMPDIR", temporary_dir.c_str());
  set_variable("HOME", temporary_dir.c_str());
  set_variable("LC_ALL", "C");
  set_variable("PATH", "/nonexistent");
}

void die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    fail("cannot ask to be killed with the parent process");
  if (getppid() != parent)
    throw Error("the parent process is gone");
}

}  // namespace plrust::sandbox
