// SPDX-License-Identifier: GPL-2.0-only
/* labtool frame: whether frames pass, between two interfaces of the guest or to and from the wire. */
#include "labtool.h"
#include "frame.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

/* Autonegotiation takes an emulated NIC 500 ms of the guest's time. */
#define LINK_MS 10000
#define CROSS_MS 5000
/* Between two probes. */
#define PROBE_MS 100

static uint64_t number(const char *word, int64_t min, int64_t max)
{
	int64_t value;

	if (!parse_number(word, &value) || value < min || value > max)
		die(EXIT_CANNOT, "%s is no number from %lld to %lld", word, (long long)min, (long long)max);
	return value;
}

static void need_link(const struct wire *wire, const char *interface)
{
	if (!wire_up(wire, interface, LINK_MS))
		die(EXIT_CANNOT, "%s has no link after %d ms", interface, LINK_MS);
}

static int send_one(const char *interface, const char *hex)
{
	uint8_t frame[JUMBO_BYTES];
	int length = parse_hex(hex, frame, sizeof(frame));
	struct wire wire;

	if (length < HEADER_BYTES)
		die(EXIT_CANNOT, "frame send IFACE HEX: %d to %d bytes", HEADER_BYTES, JUMBO_BYTES);
	wire_open(&wire, interface, ETHERTYPE_LAB);
	need_link(&wire, interface);
	if (!wire_send(&wire, frame, length)) {
		answer_errno("send");
		return EXIT_MISBEHAVED;
	}
	answer_ok("\"bytes\":%d", length);
	return EXIT_FINE;
}

static int receive_one(const char *interface, const char *ethertype, const char *ms)
{
	uint8_t frame[JUMBO_BYTES];
	struct wire wire;
	int length;

	wire_open(&wire, interface, number(ethertype, 0, UINT16_MAX));
	need_link(&wire, interface);
	length = wire_receive(&wire, frame, now_ms() + number(ms, 0, 600000));
	if (length < 0) {
		answer_timeout("frame", NULL);
		return EXIT_MISBEHAVED;
	}
	answer_ok("\"frame\":\"%s\"", as_hex(frame, length));
	return EXIT_FINE;
}

size_t compose(uint8_t *frame, const struct wire *from, const struct wire *to, unsigned int number, size_t length)
{
	/* 60 is the shortest frame without its checksum: no padding would be added to it. 61 steps do not divide 1454. */
	if (!length)
		length = 60 + number * 61 % (FRAME_BYTES - 60 + 1);
	memcpy(frame, to->mac, 6);
	memcpy(frame + 6, from->mac, 6);
	frame[12] = from->ethertype >> 8;
	frame[13] = from->ethertype & 0xff;
	for (size_t i = HEADER_BYTES; i < length; i++)
		frame[i] = i * 7 + number;
	return length;
}

/* Ethernet's least length: it crosses whatever the MTU. */
#define PROBE_BYTES 60

/* What no frame of a series is: its first byte says another number than the others do. */
static void compose_probe(uint8_t *frame, const struct wire *from, const struct wire *to)
{
	compose(frame, from, to, 0, PROBE_BYTES);
	frame[HEADER_BYTES] ^= 0x80;
}

/*
 * A driver's word that it has a link comes before the kernel's queues are switched on (net/core/link_watch.c), and until
 * then frames are dropped without a word. So frames that do not count are sent until one comes through.
 */
static void until_it_passes(const struct wire *from, const struct wire *to)
{
	uint8_t sent[PROBE_BYTES], got[JUMBO_BYTES];
	int64_t deadline = now_ms() + CROSS_MS;

	compose_probe(sent, from, to);
	do
		wire_send(from, sent, PROBE_BYTES);
	while (wire_receive(to, got, now_ms() + PROBE_MS) < 0 && now_ms() < deadline);
}

/* The next frame that is no probe that came late. */
static int receive_counted(const struct wire *from, const struct wire *to, uint8_t *got)
{
	int64_t deadline = now_ms() + CROSS_MS;
	uint8_t probe[PROBE_BYTES];
	int came;

	compose_probe(probe, from, to);
	do
		came = wire_receive(to, got, deadline);
	while (came == PROBE_BYTES && !memcmp(probe, got, PROBE_BYTES));
	return came;
}

/* One frame at a time: what is lost or changed is known by its number. */
static int cross(const char *sender, const char *receiver, unsigned int count, size_t bytes)
{
	uint8_t sent[JUMBO_BYTES], got[JUMBO_BYTES];
	unsigned int passed = 0, changed = 0;
	struct wire from, to;
	int64_t start;

	wire_open(&from, sender, ETHERTYPE_LAB);
	wire_open(&to, receiver, ETHERTYPE_LAB);
	need_link(&from, sender);
	need_link(&to, receiver);
	until_it_passes(&from, &to);
	start = now_ms();
	for (unsigned int i = 0; i < count; i++) {
		size_t length = compose(sent, &from, &to, i, bytes);
		int came;

		if (!wire_send(&from, sent, length)) {
			answer_errno("send");
			return EXIT_MISBEHAVED;
		}
		came = receive_counted(&from, &to, got);
		if (came < 0)
			break;
		if ((size_t)came == length && !memcmp(sent, got, length))
			passed++;
		else
			changed++;
	}
	printf("{\"ok\":%s,\"sent\":%u,\"passed\":%u,\"changed\":%u,\"ms\":%lld}\n", passed == count ? "true" : "false",
	       count, passed, changed, (long long)(now_ms() - start));
	return passed == count ? EXIT_FINE : EXIT_MISBEHAVED;
}

int tool_frame(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[0], "send"))
		return send_one(argv[1], argv[2]);
	if (argc == 4 && !strcmp(argv[0], "recv"))
		return receive_one(argv[1], argv[2], argv[3]);
	if (argc == 4 && !strcmp(argv[0], "cross"))
		return cross(argv[1], argv[2], number(argv[3], 1, 100000), 0);
	if (argc == 5 && !strcmp(argv[0], "cross"))
		return cross(argv[1], argv[2], number(argv[3], 1, 100000), number(argv[4], HEADER_BYTES, JUMBO_BYTES));
	if (argc == 3 && !strcmp(argv[0], "traffic"))
		return traffic(argv[1], argv[2]);
	if (argc == 4 && !strcmp(argv[0], "complete"))
		return complete(argv[1], number(argv[2], 1, 1000), number(argv[3], 1, 60000));
	if (argc == 3 && !strcmp(argv[0], "xdp"))
		return xdp(argv[1], argv[2]);
	if (argc == 4 && !strcmp(argv[0], "join"))
		return join(argv[1], argv[2], number(argv[3], 1, 256));
	if (argc == 5 && !strcmp(argv[0], "sweep"))
		return sweep(argv[1], argv[2], number(argv[3], HEADER_BYTES, JUMBO_BYTES),
			     number(argv[4], HEADER_BYTES, JUMBO_BYTES));
	if (argc == 4 && !strcmp(argv[0], "tagged"))
		return tagged(argv[1], argv[2], number(argv[3], 0, UINT16_MAX));
	if (argc == 6 && !strcmp(argv[0], "bounce"))
		return bounce(argv[1], argv[2], number(argv[3], 1, 10000000), number(argv[4], 1, BOUNCE_WINDOW), argv[5]);
	die(EXIT_CANNOT, "frame " FRAME_USAGE);
}
