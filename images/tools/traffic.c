// SPDX-License-Identifier: GPL-2.0-only
/* labtool frame traffic: an interface in use while something is done to its device. Frames may be lost, never changed. */
#include "labtool.h"
#include "frame.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Frames that are sent each way before it is looked what came: enough for several descriptors at once. */
#define AT_ONCE 8
/* Between two bursts: an emulated CPU has other things to do as well. */
#define PAUSE_MS 2
/* What is in a frame repeats after so many. */
#define NUMBERS 256

struct counts {
	unsigned long sent, refused, received, changed;
};

static void burst(const struct wire *from, const struct wire *to, struct counts *counts, unsigned int *number)
{
	uint8_t frame[FRAME_BYTES];

	for (int i = 0; i < AT_ONCE; i++) {
		size_t length = compose(frame, from, to, (*number)++ % NUMBERS, 0);

		/* An interface that is down, gone or busy takes none. */
		if (send(from->fd, frame, length, MSG_DONTWAIT) == (ssize_t)length)
			counts->sent++;
		else
			counts->refused++;
	}
}

static bool is_as_sent(const uint8_t *frame, size_t length, const struct wire *from, const struct wire *to)
{
	uint8_t expected[FRAME_BYTES];
	/* The first byte after the header says which it is. */
	unsigned int number = (uint8_t)(frame[HEADER_BYTES] - HEADER_BYTES * 7);

	return length > HEADER_BYTES && compose(expected, from, to, number, 0) == length &&
	       !memcmp(expected, frame, length);
}

static void collect(const struct wire *from, const struct wire *to, struct counts *counts)
{
	uint8_t frame[JUMBO_BYTES];
	int length;

	while ((length = wire_receive(to, frame, now_ms() + 1)) >= 0) {
		counts->received++;
		counts->changed += !is_as_sent(frame, length, from, to);
	}
}

static void say(const struct counts *counts)
{
	answer_ok("\"sent\":%lu,\"refused\":%lu,\"received\":%lu,\"changed\":%lu", counts->sent, counts->refused,
		  counts->received, counts->changed);
}

int traffic(const char *one, const char *other)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	unsigned int forth = 0, back = 0;
	struct counts counts = { 0 };
	struct wire a, b;
	char line[64];

	wire_open(&a, one, ETHERTYPE_TRAFFIC);
	wire_open(&b, other, ETHERTYPE_TRAFFIC);
	for (;;) {
		burst(&a, &b, &counts, &forth);
		burst(&b, &a, &counts, &back);
		collect(&a, &b, &counts);
		collect(&b, &a, &counts);
		if (poll(&input, 1, PAUSE_MS) <= 0)
			continue;
		/* A line asks for what was counted. */
		if (read(STDIN_FILENO, line, sizeof(line)) <= 0)
			return EXIT_FINE;
		say(&counts);
	}
}
