/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames on a network interface of the kernel, by raw sockets. */
#ifndef WIRE_H
#define WIRE_H

#include "lab.h"

#define FRAME_BYTES 1514
/* IEEE Std 802: local experimental ethertype 1. Nothing in the guest speaks it. */
#define ETHERTYPE_LAB 0x88b5

struct wire {
	int fd, index;
	uint8_t mac[6];
};

/* A socket for frames of `ethertype` on `interface`, which sees all of them, not only its own. Dies without it. */
void wire_open(struct wire *wire, const char *interface, uint16_t ethertype);
/* Brings the interface up and waits until it has a link: false, it did not come. */
bool wire_up(const struct wire *wire, const char *interface, int ms);
/* False with errno: the kernel did not take it. */
bool wire_send(const struct wire *wire, const uint8_t *frame, size_t length);
/* The length of a frame that came in, or -1 when `deadline` (now_ms) is over. */
int wire_receive(const struct wire *wire, uint8_t *frame, int64_t deadline);

#endif
