#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64"
#endif

int csandbox_close_all_but(int kept) {
    unsigned first = STDERR_FILENO + 1;
    if (kept >= (int)first) {
        if (kept > (int)first && syscall(SYS_close_range, first, (unsigned)kept - 1, 0) != 0) return errno;
        first = (unsigned)kept + 1;
    }
    return syscall(SYS_close_range, first, ~0u, 0) == 0 ? 0 : errno;
}

int csandbox_drop_privileges(void) {
    struct rlimit none = {0, 0};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
    if (setrlimit(RLIMIT_CORE, &none) != 0) return errno;
    return 0;
}

int csandbox_limit_memory(uint64_t bytes) {
    struct rlimit limit = {bytes, bytes};
    return setrlimit(RLIMIT_AS, &limit) == 0 ? 0 : errno;
}

int csandbox_limit_cpu_from_now(uint64_t seconds) {
    struct timespec used;
    struct rlimit limit;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) return errno;
    if (getrlimit(RLIMIT_CPU, &limit) != 0) return errno;
    limit.rlim_cur = (rlim_t)used.tv_sec + seconds + 1;
    if (limit.rlim_max != RLIM_INFINITY && limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_CPU, &limit) == 0 ? 0 : errno;
}

int csandbox_ignore_stop_signals(void) {
    static const int signals[] = {SIGPIPE, SIGINT, SIGTERM, SIGHUP};
    struct sigaction ignore;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], &ignore, NULL) != 0) return errno;
    return 0;
}

// The program is put together in an array; `at` is where the next instruction goes.
enum { MOST_INSTRUCTIONS = 256 };
struct program {
    struct sock_filter code[MOST_INSTRUCTIONS];
    unsigned short at;
};

static void emit(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t k) {
    if (p->at < MOST_INSTRUCTIONS) p->code[p->at] = (struct sock_filter){code, yes, no, k};
    p->at++;
}

static void load(struct program *p, size_t offset) { emit(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, (uint32_t)offset); }
static void answer(struct program *p, uint32_t action) { emit(p, BPF_RET | BPF_K, 0, 0, action); }
static void load_number(struct program *p) { load(p, offsetof(struct seccomp_data, nr)); }

// The low half of an argument; little-endian on both machines that we know.
static void load_argument(struct program *p, int index) {
    load(p, offsetof(struct seccomp_data, args) + 8 * (size_t)index);
}

#define ERRNO_ACTION(e) (SECCOMP_RET_ERRNO | ((e) & SECCOMP_RET_DATA))
#define SKIP_UNLESS_EQUAL(p, k, skip) emit((p), BPF_JMP | BPF_JEQ | BPF_K, 0, (skip), (k))

static void allow(struct program *p, uint32_t number) {
    SKIP_UNLESS_EQUAL(p, number, 1);
    answer(p, SECCOMP_RET_ALLOW);
}

static void refuse(struct program *p, uint32_t number, int error) {
    SKIP_UNLESS_EQUAL(p, number, 1);
    answer(p, ERRNO_ACTION(error));
}

// Allowed when the argument equals `value`.
static void allow_if_equal(struct program *p, uint32_t number, int argument, uint32_t value) {
    SKIP_UNLESS_EQUAL(p, number, 4);
    load_argument(p, argument);
    SKIP_UNLESS_EQUAL(p, value, 1);
    answer(p, SECCOMP_RET_ALLOW);
    answer(p, ERRNO_ACTION(EPERM));
}

// Allowed when `(argument & mask)` is zero, or not zero, as `wanted` says.
static void allow_if_bits(struct program *p, uint32_t number, int argument, uint32_t mask, bool wanted) {
    SKIP_UNLESS_EQUAL(p, number, 4);
    load_argument(p, argument);
    emit(p, BPF_JMP | BPF_JSET | BPF_K, wanted ? 0 : 1, wanted ? 1 : 0, mask);
    answer(p, SECCOMP_RET_ALLOW);
    answer(p, ERRNO_ACTION(EPERM));
}

// Locks and flags of what is open. Not F_SETFL, F_SETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY: each lets the kernel
// signal another process of the same user.
static const uint32_t allowed_fcntl[] = {
    F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_OFD_GETLK, F_OFD_SETLK, F_DUPFD_CLOEXEC,
};

static void allow_fcntl(struct program *p) {
    const size_t count = sizeof allowed_fcntl / sizeof *allowed_fcntl;
    SKIP_UNLESS_EQUAL(p, SYS_fcntl, (uint8_t)(2 * count + 2));
    load_argument(p, 1);
    for (size_t i = 0; i < count; i++) allow(p, allowed_fcntl[i]);
    answer(p, ERRNO_ACTION(EPERM));
}

// Of this process alone: every limit may be read, and none be set but that on processor time, which begins anew with
// each request.
static void allow_own_limits(struct program *p) {
    SKIP_UNLESS_EQUAL(p, SYS_prlimit64, 10);
    load_argument(p, 0);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 7, 0);
    load_argument(p, 1);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, 4, 0, RLIMIT_CPU);
    // Both halves of the pointer to a new limit.
    load_argument(p, 2);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 0);
    load(p, offsetof(struct seccomp_data, args) + 8 * 2 + 4);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    answer(p, SECCOMP_RET_ALLOW);
    answer(p, ERRNO_ACTION(EPERM));
}

// What a process that only reads and writes what it has open, computes and allocates needs.
static const int allowed[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_pwrite64, SYS_preadv, SYS_pwritev,
    SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_ftruncate, SYS_fallocate, SYS_fsync, SYS_fdatasync,
    SYS_close, SYS_ppoll,
    SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_mincore,
    SYS_futex, SYS_sched_yield, SYS_sched_getaffinity, SYS_set_robust_list, SYS_rseq, SYS_membarrier,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday,
    SYS_getrandom, SYS_getpid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_getcpu,
    SYS_sysinfo, SYS_uname, SYS_getrusage, SYS_exit, SYS_exit_group,
#ifdef SYS_poll
    SYS_poll,
#endif
};

int csandbox_lock_down(void) {
    static struct program p;
    p.at = 0;
    load(&p, offsetof(struct seccomp_data, arch));
    emit(&p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, OUR_ARCH);
    answer(&p, SECCOMP_RET_KILL_PROCESS);
    load_number(&p);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) allow(&p, (uint32_t)allowed[i]);
    // Each of the following ends in an answer once its number has matched, so the number stays loaded.
    allow_if_bits(&p, SYS_mmap, 2, PROT_EXEC, false);
    allow_if_bits(&p, SYS_mprotect, 2, PROT_EXEC, false);
    allow_if_bits(&p, SYS_clone, 0, CLONE_THREAD, true);
    allow_if_equal(&p, SYS_prctl, 0, PR_SET_NAME);
    allow_fcntl(&p);
    allow_own_limits(&p);
    allow_if_equal(&p, SYS_tgkill, 0, (uint32_t)getpid());
    // Its flags lie in memory, out of the filter's sight: the library then falls back to clone.
    refuse(&p, SYS_clone3, ENOSYS);
    answer(&p, ERRNO_ACTION(EPERM));
    if (p.at > MOST_INSTRUCTIONS) return E2BIG;

    struct sock_fprog filter = {.len = p.at, .filter = p.code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    long status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    if (status < 0) return errno;
    return status == 0 ? 0 : ESRCH;  // a thread that could not be brought under the filter
}

static int outcome(long result) { return result < 0 ? errno : 0; }

static int try_socket(void) { return outcome(syscall(SYS_socket, AF_INET, SOCK_STREAM, 0)); }
static int try_socket_unix(void) { return outcome(syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0)); }
static int try_socketpair(void) {
    int pair[2];
    return outcome(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair));
}
static int try_connect(void) {
    struct sockaddr address = {.sa_family = AF_INET};
    return outcome(syscall(SYS_connect, 0, &address, sizeof address));
}
static int try_bind(void) {
    struct sockaddr address = {.sa_family = AF_INET};
    return outcome(syscall(SYS_bind, 0, &address, sizeof address));
}
static int try_listen(void) { return outcome(syscall(SYS_listen, 0, 1)); }
static int try_accept4(void) { return outcome(syscall(SYS_accept4, 0, NULL, NULL, 0)); }
static int try_sendto(void) { return outcome(syscall(SYS_sendto, 2, "", 0, 0, NULL, 0)); }
static int try_sendmsg(void) {
    struct msghdr message = {0};
    return outcome(syscall(SYS_sendmsg, 2, &message, 0));
}
static int try_recvmsg(void) {
    struct msghdr message = {0};
    return outcome(syscall(SYS_recvmsg, 0, &message, MSG_DONTWAIT));
}
static int try_execve(void) {
    char *none[] = {NULL};
    return outcome(syscall(SYS_execve, "/nonexistent", none, none));
}
static int try_execveat(void) {
    char *none[] = {NULL};
    return outcome(syscall(SYS_execveat, AT_FDCWD, "/nonexistent", none, none, 0));
}
// As fork does it. Should it succeed, the child leaves at once.
static int try_fork(void) {
    long child = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
    if (child == 0) _exit(0);
    return outcome(child);
}
static int try_ptrace(void) { return outcome(syscall(SYS_ptrace, PTRACE_TRACEME, 0, NULL, NULL)); }
static int try_process_vm_readv(void) {
    return outcome(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
}
static int try_kill(void) { return outcome(syscall(SYS_kill, getppid(), 0)); }
static int try_tgkill_parent(void) { return outcome(syscall(SYS_tgkill, getppid(), getppid(), 0)); }
static int try_openat(void) { return outcome(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY)); }
static int try_openat2(void) { return outcome(syscall(SYS_openat2, AT_FDCWD, "/dev/null", NULL, 0)); }
static int try_unlinkat(void) { return outcome(syscall(SYS_unlinkat, AT_FDCWD, "/nonexistent", 0)); }
static int try_renameat2(void) {
    return outcome(syscall(SYS_renameat2, AT_FDCWD, "/nonexistent", AT_FDCWD, "/nonexistent", 0));
}
static int try_memfd_create(void) { return outcome(syscall(SYS_memfd_create, "", 0)); }
static int try_mmap_executable(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : 0;
}
static int try_mprotect_executable(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) return errno == EPERM ? ENOMEM : errno;
    int result = mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 ? 0 : errno;
    munmap(page, 4096);
    return result;
}
static int try_io_uring_setup(void) { return outcome(syscall(SYS_io_uring_setup, 1, NULL)); }
static int try_bpf(void) { return outcome(syscall(SYS_bpf, 0, NULL, 0)); }
static int try_perf_event_open(void) { return outcome(syscall(SYS_perf_event_open, NULL, 0, 0, -1, 0)); }
static int try_unshare(void) { return outcome(syscall(SYS_unshare, 0)); }
static int try_mount(void) { return outcome(syscall(SYS_mount, NULL, "/nonexistent", NULL, 0, NULL)); }
static int try_setuid(void) { return outcome(syscall(SYS_setuid, getuid())); }
static int try_prctl(void) { return outcome(syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0)); }
static int try_prlimit_parent(void) {
    struct rlimit limit;
    return outcome(syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, NULL, &limit));
}
static int try_prlimit_new(void) {
    struct rlimit limit = {0, 0};
    return outcome(syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL));
}
static int try_fcntl_owner(void) { return outcome(syscall(SYS_fcntl, 0, F_SETOWN, getppid())); }
static int try_fcntl_signal(void) { return outcome(syscall(SYS_fcntl, 0, F_SETSIG, SIGKILL)); }
static int try_fcntl_async(void) { return outcome(syscall(SYS_fcntl, 0, F_SETFL, O_ASYNC)); }
static int try_fcntl_lease(void) { return outcome(syscall(SYS_fcntl, 0, F_SETLEASE, F_UNLCK)); }
static int try_ioctl(void) { return outcome(syscall(SYS_ioctl, 2, 0, NULL)); }

static const struct {
    const char *name;
    int (*run)(void);
} attempts[] = {
    {"socket", try_socket},
    {"socket (unix)", try_socket_unix},
    {"socketpair", try_socketpair},
    {"connect", try_connect},
    {"bind", try_bind},
    {"listen", try_listen},
    {"accept4", try_accept4},
    {"sendto", try_sendto},
    {"sendmsg", try_sendmsg},
    {"recvmsg", try_recvmsg},
    {"execve", try_execve},
    {"execveat", try_execveat},
    {"fork", try_fork},
    {"ptrace", try_ptrace},
    {"process_vm_readv", try_process_vm_readv},
    {"kill", try_kill},
    {"tgkill (another process)", try_tgkill_parent},
    {"openat", try_openat},
    {"openat2", try_openat2},
    {"unlinkat", try_unlinkat},
    {"renameat2", try_renameat2},
    {"memfd_create", try_memfd_create},
    {"mmap (executable)", try_mmap_executable},
    {"mprotect (executable)", try_mprotect_executable},
    {"io_uring_setup", try_io_uring_setup},
    {"bpf", try_bpf},
    {"perf_event_open", try_perf_event_open},
    {"unshare", try_unshare},
    {"mount", try_mount},
    {"setuid", try_setuid},
    {"prctl", try_prctl},
    {"prlimit64 (another process)", try_prlimit_parent},
    {"prlimit64 (a new limit)", try_prlimit_new},
    {"fcntl (F_SETOWN)", try_fcntl_owner},
    {"fcntl (F_SETSIG)", try_fcntl_signal},
    {"fcntl (O_ASYNC)", try_fcntl_async},
    {"fcntl (F_SETLEASE)", try_fcntl_lease},
    {"ioctl", try_ioctl},
};

int csandbox_attempt_count(void) { return (int)(sizeof attempts / sizeof *attempts); }

const char *csandbox_attempt_name(int index) {
    return index >= 0 && index < csandbox_attempt_count() ? attempts[index].name : "";
}

int csandbox_attempt(int index) {
    return index >= 0 && index < csandbox_attempt_count() ? attempts[index].run() : ENOENT;
}
