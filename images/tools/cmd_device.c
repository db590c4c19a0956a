// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on /dev/uioN itself. */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void cmd_open(struct session *session, int count, char **words)
{
	(void)count, (void)words;
	if (session->device.fd >= 0)
		answer_usage("open: it is open");
	else if (device_open(&session->device) < 0)
		answer_errno(session->device.call ? session->device.call : "open");
	else
		answer_ok("\"fd\":%d", session->device.fd);
}

/* A mapping outlives the file descriptor, as it does for any process. */
static void cmd_close(struct session *session, int count, char **words)
{
	(void)count, (void)words;
	if (device_close(&session->device))
		answer_errno("close");
	else
		answer_ok(NULL);
}

static void cmd_map(struct session *session, int count, char **words)
{
	int number;

	if (count > 1 && strcmp(words[1], "private")) {
		answer_usage("map: NAME, and private or nothing");
		return;
	}
	session->device.private_maps = count > 1;
	if (session->device.registers)
		device_unmap(&session->device);
	number = device_map(&session->device, count ? words[0] : "BAR0");
	if (number < 0)
		answer_errno(errno == ENOENT ? "find" : "mmap");
	else
		answer_ok("\"map\":%d,\"size\":%zu", number, session->device.size);
}

/* A map by number, of any length: what mmap() says to it. */
static void cmd_trymap(struct session *session, int count, char **words)
{
	int64_t number, pages;
	void *start;

	(void)count;
	if (!number_in(words[0], 0, 1000000, &number) || !number_in(words[1], 1, 1000000, &pages))
		return;
	start = mmap(NULL, pages * getpagesize(), PROT_READ, MAP_SHARED, session->device.fd, number * getpagesize());
	if (start == MAP_FAILED) {
		answer_errno("mmap");
		return;
	}
	munmap(start, pages * getpagesize());
	answer_ok(NULL);
}

static void cmd_unmap(struct session *session, int count, char **words)
{
	(void)count, (void)words;
	if (device_unmap(&session->device))
		answer_errno("munmap");
	else
		answer_ok(NULL);
}

/* The contract of read() and poll() on the device itself: what came by uio_event_notify(). Never blocks for ever. */
static void cmd_poll(struct session *session, int count, char **words)
{
	struct pollfd poller = { .fd = session->device.fd, .events = POLLIN | POLLPRI };
	int64_t ms;

	(void)count;
	if (!number_in(words[0], 0, 60000, &ms))
		return;
	if (poll(&poller, 1, ms) < 0)
		answer_errno("poll");
	else
		answer_ok("\"in\":%s,\"error\":%s,\"hangup\":%s", poller.revents & POLLIN ? "true" : "false",
			  poller.revents & POLLERR ? "true" : "false", poller.revents & POLLHUP ? "true" : "false");
}

/* Without blocking unless asked. */
static void cmd_read(struct session *session, int count, char **words)
{
	int flags = fcntl(session->device.fd, F_GETFL);
	int32_t events;
	ssize_t got;

	(void)words;
	fcntl(session->device.fd, F_SETFL, count ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
	got = read(session->device.fd, &events, sizeof(events));
	if (got < 0)
		answer_errno("read");
	else
		answer_ok("\"bytes\":%zd,\"events\":%d", got, events);
	fcntl(session->device.fd, F_SETFL, flags);
}

static void cmd_write(struct session *session, int count, char **words)
{
	int64_t value;
	int32_t on;

	(void)count;
	if (!number_in(words[0], INT32_MIN, INT32_MAX, &value))
		return;
	on = value;
	if (write(session->device.fd, &on, sizeof(on)) < 0)
		answer_errno("write");
	else
		answer_ok(NULL);
}

static const struct command list[] = {
	{ "open", "", 0, 0, false, cmd_open },
	{ "close", "", 0, 0, false, cmd_close },
	{ "map", "[NAME|mapN [private]]", 0, 2, false, cmd_map },
	{ "unmap", "", 0, 0, true, cmd_unmap },
	{ "pollfd", "MS", 1, 1, false, cmd_poll },
	{ "trymap", "NUMBER PAGES", 2, 2, false, cmd_trymap },
	{ "readfd", "[block]", 0, 1, false, cmd_read },
	{ "writefd", "NUMBER", 1, 1, false, cmd_write },
};
const struct commands device_commands = { list, ARRAY_SIZE(list) };
