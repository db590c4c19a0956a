// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame sweep: a frame of each length from one to another, as fast as the interface takes them, to whoever looks
 * at the wire. Nobody has to receive them.
 */
#include "labtool.h"
#include "frame.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Until the driver has let go of the last one. */
#define GONE_MS 10000

int sweep(const char *sender, const char *receiver, size_t first, size_t last)
{
	uint8_t frame[JUMBO_BYTES];
	struct wire from, to;
	int64_t deadline;
	int charged;

	wire_open(&from, sender, ETHERTYPE_LAB);
	wire_open(&to, receiver, ETHERTYPE_LAB);
	/* It only lends its address. */
	close(to.fd);
	for (size_t length = first; length <= last; length++) {
		if (wire_send(&from, frame, compose(frame, &from, &to, length, length)))
			continue;
		answer_errno("send");
		return EXIT_MISBEHAVED;
	}
	/* A socket is charged for a frame until its driver has let go of it. */
	deadline = now_ms() + GONE_MS;
	while (!ioctl(from.fd, SIOCOUTQ, &charged) && charged && now_ms() < deadline)
		usleep(1000);
	answer_ok("\"sent\":%zu,\"charged\":%d", last - first + 1, charged);
	return EXIT_FINE;
}
