// SPDX-License-Identifier: PostgreSQL
// The filters, as programs of the kernel's classic BPF. They are straight lines: each rule loads what it
// compares, so that no rule depends on the one before it and none needs a jump over more than itself.
#include "sandbox/seccomp.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "sandbox/system_calls.hpp"

namespace plrust::sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the compile sandbox knows x86_64 and aarch64"
#endif

constexpr std::uint32_t kAllow = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kX32Bit = 0x40000000;
constexpr std::uint32_t kPrSetVma = 0x53564d41;  // glibc and LLVM name their mappings with it

constexpr std::uint32_t refuse(int error) {
  return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error);
}

class Program {
 public:
  Program() {
    load(offsetof(seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
#ifdef __x86_64__
    emit(BPF_JMP | BPF_JGE | BPF_K, kX32Bit, 0, 1);
    answer(SECCOMP_RET_KILL_PROCESS);
#endif
  }

  void always(int call, std::uint32_t action) {
    emit(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1);
    answer(action);
  }

  struct Condition {
    unsigned argument;
    std::uint32_t mask;
    std::uint32_t value;
  };

  // Allowed if every argument, masked, has its value. The upper half of the argument must be clear: an
  // attacker chooses all 64 bits, and what the kernel would make of them is nothing to rely on.
  void allow_if(int call, std::initializer_list<Condition> conditions) {
    rule(call, conditions, kAllow, true);
  }

  // Refused if the lower half, masked, has the value, whatever the upper half is.
  void refuse_if(int call, Condition condition, int error) {
    rule(call, {condition}, refuse(error), false);
  }

  Filter finish(std::uint32_t otherwise) {
    answer(otherwise);
    return std::move(code_);
  }

 private:
  void emit(unsigned code, std::uint32_t k, std::uint8_t if_true = 0, std::uint8_t if_false = 0) {
    code_.push_back({static_cast<std::uint16_t>(code), if_true, if_false, k});
  }
  void load(std::size_t offset) {
    emit(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  }
  void answer(std::uint32_t action) {
    emit(BPF_RET | BPF_K, action);
  }

  void rule(int call, std::initializer_list<Condition> conditions, std::uint32_t action, bool whole) {
    const std::size_t each = whole ? 5 : 3;
    std::size_t left = conditions.size() * each + 1;  // instructions to skip when the rule does not apply
    emit(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, static_cast<std::uint8_t>(left));
    for (const Condition& condition : conditions) {
      const std::size_t low = offsetof(seccomp_data, args) + condition.argument * sizeof(std::uint64_t);
      if (whole) {
        load(low + 4);
        emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, static_cast<std::uint8_t>(left - 2));
      }
      load(low);
      emit(BPF_ALU | BPF_AND | BPF_K, condition.mask);
      left -= each;
      emit(BPF_JMP | BPF_JEQ | BPF_K, condition.value, 0, static_cast<std::uint8_t>(left));
    }
    answer(action);
    load(offsetof(seccomp_data, nr));
  }

  Filter code_;
};

constexpr std::uint32_t kWholeArgument = 0xffffffff;

void allow_values(Program& program, int call, unsigned index, std::initializer_list<std::uint32_t> values) {
  for (const std::uint32_t value : values) program.allow_if(call, {{index, kWholeArgument, value}});
}

// open(O_RDONLY|O_TRUNC) empties a file through Landlock before version 3, which looks at the mode of the
// descriptor only.
void allow_open(Program& program, int call, unsigned flags_index) {
  program.allow_if(call, {{flags_index, O_TRUNC, 0}});
  for (const std::uint32_t mode : {O_WRONLY, O_RDWR})
    program.allow_if(call, {{flags_index, O_ACCMODE | O_TRUNC, mode | O_TRUNC}});
}

void allow_by_argument(Program& program) {
  // Threads, and processes without new namespaces. clone3 hides its flags in memory: libc falls back to
  // clone.
  constexpr std::uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                       CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
  constexpr std::uint32_t not_children = CLONE_PARENT | CLONE_PTRACE | CLONE_UNTRACED;
  program.allow_if(SYS_clone, {{0, namespaces | not_children, 0}});
  allow_open(program, SYS_openat, 2);
#ifdef __x86_64__
  allow_open(program, SYS_open, 1);
#endif
  // Not F_SETOWN and F_SETSIG, which send any signal to any process of the user, nor leases, notifications,
  // seals.
  allow_values(program, SYS_fcntl, 1, {F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC});
  allow_values(program, SYS_ioctl, 1, {TCGETS, TIOCGWINSZ, FIOCLEX, FIONCLEX, FIONREAD, FIONBIO});
  // Limits of this process only (0); without capabilities they can only be lowered.
  allow_values(program, SYS_prlimit64, 0, {0});
  allow_values(program, SYS_prctl, 0,
               {PR_SET_NAME, PR_GET_NAME, PR_GET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_GET_NO_NEW_PRIVS,
                PR_GET_DUMPABLE, PR_SET_SECCOMP, kPrSetVma});
}

}  // namespace

Filter compiler_filter(bool signals) {
  Program program;
  for (const int call : kPlainSystemCalls) program.always(call, kAllow);
  allow_by_argument(program);
  // Dying with the parent can be asked for, not called off.
  program.allow_if(SYS_prctl, {{0, kWholeArgument, PR_SET_PDEATHSIG}, {1, kWholeArgument, SIGKILL}});
  // rustc copies a file's mode along with it. Answered with success and not done: a descriptor that was
  // opened for reading is enough to take the sysroot's mode bits away from its owner.
  program.always(SYS_fchmod, refuse(0));
  if (signals)
    for (const int call : {SYS_kill, SYS_tgkill, SYS_tkill}) program.always(call, kAllow);
  return program.finish(refuse(ENOSYS));
}

Filter single_process_filter() {
  Program program;
  program.allow_if(SYS_clone, {{0, CLONE_THREAD, CLONE_THREAD}});
  program.always(SYS_clone, refuse(EPERM));
  program.always(SYS_clone3, refuse(ENOSYS));
#ifdef __x86_64__
  program.always(SYS_fork, refuse(EPERM));
  program.always(SYS_vfork, refuse(EPERM));
#endif
  program.always(SYS_seccomp, refuse(EPERM));
  for (const std::uint32_t option : {PR_SET_SECCOMP, PR_SET_PDEATHSIG})
    program.refuse_if(SYS_prctl, {0, kWholeArgument, option}, EPERM);
  return program.finish(kAllow);
}

bool install(const Filter& filter) noexcept {
  sock_fprog program{static_cast<unsigned short>(filter.size()), const_cast<sock_filter*>(filter.data())};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace plrust::sandbox
