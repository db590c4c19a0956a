// SPDX-License-Identifier: GPL-2.0-only
/* labtool calls: a process that makes the system calls that it is told to, with no device of its own. */
#include "labtool.h"
#include "session.h"

int tool_calls(int argc, char **argv)
{
	static const struct commands *const known[] = {
		&file_commands, &memory_commands, &vector_commands, &fault_commands, &tree_commands,
	};
	static struct session session = { .device.fd = -1 };

	(void)argv;
	if (argc)
		die(EXIT_CANNOT, "calls");
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
