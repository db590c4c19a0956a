// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool failnth: makes one system call again and again, each time with the next allocation or user copy in it failing
 * (/proc/thread-self/fail-nth, Documentation/fault-injection/fault-injection.rst), until a call has no such point any
 * more. Whatever fails, the call must fail cleanly or work, and work at once when it is made without a failure.
 */
#define _GNU_SOURCE
#include "failnth.h"
#include "fault.h"
#include "labtool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* No call of a driver has as many: one that does not end is told of. */
#define POINTS 10000
/* What is called unless the command says otherwise. */
#define OWN_DRIVER "uio_msi"
#define BROKEN 16
#define ERRNOS 134 /* beyond EHWPOISON, the last of asm-generic/errno.h */

struct tally {
	int last, points, failures, errnos[ERRNOS];
	const char *broken_why[BROKEN];
	int broken_at[BROKEN], broken;
};

static void blame(struct tally *tally, int point, const char *why)
{
	if (tally->broken == BROKEN)
		return;
	tally->broken_at[tally->broken] = point;
	tally->broken_why[tally->broken++] = why;
}

/* Without a failure it must work, at once. */
static bool works(const struct call *call, struct target *target)
{
	if (call->make(target))
		return false;
	if (!call->done(target))
		return false;
	call->undo(target);
	return true;
}

/* False: the call has fewer points than that. */
static bool try_point(const struct call *call, struct target *target, int point, struct tally *tally)
{
	bool injected;
	int error;

	fault_nth(point);
	error = call->make(target);
	injected = fault_used();
	tally->points += injected;
	if (error && !injected)
		blame(tally, point, strerrorname_np(error));
	if (!error) {
		if (!call->done(target))
			blame(tally, point, "said that it worked, and did not");
		call->undo(target);
		return injected;
	}
	tally->failures++;
	tally->errnos[error < ERRNOS ? error : 0]++;
	if (!call->intact(target))
		blame(tally, point, "failed, and left something behind");
	if (tally->failures % call->every == 0 && !works(call, target))
		blame(tally, point, "did not work afterwards");
	return injected && tally->broken < BROKEN;
}

static void print(const struct call *call, const struct tally *tally)
{
	const char *between = "";

	printf("{\"ok\":true,\"call\":\"%s\",\"last\":%d,\"points\":%d,\"failures\":%d,\"errnos\":{", call->name,
	       tally->last, tally->points, tally->failures);
	for (int i = 0; i < ERRNOS; i++) {
		if (tally->errnos[i])
			printf("%s\"%s\":%d", between, i ? strerrorname_np(i) : "other", tally->errnos[i]);
		between = tally->errnos[i] ? "," : between;
	}
	printf("},\"broken\":[");
	for (int i = 0; i < tally->broken; i++)
		printf("%s\"point %d: %s\"", i ? "," : "", tally->broken_at[i], tally->broken_why[i]);
	puts("]}");
}

/*
 * The last point, by halving: a call that stops at its first failure has a point for as long as none before it failed.
 * Retries and fallbacks move points about, so that it is near the end and not always the end.
 */
static int find_last(const struct call *call, struct target *target, struct tally *tally)
{
	int above = 1, at = 0;

	while (above < POINTS && try_point(call, target, above, tally)) {
		at = above;
		above *= 2;
	}
	while (above - at > 1) {
		int middle = at + (above - at) / 2;

		if (try_point(call, target, middle, tally))
			at = middle;
		else
			above = middle;
	}
	return at;
}

/* Points spread over all of the call, as many as there is time for. */
static void sample(const struct call *call, struct target *target, int64_t ms, struct tally *tally)
{
	int64_t start = now_ms(), took;
	int tried, stride = 1;

	tally->last = find_last(call, target, tally);
	took = now_ms() - start;
	tried = tally->points + 1;
	if (took * tally->last / tried > ms)
		stride = (took * tally->last / tried + ms - 1) / ms;
	for (int point = 1; point <= tally->last && now_ms() - start < 2 * ms; point += stride)
		try_point(call, target, point, tally);
}

/* Every point, until the call has none any more. */
static void try_all(const struct call *call, struct target *target, struct tally *tally)
{
	int point = 1;

	while (point < POINTS && try_point(call, target, point, tally))
		point++;
	if (point == POINTS)
		blame(tally, point, "has no end of points");
	tally->last = point - 1;
}

static int sweep(const struct call *call, const char *address, const char *driver, int64_t ms)
{
	struct target target = { .address = address, .driver = driver, .device.fd = -1 };
	struct tally tally = { 0 };

	function_open(&target.function, address);
	if (!call->prepare(&target))
		die(EXIT_CANNOT, "%s cannot be prepared: %s", call->name, strerror(errno));
	/* Once without: what is allocated at the first use alone is no point of the call. */
	if (!works(call, &target))
		die(EXIT_MISBEHAVED, "%s does not work at all", call->name);
	if (ms)
		sample(call, &target, ms, &tally);
	else
		try_all(call, &target, &tally);
	call->finish(&target);
	print(call, &tally);
	return EXIT_FINE;
}

int tool_failnth(int argc, char **argv)
{
	int64_t ms;

	fault_set_up();
	for (size_t i = 0; (argc == 2 || argc == 4) && i < call_count; i++)
		if (!strcmp(argv[1], calls[i].name))
			return sweep(&calls[i], argv[0], argc == 4 ? argv[2] : OWN_DRIVER,
				     argc == 4 && parse_number(argv[3], &ms) ? ms : 0);
	die(EXIT_CANNOT, "failnth BDF CALL [DRIVER MS]");
}
