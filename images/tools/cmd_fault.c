// SPDX-License-Identifier: GPL-2.0-only
/* Session commands that make the next system call of cmd_file.c fail within: an allocation in it, or a user copy. */
#include "fault.h"
#include "session.h"

#include <errno.h>

/* What the next call is armed with, and whether the last one met it. */
static int pending;
static bool ready, used;

void fault_begin(void)
{
	if (pending)
		fault_nth(pending);
}

void fault_end(void)
{
	int error = errno;

	if (pending)
		used = fault_used();
	pending = 0;
	errno = error;
}

static void cmd_fail(struct session *session, int argc, char **argv)
{
	int64_t number;

	(void)session, (void)argc;
	if (!number_in(argv[0], 1, 100000, &number))
		return;
	if (!ready)
		fault_set_up();
	ready = true;
	used = false;
	pending = number;
	answer_ok(NULL);
}

static void cmd_failed(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc, (void)argv;
	answer_ok("\"used\":%s", used ? "true" : "false");
}

static const struct command list[] = {
	{ "fail", "NTH", 1, 1, false, cmd_fail },
	{ "failed", "", 0, 0, false, cmd_failed },
};
const struct commands fault_commands = { list, ARRAY_SIZE(list) };
