// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static __thread sigjmp_buf back;
static __thread volatile bool guarded;

static void caught(int number)
{
	if (guarded)
		siglongjmp(back, number);
	signal(number, SIG_DFL);
	raise(number);
}

void guard_install(void)
{
	/* SA_NODEFER: the handler is left by a jump, so there is no mask to be put back. */
	struct sigaction action = { .sa_handler = caught, .sa_flags = SA_NODEFER };

	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
}

int guard_run(void (*body)(void *arg), void *arg)
{
	int number = sigsetjmp(back, 0);

	if (!number) {
		guarded = true;
		body(arg);
	}
	guarded = false;
	return number;
}
