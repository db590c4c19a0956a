// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on eventfds: what of the device's interrupts arrives. */
#define _GNU_SOURCE
#include "session.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/time.h>
#include <unistd.h>

/* How long nothing must come until all has come, for a device that nic.h does not know better. */
#define QUIET_MS 5
/* A device that never falls silent is told of, not waited for. */
#define COUNTS_DEADLINE_MS 2000

static bool is_name(const char *word)
{
	if (strlen(word) >= sizeof(((struct event *)0)->name))
		return false;
	for (; *word; word++)
		if (!isalnum((unsigned char)*word) && !strchr("_.-", *word))
			return false;
	return true;
}

/* The kernel's number of an eventfd, the lowest that is free: one that somebody still holds is not given again. */
static int eventfd_id(int fd)
{
	char path[40], line[80];
	int id = -1;
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		sscanf(line, "eventfd-id: %d", &id);
	if (info)
		fclose(info);
	return id;
}

static void cmd_eventfd(struct session *session, int argc, char **argv)
{
	struct event *event = &session->events[session->event_count];

	(void)argc;
	if (!is_name(argv[0]) || argv[0][0] == '-' || session_event(session, argv[0]) ||
	    session->event_count == EVENTS) {
		answer_usage("eventfd: %s is no new name", argv[0]);
		return;
	}
	event->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (event->fd < 0) {
		answer_errno("eventfd");
		return;
	}
	snprintf(event->name, sizeof(event->name), "%s", argv[0]);
	session->event_count++;
	answer_ok("\"fd\":%d,\"id\":%d", event->fd, eventfd_id(event->fd));
}

/* Closes this process's reference: the driver may keep its own. */
static void cmd_forget(struct session *session, int argc, char **argv)
{
	struct event *event = session_event(session, argv[0]);

	(void)argc;
	if (!event) {
		answer_usage("forget: no eventfd %s", argv[0]);
		return;
	}
	close(event->fd);
	*event = session->events[--session->event_count];
	answer_ok(NULL);
}

static uint64_t take(const struct event *event)
{
	uint64_t value = 0;

	return read(event->fd, &value, sizeof(value)) == sizeof(value) ? value : 0;
}

/* What an eventfd has, and the repetition of a device that repeats: else that would be taken for the next interrupt. */
static uint64_t take_repeated(const struct event *event, int repeat_ms)
{
	struct pollfd poller = { .fd = event->fd, .events = POLLIN };
	int64_t deadline = now_ms() + repeat_ms, left;
	uint64_t sum = take(event);

	while (repeat_ms && sum < 2 && (left = deadline - now_ms()) > 0 && poll(&poller, 1, left) > 0)
		sum += take(event);
	return sum;
}

/* Each way to wait: more than 0 if there is something, 0 if not in time, -1 with errno. */
static int by_poll(int fd, int ms)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };

	return poll(&poller, 1, ms);
}

static int by_epoll(int fd, int ms)
{
	struct epoll_event wanted = { .events = EPOLLIN | EPOLLET }, got;
	int epoll = epoll_create1(EPOLL_CLOEXEC), result;

	if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted))
		die(EXIT_CANNOT, "epoll: %s", strerror(errno));
	result = epoll_wait(epoll, &got, 1, ms);
	close(epoll);
	return result;
}

static int by_select(int fd, int ms)
{
	struct timeval left = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	fd_set set;

	FD_ZERO(&set);
	FD_SET(fd, &set);
	return select(fd + 1, &set, NULL, NULL, &left);
}

static void wake(int signal)
{
	(void)signal;
}

/* A read that blocks; what it reads is put back, to be taken as after the others. A signal ends it when time is over. */
static int by_read(int fd, int ms)
{
	const struct sigaction interrupt = { .sa_handler = wake };
	struct itimerval timer = { .it_value = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 } }, off = { 0 };
	int flags = fcntl(fd, F_GETFL);
	uint64_t value;
	ssize_t got;

	/* Not SA_RESTART: or the read would go on. Again and again: the first may come before the read. */
	timer.it_interval = (struct timeval){ .tv_usec = 10000 };
	sigaction(SIGALRM, &interrupt, NULL);
	fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
	setitimer(ITIMER_REAL, &timer, NULL);
	got = read(fd, &value, sizeof(value));
	setitimer(ITIMER_REAL, &off, NULL);
	fcntl(fd, F_SETFL, flags);
	if (got < 0)
		return errno == EINTR ? 0 : -1;
	return write(fd, &value, sizeof(value)) == sizeof(value) ? 1 : -1;
}

static int await(const char *how, int fd, int ms)
{
	static const struct {
		const char *name;
		int (*wait)(int fd, int ms);
	} ways[] = { { "poll", by_poll }, { "epoll", by_epoll }, { "select", by_select }, { "read", by_read } };

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(how, ways[i].name))
			return ways[i].wait(fd, ms);
	return -2;
}

static void cmd_wait(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	struct event *event = session_event(session, argv[0]);
	int64_t ms, us, started = now_us();
	int result;

	if (!event) {
		answer_usage("wait: no eventfd %s", argv[0]);
		return;
	}
	if (!number_in(argv[1], 0, 600000, &ms))
		return;
	result = await(argc > 2 ? argv[2] : "poll", event->fd, ms);
	if (result < -1) {
		answer_usage("wait: poll, epoll, select or read");
	} else if (result < 0) {
		answer_errno("wait");
	} else if (!result) {
		answer_timeout("interrupt", "\"count\":0");
	} else {
		us = now_us() - started;
		answer_ok("\"count\":%llu,\"us\":%lld",
			  (unsigned long long)take_repeated(event, nic ? nic->repeat_ms : 0), (long long)us);
	}
}

/* Adds what comes to `sums` until nothing has come for `quiet` ms. False: it did not stop. */
static bool collect(struct session *session, uint64_t *sums, int quiet)
{
	int64_t deadline = now_ms() + COUNTS_DEADLINE_MS;
	struct pollfd pollers[EVENTS];

	for (size_t i = 0; i < session->event_count; i++)
		pollers[i] = (struct pollfd){ .fd = session->events[i].fd, .events = POLLIN };
	while (poll(pollers, session->event_count, quiet) > 0) {
		for (size_t i = 0; i < session->event_count; i++)
			sums[i] += pollers[i].revents ? take(&session->events[i]) : 0;
		if (now_ms() > deadline)
			return false;
	}
	return true;
}

static void cmd_counts(struct session *session, int argc, char **argv)
{
	uint64_t sums[EVENTS] = { 0 };
	int64_t quiet = session->device.nic ? session->device.nic->quiet_ms : QUIET_MS;
	bool settled;

	if (argc && !number_in(argv[0], 0, 10000, &quiet))
		return;
	settled = collect(session, sums, quiet);
	printf("{\"ok\":true,\"settled\":%s,\"counts\":{", settled ? "true" : "false");
	for (size_t i = 0; i < session->event_count; i++)
		printf("%s\"%s\":%llu", i ? "," : "", session->events[i].name, (unsigned long long)sums[i]);
	puts("}}");
	fflush(stdout);
}

static const struct command list[] = {
	{ "eventfd", "NAME", 1, 1, false, cmd_eventfd },
	{ "forget", "NAME", 1, 1, false, cmd_forget },
	{ "wait", "NAME MS [poll|epoll|select|read]", 2, 3, false, cmd_wait },
	{ "counts", "[QUIET-MS]", 0, 1, false, cmd_counts },
};
const struct commands vector_commands = { list, ARRAY_SIZE(list) };
