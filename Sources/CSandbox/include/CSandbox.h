// The worker's cage: what Swift cannot say because it is made of macros and system call numbers.
//
// Every function returns 0, or the errno of what failed. None allocates, none throws.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Closes every descriptor but the three standard ones and `kept`: whatever was inherited by mistake.
int csandbox_close_all_but(int kept);

// Takes away what the process will never need: new privileges, core dumps, being traced by its own user.
int csandbox_drop_privileges(void);

// Limits the process's address space (RLIMIT_AS), in bytes.
int csandbox_limit_memory(uint64_t bytes);

// Ends the process by SIGXCPU once it has used `seconds` more of processor time than now. Each call begins anew.
int csandbox_limit_cpu_from_now(uint64_t seconds);

// Ignores the signals by which a terminal or a service manager stops a whole group: the worker ends when its
// socket is closed, so that requests in flight are answered first.
int csandbox_ignore_stop_signals(void);

// Installs the system call filter on every thread: a list of what is allowed, EPERM for everything else.
// Nothing can be opened, connected, executed, forked, traced or made executable afterwards.
int csandbox_lock_down(void);

// The attempts of the self-test: how many there are, the name of one, and the errno with which it ends now
// (0 when it succeeded).
int csandbox_attempt_count(void);
const char *csandbox_attempt_name(int index);
int csandbox_attempt(int index);
