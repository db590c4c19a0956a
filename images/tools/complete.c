// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame complete: whether frames that were sent are given back by the driver, with nothing coming in that would
 * have it look. A socket is charged for a frame until its driver has let go of it (Documentation/networking/driver.rst).
 */
#include "labtool.h"
#include "frame.h"

#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Fewer than any ring has room for. */
#define FRAMES 16
/* A frame that is not given back within a minute is not given back. */
#define LOST_MS 60000

static int charged(const struct wire *wire)
{
	int bytes = 0;

	if (ioctl(wire->fd, SIOCOUTQ, &bytes))
		die(EXIT_CANNOT, "SIOCOUTQ failed");
	return bytes;
}

int complete(const char *interface, unsigned int rounds, int ms)
{
	uint8_t frame[FRAME_BYTES];
	unsigned int late = 0;
	int64_t worst = 0;
	struct wire wire;

	wire_open(&wire, interface, ETHERTYPE_LAB);
	for (unsigned int i = 0; i < rounds; i++) {
		int64_t start = now_ms(), took;

		for (int j = 0; j < FRAMES; j++)
			wire_send(&wire, frame, compose(frame, &wire, &wire, j, 0));
		while (charged(&wire) && now_ms() - start < LOST_MS)
			usleep(100);
		took = now_ms() - start;
		late += took > ms;
		if (took > worst)
			worst = took;
		if (took >= LOST_MS)
			break;
	}
	answer_ok("\"late\":%u,\"worst\":%lld", late, (long long)worst);
	return EXIT_FINE;
}
