// SPDX-License-Identifier: GPL-2.0-only
/* labtool hold: a process that maps pages of files, such as a device's BARs in sysfs, and keeps them until it ends. */
#define _GNU_SOURCE
#include "labtool.h"
#include "session.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static void cmd_map(struct session *session, int argc, char **argv)
{
	int64_t page;
	void *map;
	int fd;

	(void)session, (void)argc;
	if (!parse_number(argv[1], &page) || page < 0) {
		answer_usage("which page is %s?", argv[1]);
		return;
	}
	fd = open(argv[0], O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		answer_errno("open");
		return;
	}
	map = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, page * PAGE_BYTES);
	if (map == MAP_FAILED)
		answer_errno("mmap");
	else
		answer_ok(NULL);
	close(fd);
}

int tool_hold(int argc, char **argv)
{
	static const struct command list[] = {
		{ "map", "FILE PAGE", 2, 2, false, cmd_map },
	};
	static const struct commands commands = { list, ARRAY_SIZE(list) };
	static const struct commands *const known[] = { &commands };
	static struct session session;

	(void)argv;
	if (argc)
		die(EXIT_CANNOT, "hold");
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
