/* SPDX-License-Identifier: GPL-2.0-only */
/* Accesses that may fault: registers whose mapping the kernel can revoke at any moment. */
#ifndef GUARD_H
#define GUARD_H

/* From here on SIGBUS and SIGSEGV end a guarded access instead of the process; elsewhere they kill it as ever. */
void guard_install(void);
/* Runs `body` in this thread. 0, or the signal that ended it early. */
int guard_run(void (*body)(void *arg), void *arg);

#endif
