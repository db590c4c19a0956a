/* SPDX-License-Identifier: GPL-2.0-only */
/* The lab's own frames: what is in each is known from its number, so that a changed one is seen. */
#ifndef FRAME_H
#define FRAME_H

#include "wire.h"

/* Destination, source, ethertype. */
#define HEADER_BYTES 14

#define FRAME_USAGE                                                                                          \
	"send IFACE HEX | recv IFACE ETHERTYPE MS | cross FROM TO COUNT [BYTES] | traffic IFACE IFACE | " \
	"complete IFACE ROUNDS MS | xdp IFACE pass|drop|tx|off | join IFACE ADDRESS COUNT | " \
	"sweep FROM TO FIRST LAST | tagged FROM TO TAG | " \
	"bounce IFACE ADDRESS COUNT WINDOW mac|io"

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

/* A frame of each length, its number being its length, one right after the other. */
int sweep(const char *sender, const char *receiver, size_t first, size_t last);

/* A frame with a tag, whose control information is given, and what of the tag comes with it where it arrives. */
int tagged(const char *sender, const char *receiver, uint16_t tag);

/* More frames than that are never on their way at once: the rings of the peer's virtio-net have 256 descriptors. */
#define BOUNCE_WINDOW 128

/*
 * Frames to an address whose owner sends each back, `window` at a time: with its own address and the sender's in the header
 * ("mac"), or as it came ("io"), as testpmd calls it.
 */
int bounce(const char *interface, const char *hex, unsigned int count, unsigned int window, const char *mode);

#endif
