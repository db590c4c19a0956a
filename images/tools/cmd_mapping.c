// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on the mapping of a device as a whole: its pages, its pieces, its length. */
#define _GNU_SOURCE
#include "session.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static size_t pages_of(const struct session *session)
{
	return session->device.mapped / getpagesize();
}

static uint32_t first_word(const struct session *session, size_t page)
{
	return *(volatile uint32_t *)((char *)session->device.mapping + page * getpagesize());
}

static long minor_faults(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_THREAD, &usage))
		die(EXIT_CANNOT, "getrusage");
	return usage.ru_minflt;
}

static void touch(const struct session *session, size_t from, size_t to)
{
	for (size_t page = from; page < to; page++)
		first_word(session, page);
}

/* Touches the first page, then all others: how many page faults each took. The first run brings this code into memory. */
static void cmd_faults(struct session *session, int argc, char **argv)
{
	long before, between;

	(void)argc, (void)argv;
	before = minor_faults();
	touch(session, 0, 1);
	between = minor_faults();
	touch(session, 1, pages_of(session));
	answer_ok("\"first\":%ld,\"rest\":%ld", between - before, minor_faults() - between);
}

/* Makes one page read-only, which cuts the mapping in pieces: each has to go on showing its own part of the device. */
static void cmd_protect(struct session *session, int argc, char **argv)
{
	int64_t page;

	(void)argc;
	if (!number_in(argv[0], 0, pages_of(session) - 1, &page))
		return;
	if (mprotect((char *)session->device.mapping + page * getpagesize(), getpagesize(), PROT_READ))
		answer_errno("mprotect");
	else
		answer_ok(NULL);
}

/* Asks for one page more than was mapped. */
static void cmd_grow(struct session *session, int argc, char **argv)
{
	size_t size = session->device.mapped;
	void *start = mremap(session->device.mapping, size, size + getpagesize(), MREMAP_MAYMOVE);

	(void)argc, (void)argv;
	if (start == MAP_FAILED) {
		answer_errno("mremap");
		return;
	}
	session->device.mapping = start;
	session->device.mapped = size + getpagesize();
	answer_ok(NULL);
}

static const struct command list[] = {
	{ "faults", "", 0, 0, true, cmd_faults },
	{ "protect", "PAGE", 1, 1, true, cmd_protect },
	{ "grow", "", 0, 0, true, cmd_grow },
};
const struct commands mapping_commands = { list, ARRAY_SIZE(list) };
