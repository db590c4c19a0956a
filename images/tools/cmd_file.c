// SPDX-License-Identifier: GPL-2.0-only
/* Session commands that make one system call each on a file that has a name; the spec says what goes in. */
#define _GNU_SOURCE
#include "calls.h"
#include "fault.h"
#include "vfio.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FILES 64

static struct event files[FILES];
static size_t file_count;

static struct event *named(const char *name)
{
	for (size_t i = 0; i < file_count; i++)
		if (!strcmp(files[i].name, name))
			return &files[i];
	return NULL;
}

int calls_file(struct session *session, const char *name)
{
	const struct vfio *vfio = session->device.vfio;
	const struct event *event = session_event(session, name), *file = named(name);

	if (file || event)
		return file ? file->fd : event->fd;
	if (!strcmp(name, "device"))
		return session->device.fd;
	if (vfio && !strcmp(name, "container"))
		return vfio->container;
	return vfio && !strcmp(name, "group") ? vfio->group : -1;
}

/* Keeps a new file under its name and answers with its number, or says why there is none. */
static void keep(const char *call, const char *name, int fd)
{
	if (fd < 0) {
		answer_errno(call);
		return;
	}
	if (named(name) || file_count == FILES) {
		answer_usage("%s: %s is no new name", call, name);
		close(fd);
		return;
	}
	snprintf(files[file_count].name, sizeof(files[file_count].name), "%s", name);
	files[file_count++].fd = fd;
	answer_ok("\"fd\":%d", fd);
}

static void cmd_open(struct session *session, int argc, char **argv)
{
	int64_t flags = O_RDWR;
	int fd;

	(void)session;
	if (argc > 2 && !number_in(argv[2], 0, INT32_MAX, &flags))
		return;
	fault_begin();
	fd = open(argv[1], flags | O_CLOEXEC);
	fault_end();
	keep("open", argv[0], fd);
}

static void cmd_eventfd2(struct session *session, int argc, char **argv)
{
	int64_t count, flags;

	(void)session, (void)argc;
	if (number_in(argv[1], 0, UINT32_MAX, &count) && number_in(argv[2], 0, INT32_MAX, &flags))
		keep("eventfd", argv[0], eventfd(count, flags));
}

/* What a system call gave as a number is a file from now on. */
static void cmd_adopt(struct session *session, int argc, char **argv)
{
	int64_t fd;

	(void)session, (void)argc;
	if (number_in(argv[1], 0, INT32_MAX, &fd))
		keep("adopt", argv[0], fd);
}

static void cmd_shut(struct session *session, int argc, char **argv)
{
	struct event *file = named(argv[0]);
	int fd = file ? file->fd : -1;

	(void)session, (void)argc;
	if (!file) {
		answer_usage("shut: no file is called %s", argv[0]);
		return;
	}
	*file = files[--file_count];
	if (close(fd))
		answer_errno("close");
	else
		answer_ok(NULL);
}

/* What the call left in the structure is told in either case: some say in it why they refuse. */
static void answer_bytes(const char *call, long result, const uint8_t *bytes, size_t count)
{
	const char *name = result < 0 ? strerrorname_np(errno) : NULL;

	if (result < 0)
		printf("{\"ok\":false,\"call\":\"%s\",\"errno\":\"%s\",\"bytes\":\"%s\"}\n", call, name ? name : "unknown",
		       as_hex(bytes, count));
	else
		printf("{\"ok\":true,\"result\":%ld,\"bytes\":\"%s\"}\n", result, as_hex(bytes, count));
	fflush(stdout);
}

static void cmd_call(struct session *session, int argc, char **argv)
{
	static uint8_t bytes[CALL_BYTES];
	int64_t request, room = 0;
	int fd, count, result;

	if (!calls_has_file(session, argv[0], &fd) || !number_in(argv[1], 0, UINT32_MAX, &request))
		return;
	if (argc > 3 && !number_in(argv[3], 0, CALL_BYTES, &room))
		return;
	count = calls_bytes(session, argv[2], bytes);
	if (count < 0)
		return;
	fault_begin();
	result = ioctl(fd, request, bytes);
	fault_end();
	answer_bytes("ioctl", result, bytes, count > room ? count : room);
}

/* An ioctl whose argument is a number. */
static void cmd_call_number(struct session *session, int argc, char **argv)
{
	int64_t request, number;
	int fd, result;

	(void)argc;
	if (!calls_has_file(session, argv[0], &fd) || !number_in(argv[1], 0, UINT32_MAX, &request) ||
	    !number_in(argv[2], INT32_MIN, UINT32_MAX, &number))
		return;
	fault_begin();
	result = ioctl(fd, request, number);
	fault_end();
	answer_bytes("ioctl", result, NULL, 0);
}

static void cmd_read(struct session *session, int argc, char **argv)
{
	static uint8_t bytes[CALL_BYTES];
	int64_t count, offset = 0;
	ssize_t got;
	int fd;

	if (!calls_has_file(session, argv[0], &fd) || !number_in(argv[1], 0, CALL_BYTES, &count))
		return;
	if (argc > 2 && !number_in(argv[2], INT64_MIN, INT64_MAX, &offset))
		return;
	fault_begin();
	got = argc > 2 ? pread(fd, bytes, count, offset) : read(fd, bytes, count);
	fault_end();
	answer_bytes("read", got, bytes, got < 0 ? 0 : got);
}

static void cmd_write(struct session *session, int argc, char **argv)
{
	static uint8_t bytes[CALL_BYTES];
	int64_t offset = 0;
	ssize_t put;
	int fd, count;

	if (!calls_has_file(session, argv[0], &fd) || (argc > 2 && !number_in(argv[2], INT64_MIN, INT64_MAX, &offset)))
		return;
	count = calls_bytes(session, argv[1], bytes);
	if (count < 0)
		return;
	fault_begin();
	put = argc > 2 ? pwrite(fd, bytes, count, offset) : write(fd, bytes, count);
	fault_end();
	answer_bytes("write", put, NULL, 0);
}

static void cmd_poll(struct session *session, int argc, char **argv)
{
	struct pollfd poller = { .events = POLLIN | POLLOUT };
	int64_t ms;

	(void)argc;
	if (!calls_has_file(session, argv[0], &poller.fd) || !number_in(argv[1], 0, 60000, &ms))
		return;
	if (argc > 2)
		poller.events = !strcmp(argv[2], "in") ? POLLIN : POLLOUT;
	if (poll(&poller, 1, ms) < 0)
		answer_errno("poll");
	else
		answer_ok("\"in\":%s,\"out\":%s,\"error\":%s,\"hangup\":%s", poller.revents & POLLIN ? "true" : "false",
			  poller.revents & POLLOUT ? "true" : "false", poller.revents & POLLERR ? "true" : "false",
			  poller.revents & POLLHUP ? "true" : "false");
}

/* What /proc/self/fdinfo says of a file under a key: the rest of the line. */
static void cmd_fdinfo(struct session *session, int argc, char **argv)
{
	char path[40], line[160];
	size_t length = strlen(argv[1]);
	FILE *info;
	int fd;

	(void)argc;
	if (!calls_has_file(session, argv[0], &fd))
		return;
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, argv[1], length) || line[length] != ':')
			continue;
		answer_ok("\"value\":\"%s\"", line + length + 1 + strspn(line + length + 1, " \t"));
		fclose(info);
		return;
	}
	if (info)
		fclose(info);
	answer_usage("fdinfo: no %s", argv[1]);
}

static const struct command list[] = {
	{ "file", "NAME PATH [FLAGS]", 2, 3, false, cmd_open },
	{ "eventfd2", "NAME COUNT FLAGS", 3, 3, false, cmd_eventfd2 },
	{ "adopt", "NAME FD", 2, 2, false, cmd_adopt },
	{ "shut", "NAME", 1, 1, false, cmd_shut },
	{ "call", "FILE REQUEST BYTES [ROOM]", 3, 4, false, cmd_call },
	{ "call-number", "FILE REQUEST NUMBER", 3, 3, false, cmd_call_number },
	{ "read", "FILE COUNT [OFFSET]", 2, 3, false, cmd_read },
	{ "write", "FILE BYTES [OFFSET]", 2, 3, false, cmd_write },
	{ "poll", "FILE MS [in|out]", 2, 3, false, cmd_poll },
	{ "fdinfo", "FILE KEY", 2, 2, false, cmd_fdinfo },
};
const struct commands file_commands = { list, ARRAY_SIZE(list) };
