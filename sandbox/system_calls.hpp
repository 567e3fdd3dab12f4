// SPDX-License-Identifier: PostgreSQL
// The system calls that rustc, lld and our own tools make, by purpose, without those whose arguments matter
// (seccomp.cpp). What is absent is as deliberate as what is here:
//   chmod, chown, utime, setxattr   Landlock does not control them; the server's own files belong to the same
//   user truncate                        not controlled before Landlock 3 (open with O_TRUNC is checked by
//   argument) flock                           a read-only descriptor is enough to lock out whoever builds the
//   sysroot setsid, setpgid                 nothing may leave the process group by which it is killed
//   setpriority, sched_set*, ioprio_set   reach other processes of the same user
//   socket*, ptrace, process_*, pidfd_*, memfd_create, execveat, io_uring_*, userfaultfd, bpf, mount,
//   unshare, setns, keyctl, perf_event_open, shm*, msg*, sem*, mq_*, inotify, fanotify, splice, seccomp,
//   landlock_*   never needed
#pragma once

#include <sys/syscall.h>

namespace plrust::sandbox {

inline constexpr int kPlainSystemCalls[] = {
    // memory
    SYS_brk,
    SYS_madvise,
    SYS_mincore,
    SYS_mmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_msync,
    SYS_munmap,
    // files that are open
    SYS_close,
    SYS_close_range,
    SYS_copy_file_range,
    SYS_dup,
    SYS_dup3,
    SYS_fadvise64,
    SYS_fallocate,
    SYS_fdatasync,
    SYS_fstat,
    SYS_fstatfs,
    SYS_fsync,
    SYS_ftruncate,
    SYS_getdents64,
    SYS_lseek,
    SYS_pread64,
    SYS_preadv,
    SYS_pwrite64,
    SYS_pwritev,
    SYS_read,
    SYS_readv,
    SYS_write,
    SYS_writev,
    // names; Landlock decides
    SYS_chdir,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_fchdir,
    SYS_getcwd,
    SYS_linkat,
    SYS_mkdirat,
    SYS_newfstatat,
    SYS_readlinkat,
    SYS_renameat2,
    SYS_statfs,
    SYS_statx,
    SYS_umask,
    SYS_unlinkat,
    // waiting
    SYS_clock_nanosleep,
    SYS_epoll_create1,
    SYS_epoll_ctl,
    SYS_epoll_pwait,
    SYS_eventfd2,
    SYS_futex,
    SYS_nanosleep,
    SYS_pipe2,
    SYS_ppoll,
    SYS_pselect6,
    SYS_restart_syscall,
    SYS_sched_yield,
    // the process itself
    SYS_execve,
    SYS_exit,
    SYS_exit_group,
    SYS_getegid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getgroups,
    SYS_getpgid,
    SYS_getpid,
    SYS_getppid,
    SYS_getresgid,
    SYS_getresuid,
    SYS_getsid,
    SYS_gettid,
    SYS_getuid,
    SYS_membarrier,
    SYS_rseq,
    SYS_rt_sigaction,
    SYS_rt_sigpending,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigsuspend,
    SYS_rt_sigtimedwait,
    SYS_set_robust_list,
    SYS_set_tid_address,
    SYS_sigaltstack,
    SYS_wait4,
    SYS_waitid,
    // questions without consequences
    SYS_clock_getres,
    SYS_clock_gettime,
    SYS_getcpu,
    SYS_getrandom,
    SYS_getrusage,
    SYS_gettimeofday,
    SYS_sched_getaffinity,
    SYS_sched_getparam,
    SYS_sched_getscheduler,
    SYS_sysinfo,
    SYS_times,
    SYS_uname,
#ifdef __x86_64__
    // older spellings of the above
    SYS_access,
    SYS_arch_prctl,
    SYS_dup2,
    SYS_epoll_create,
    SYS_epoll_wait,
    SYS_getpgrp,
    SYS_getrlimit,
    SYS_link,
    SYS_lstat,
    SYS_mkdir,
    SYS_pipe,
    SYS_poll,
    SYS_readlink,
    SYS_rename,
    SYS_renameat,
    SYS_rmdir,
    SYS_select,
    SYS_stat,
    SYS_time,
    SYS_unlink,
#endif
#ifdef __aarch64__
    SYS_getrlimit,
    SYS_renameat,
#endif
};

}  // namespace plrust::sandbox
