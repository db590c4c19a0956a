/* SPDX-License-Identifier: GPL-2.0-only */
/* The next allocation or user copy of a thread that fails (Documentation/fault-injection/fault-injection.rst). */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>

/* Before the first failure; ends the program where the kernel has no such thing. */
void fault_set_up(void);
/* The NUMBERth from now on fails; 0: none does. */
void fault_nth(int number);
/* Whether the failure was used up; clears it if not. */
bool fault_used(void);

/* For a session's command (cmd_fault.c): around the one system call that it is about. Leaves errno alone. */
void fault_begin(void);
void fault_end(void);

#endif
