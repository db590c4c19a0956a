/* SPDX-License-Identifier: GPL-2.0-only */
/* The lab's own frames: what is in each is known from its number, so that a changed one is seen. */
#ifndef FRAME_H
#define FRAME_H

#include "wire.h"

/* Destination, source, ethertype. */
#define HEADER_BYTES 14

#define FRAME_USAGE                                                                                          \
	"send IFACE HEX | recv IFACE ETHERTYPE MS | cross FROM TO COUNT [BYTES] | traffic IFACE IFACE | " \
	"complete IFACE ROUNDS MS | xdp IFACE pass|drop|tx|off | join IFACE ADDRESS COUNT"

/* Frame `number` of a series, addressed to the receiver: of so many bytes, or of a length of its own if that is 0. */
size_t compose(uint8_t *frame, const struct wire *from, const struct wire *to, unsigned int number, size_t length);

/* Frames both ways between two interfaces, whatever becomes of these, until the end of input. */
int traffic(const char *one, const char *other);

/* Frames that are sent in so many rounds: in how many of them it took longer than that until all were given back. */
int complete(const char *interface, unsigned int rounds, int ms);

/* A program that the driver runs on each frame, by what it makes of it; or none. */
int xdp(const char *interface, const char *verdict);

/* So many unicast addresses, one after the other, whose frames an interface takes until the end of input. */
int join(const char *interface, const char *hex, unsigned int count);

#endif
