// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame bounce: frames to somebody who sends each of them back. So many are on their way at once as every ring on
 * the way has room for, and the next go out when all of these are back: whoever loses one loses it for no good reason.
 */
#include "labtool.h"
#include "frame.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define LINK_MS 10000
/* From a frame to the next one that comes back. */
#define BACK_MS 5000
/* A forwarder may be about to start. */
#define START_MS 20000
/* Between two probes. */
#define PROBE_MS 100
/* What comes twice comes at once. */
#define LATE_MS 200
/* Room in the socket for as many of the longest frames as may be on their way, with all that the kernel charges for one. */
#define SOCKET_BYTES (8 << 20)
/* Which frame it is, after the header. */
#define NUMBER_AT HEADER_BYTES
/* No frame of a series has it. */
#define PROBE UINT32_MAX

struct bounce {
	struct wire us, them;
	bool mac; /* whether they put their address and ours into the header, or leave it as it is */
	uint32_t first, count; /* of those that are on their way */
	bool back[BOUNCE_WINDOW];
	unsigned int returned, changed, doubled;
};

static size_t compose_numbered(const struct bounce *bounce, uint8_t *frame, uint32_t number)
{
	size_t length = compose(frame, &bounce->us, &bounce->them, number, 0);

	memcpy(frame + NUMBER_AT, &number, sizeof(number));
	return length;
}

static bool send_numbered(const struct bounce *bounce, uint32_t number)
{
	uint8_t frame[FRAME_BYTES];

	return wire_send(&bounce->us, frame, compose_numbered(bounce, frame, number));
}

static uint32_t number_in_frame(const uint8_t *frame, int length)
{
	uint32_t number = PROBE;

	if (length >= (int)(NUMBER_AT + sizeof(number)))
		memcpy(&number, frame + NUMBER_AT, sizeof(number));
	return number;
}

static bool is_as_sent(const struct bounce *bounce, const uint8_t *frame, int length, uint32_t number)
{
	uint8_t expected[FRAME_BYTES];

	if (compose_numbered(bounce, expected, number) != (size_t)length)
		return false;
	if (bounce->mac) {
		memcpy(expected, bounce->us.mac, sizeof(bounce->us.mac));
		memcpy(expected + 6, bounce->them.mac, sizeof(bounce->them.mac));
	}
	return !memcmp(expected, frame, length);
}

/* A frame that came; a probe counts for nothing. */
static void account(struct bounce *bounce, const uint8_t *frame, int length)
{
	uint32_t number = number_in_frame(frame, length), at = number - bounce->first;

	if (number == PROBE)
		return;
	if (!is_as_sent(bounce, frame, length, number)) {
		bounce->changed++;
	} else if (at >= bounce->count || bounce->back[at]) {
		bounce->doubled++;
	} else {
		bounce->back[at] = true;
		bounce->returned++;
	}
}

/* As with `frame cross`: until a first frame comes through, frames may be dropped without a word. */
static bool until_it_bounces(const struct bounce *bounce)
{
	int64_t deadline = now_ms() + START_MS;
	uint8_t got[JUMBO_BYTES];

	while (now_ms() < deadline) {
		send_numbered(bounce, PROBE);
		if (wire_receive(&bounce->us, got, now_ms() + PROBE_MS) >= 0)
			return true;
	}
	return false;
}

/* Sends frames from `first` on and waits until all of them are back: false with errno, the kernel did not take one. */
static bool batch(struct bounce *bounce, uint32_t first, uint32_t count)
{
	unsigned int wanted = bounce->returned + count;
	uint8_t got[JUMBO_BYTES];
	int length;

	bounce->first = first;
	bounce->count = count;
	memset(bounce->back, 0, sizeof(bounce->back));
	for (uint32_t i = 0; i < count; i++)
		if (!send_numbered(bounce, first + i))
			return false;
	while (bounce->returned < wanted && (length = wire_receive(&bounce->us, got, now_ms() + BACK_MS)) >= 0)
		account(bounce, got, length);
	return true;
}

static void open_both(struct bounce *bounce, const char *interface, const char *hex)
{
	const int bytes = SOCKET_BYTES;

	wire_open(&bounce->us, interface, ETHERTYPE_LAB);
	if (parse_hex(hex, bounce->them.mac, sizeof(bounce->them.mac)) != sizeof(bounce->them.mac))
		die(EXIT_CANNOT, "%s is no MAC address in hexadecimal", hex);
	if (setsockopt(bounce->us.fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		die(EXIT_CANNOT, "SO_RCVBUFFORCE: %s", strerror(errno));
	if (!wire_up(&bounce->us, interface, LINK_MS))
		die(EXIT_CANNOT, "%s has no link after %d ms", interface, LINK_MS);
}

int bounce(const char *interface, const char *hex, unsigned int count, unsigned int window, const char *mode)
{
	struct bounce bounce = { .mac = !strcmp(mode, "mac") };
	uint8_t got[JUMBO_BYTES];
	unsigned int sent = 0;
	int64_t start, us;
	int length;

	if (!bounce.mac && strcmp(mode, "io"))
		die(EXIT_CANNOT, "%s is neither mac nor io", mode);
	open_both(&bounce, interface, hex);
	if (!until_it_bounces(&bounce)) {
		answer_timeout("first frame", NULL);
		return EXIT_MISBEHAVED;
	}
	start = now_us();
	while (sent < count && bounce.returned == sent) {
		unsigned int some = count - sent < window ? count - sent : window;

		if (!batch(&bounce, sent, some)) {
			answer_errno("send");
			return EXIT_MISBEHAVED;
		}
		sent += some;
	}
	us = now_us() - start;
	while ((length = wire_receive(&bounce.us, got, now_ms() + LATE_MS)) >= 0)
		account(&bounce, got, length);
	answer_ok("\"sent\":%u,\"returned\":%u,\"changed\":%u,\"doubled\":%u,\"us\":%lld", sent, bounce.returned,
		  bounce.changed, bounce.doubled, (long long)us);
	return EXIT_FINE;
}
