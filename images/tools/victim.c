// SPDX-License-Identifier: GPL-2.0-only
/* labtool victim: a process that has a secret in a page of its own, and does nothing with any device. */
#define _GNU_SOURCE
#include "labtool.h"
#include "session.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

static char *secret;

static void cmd_keep(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc;
	memset(secret, 0, PAGE_BYTES);
	strncpy(secret, argv[0], PAGE_BYTES - 1);
	answer_ok("\"address\":\"0x%llx\"", (unsigned long long)physical_address(secret));
}

static void cmd_look(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc, (void)argv;
	answer_ok("\"bytes\":\"%s\"", as_hex((uint8_t *)secret, strnlen(secret, PAGE_BYTES)));
}

int tool_victim(int argc, char **argv)
{
	static const struct command list[] = {
		{ "keep", "WORD", 1, 1, false, cmd_keep },
		{ "look", "", 0, 0, false, cmd_look },
	};
	static const struct commands commands = { list, ARRAY_SIZE(list) };
	static const struct commands *const known[] = { &commands };
	static struct session session;

	(void)argv;
	if (argc)
		die(EXIT_CANNOT, "victim");
	secret = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
	if (secret == MAP_FAILED)
		die(EXIT_CANNOT, "no page: %s", strerror(errno));
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
