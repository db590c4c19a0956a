// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool clock: the clock of a NIC (/dev/ptpN, Documentation/driver-api/ptp.rst), judged beside CLOCK_MONOTONIC, which
 * nobody sets.
 */
#define _GNU_SOURCE
#include "labtool.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ptp_clock.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
/* Of so many readings the one that took least: an emulated CPU may be away for milliseconds. */
#define READINGS 25

/* A clock by its file: clock_gettime(2), "Dynamic clocks". */
static clockid_t clock_of(int fd)
{
	return (~(clockid_t)fd << 3) | 3;
}

static int64_t read_clock(clockid_t clock)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		die(EXIT_MISBEHAVED, "clock_gettime: %s", strerror(errno));
	return now.tv_sec * SECOND + now.tv_nsec;
}

/* How far the clock is ahead of CLOCK_MONOTONIC, and when that was. */
static int64_t ahead(clockid_t clock, int64_t *when)
{
	int64_t best = INT64_MAX, offset = 0;

	for (int i = 0; i < READINGS; i++) {
		int64_t before = read_clock(CLOCK_MONOTONIC);
		int64_t now = read_clock(clock);
		int64_t took = read_clock(CLOCK_MONOTONIC) - before;

		if (took >= best)
			continue;
		best = took;
		*when = before + took / 2;
		offset = now - *when;
	}
	return offset;
}

static int refused(const char *call)
{
	answer_errno(call);
	return EXIT_MISBEHAVED;
}

static int set(clockid_t clock, int64_t seconds)
{
	struct timespec time = { .tv_sec = seconds };
	int64_t start = read_clock(CLOCK_MONOTONIC), when, offset;

	if (clock_settime(clock, &time))
		return refused("clock_settime");
	offset = ahead(clock, &when);
	answer_ok("\"off\":%lld", (long long)(offset + start - seconds * SECOND));
	return EXIT_FINE;
}

static int shift(clockid_t clock, int64_t ns)
{
	struct timex change = { .modes = ADJ_SETOFFSET | ADJ_NANO };
	int64_t when, before;

	/* The part below a second counts forwards, always. */
	change.time.tv_sec = ns / SECOND - (ns % SECOND < 0);
	change.time.tv_usec = ns - change.time.tv_sec * SECOND;
	before = ahead(clock, &when);
	if (syscall(SYS_clock_adjtime, clock, &change) < 0)
		return refused("clock_adjtime");
	answer_ok("\"off\":%lld", (long long)(ahead(clock, &when) - before - ns));
	return EXIT_FINE;
}

static int tune(clockid_t clock, int64_t ppb)
{
	/* In millionths, with 16 bits after the point. Rounded away from 0, so that what is too much stays so. */
	struct timex change = { .modes = ADJ_FREQUENCY, .freq = ppb * 65536 / 1000 + (ppb > 0) - (ppb < 0) };

	if (syscall(SYS_clock_adjtime, clock, &change) < 0)
		return refused("clock_adjtime");
	answer_ok(NULL);
	return EXIT_FINE;
}

static int run(clockid_t clock, int64_t ms)
{
	int64_t from, to, before = ahead(clock, &from), last = read_clock(clock), now;
	int64_t end = from + ms * (SECOND / 1000);
	unsigned long readings = 0, backwards = 0;

	for (; read_clock(CLOCK_MONOTONIC) < end; readings++, last = now) {
		now = read_clock(clock);
		backwards += now < last;
		usleep(100);
	}
	now = ahead(clock, &to) - before;
	answer_ok("\"readings\":%lu,\"backwards\":%lu,\"ppb\":%lld", readings, backwards,
		  (long long)((double)now * SECOND / (to - from)));
	return EXIT_FINE;
}

static int limit(int fd)
{
	struct ptp_clock_caps caps = { 0 };

	if (ioctl(fd, PTP_CLOCK_GETCAPS, &caps))
		return refused("PTP_CLOCK_GETCAPS");
	answer_ok("\"max\":%d", caps.max_adj);
	return EXIT_FINE;
}

int tool_clock(int argc, char **argv)
{
	int64_t value = 0;
	int fd = argc > 1 ? open(argv[0], O_RDWR | O_CLOEXEC) : -1;

	if (fd < 0)
		die(EXIT_CANNOT, "clock: no clock, or nothing to do with it");
	if (argc == 2 && !strcmp(argv[1], "limit"))
		return limit(fd);
	if (argc == 3 && parse_number(argv[2], &value)) {
		if (!strcmp(argv[1], "set"))
			return set(clock_of(fd), value);
		if (!strcmp(argv[1], "shift"))
			return shift(clock_of(fd), value);
		if (!strcmp(argv[1], "tune"))
			return tune(clock_of(fd), value);
		if (!strcmp(argv[1], "run"))
			return run(clock_of(fd), value);
	}
	die(EXIT_CANNOT, "clock /dev/ptpN limit | set SECONDS | shift NS | tune PPB | run MS");
}
