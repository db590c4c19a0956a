// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on /dev/uioN itself. */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* By another node of the same device, if one is named: any with its number will do. */
static void cmd_open(struct session *session, int argc, char **argv)
{
	if (argc)
		snprintf(session->device.node, sizeof(session->device.node), "%s", argv[0]);
	if (session->device.fd >= 0)
		answer_usage("open: it is open");
	else if (device_open(&session->device) < 0)
		answer_errno(session->device.call ? session->device.call : "open");
	else
		answer_ok("\"fd\":%d", session->device.fd);
}

/* A mapping outlives the file descriptor, as it does for any process. */
static void cmd_close(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (device_close(&session->device))
		answer_errno("close");
	else
		answer_ok(NULL);
}

static void cmd_map(struct session *session, int argc, char **argv)
{
	int number;

	if (argc > 1 && strcmp(argv[1], "private")) {
		answer_usage("map: NAME, and private or nothing");
		return;
	}
	session->device.private_maps = argc > 1;
	if (session->device.registers)
		device_unmap(&session->device);
	number = device_map(&session->device, argc ? argv[0] : "BAR0");
	if (number < 0)
		answer_errno(errno == ENOENT ? "find" : "mmap");
	else
		answer_ok("\"map\":%d,\"size\":%zu", number, session->device.size);
}

/* A map by number, of any length: what mmap() says to it. */
static void cmd_trymap(struct session *session, int argc, char **argv)
{
	int64_t number, pages;
	void *start;

	(void)argc;
	if (!number_in(argv[0], 0, 1000000, &number) || !number_in(argv[1], 1, 1000000, &pages))
		return;
	start = mmap(NULL, pages * getpagesize(), PROT_READ, MAP_SHARED, session->device.fd, number * getpagesize());
	if (start == MAP_FAILED) {
		answer_errno("mmap");
		return;
	}
	munmap(start, pages * getpagesize());
	answer_ok(NULL);
}

static void cmd_unmap(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (device_unmap(&session->device))
		answer_errno("munmap");
	else
		answer_ok(NULL);
}

/* The contract of read() and poll() on the device itself: what came by uio_event_notify(). Never blocks for ever. */
static void cmd_poll(struct session *session, int argc, char **argv)
{
	struct pollfd poller = { .fd = session->device.fd, .events = POLLIN | POLLPRI };
	int64_t ms;

	(void)argc;
	if (!number_in(argv[0], 0, 60000, &ms))
		return;
	if (poll(&poller, 1, ms) < 0)
		answer_errno("poll");
	else
		answer_ok("\"in\":%s,\"error\":%s,\"hangup\":%s", poller.revents & POLLIN ? "true" : "false",
			  poller.revents & POLLERR ? "true" : "false", poller.revents & POLLHUP ? "true" : "false");
}

/* Without blocking unless asked. */
static void cmd_read(struct session *session, int argc, char **argv)
{
	int flags = fcntl(session->device.fd, F_GETFL);
	int32_t events;
	ssize_t got;

	(void)argv;
	fcntl(session->device.fd, F_SETFL, argc ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
	got = read(session->device.fd, &events, sizeof(events));
	if (got < 0)
		answer_errno("read");
	else
		answer_ok("\"bytes\":%zd,\"events\":%d", got, events);
	fcntl(session->device.fd, F_SETFL, flags);
}

static void cmd_write(struct session *session, int argc, char **argv)
{
	int64_t value;
	int32_t on;

	(void)argc;
	if (!number_in(argv[0], INT32_MIN, INT32_MAX, &value))
		return;
	on = value;
	if (write(session->device.fd, &on, sizeof(on)) < 0)
		answer_errno("write");
	else
		answer_ok(NULL);
}

/*
 * As a debugger does it: by the kernel, behind the back of the page tables. Offset and length are those of one register.
 * access_remote_vm() answers EIO for all that it cannot reach.
 */
static void debug_access(struct session *session, const char *offset_word, uint32_t *value, bool write)
{
	int fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	int64_t offset;
	ssize_t done;
	off_t at;

	if (fd < 0) {
		answer_errno("open");
		return;
	}
	if (number_in(offset_word, 0, session->device.size - sizeof(*value), &offset)) {
		at = (uintptr_t)session->device.registers + offset;
		done = write ? pwrite(fd, value, sizeof(*value), at) : pread(fd, value, sizeof(*value), at);
		if (done != sizeof(*value))
			answer_errno(write ? "pwrite" : "pread");
		else
			answer_ok("\"value\":%u", *value);
	}
	close(fd);
}

static void cmd_debug_read(struct session *session, int argc, char **argv)
{
	uint32_t value = 0;

	(void)argc;
	debug_access(session, argv[0], &value, false);
}

static void cmd_debug_write(struct session *session, int argc, char **argv)
{
	uint32_t value;
	int64_t number;

	(void)argc;
	if (!number_in(argv[1], 0, UINT32_MAX, &number))
		return;
	value = number;
	debug_access(session, argv[0], &value, true);
}

static const struct command list[] = {
	{ "open", "[NODE]", 0, 1, false, cmd_open },
	{ "close", "", 0, 0, false, cmd_close },
	{ "map", "[NAME|mapN [private]]", 0, 2, false, cmd_map },
	{ "unmap", "", 0, 0, true, cmd_unmap },
	{ "pollfd", "MS", 1, 1, false, cmd_poll },
	{ "trymap", "NUMBER PAGES", 2, 2, false, cmd_trymap },
	{ "readfd", "[block]", 0, 1, false, cmd_read },
	{ "writefd", "NUMBER", 1, 1, false, cmd_write },
	{ "debug-read", "OFFSET", 1, 1, true, cmd_debug_read },
	{ "debug-write", "OFFSET VALUE", 2, 2, true, cmd_debug_write },
};
const struct commands device_commands = { list, ARRAY_SIZE(list) };
