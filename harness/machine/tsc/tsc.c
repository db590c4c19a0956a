// SPDX-License-Identifier: GPL-2.0-only
/* Prints how many kHz the CPU's time stamp counter counts, by the clock of the host's kernel. */
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <x86intrin.h>

/* Long enough for 20 ppm if each end is known to a microsecond. */
#define WINDOW_NS 100000000
/* Of so many tries the one that was interrupted least is taken. */
#define TRIES 100

struct moment {
	uint64_t ticks, ns;
};

static uint64_t now_ns(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

/* The counter's value between two readings of the clock that lie as close together as they come. */
static struct moment look(void)
{
	uint64_t shortest = UINT64_MAX, before, after, ticks;
	struct moment moment = { 0 };

	for (int i = 0; i < TRIES; i++) {
		before = now_ns();
		ticks = __rdtsc();
		after = now_ns();
		if (after - before >= shortest)
			continue;
		shortest = after - before;
		moment = (struct moment){ ticks, before + shortest / 2 };
	}
	return moment;
}

int main(void)
{
	struct moment first = look(), last;

	nanosleep(&(struct timespec){ .tv_nsec = WINDOW_NS }, NULL);
	last = look();
	printf("%.0f\n", (last.ticks - first.ticks) * 1e6 / (last.ns - first.ns));
	return 0;
}
