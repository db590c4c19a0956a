/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames on a network interface of the kernel, by raw sockets. */
#ifndef WIRE_H
#define WIRE_H

#include "lab.h"

/* Without its checksum, at the ordinary MTU. */
#define FRAME_BYTES 1514
/* Room for a jumbo frame of any NIC: 9728 bytes is what the 82576 takes (datasheet 8.10.5). */
#define JUMBO_BYTES 16384
/* IEEE Std 802: local experimental ethertypes 1 and 2. Nothing in the guest speaks them. */
#define ETHERTYPE_LAB 0x88b5
/* What goes on in the background is not to be taken for what is looked for. */
#define ETHERTYPE_TRAFFIC 0x88b6

struct wire {
	int fd, index;
	uint16_t ethertype;
	uint8_t mac[6];
};

/* A socket for frames of `ethertype` on `interface`, which sees all of them, not only its own. Dies without it. */
void wire_open(struct wire *wire, const char *interface, uint16_t ethertype);
/* Brings the interface up and waits until it has a link: false, it did not come. */
bool wire_up(const struct wire *wire, const char *interface, int ms);
/* False with errno: the kernel did not take it. */
bool wire_send(const struct wire *wire, const uint8_t *frame, size_t length);
/* The length of a frame that came in, in a buffer of JUMBO_BYTES, or -1 when `deadline` (now_ms) is over. */
int wire_receive(const struct wire *wire, uint8_t *frame, int64_t deadline);

#endif
