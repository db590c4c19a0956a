/* SPDX-License-Identifier: GPL-2.0-only */
/* Several who do things to one device at the same time, each at random. */
#ifndef RACE_H
#define RACE_H

#include "lab.h"

/* What is counted, for all processes together. */
enum op { OPENS, SETS, MAPS, TOUCHES, FIRED, SIGNALS, BINDS, UNBINDS, REFUSALS, ROUNDS, OPS };

/* Errnos are below this: beyond EHWPOISON, the last of asm-generic/errno.h. */
#define ERRNOS 134

/* Memory that all processes share. */
struct shared {
	char address[16];
	uint64_t seed;
	int64_t rounds;   /* of each actor */
	int64_t deadline; /* now_ms() */
	int64_t at_last;  /* the same, for a guest so slow that nothing has happened by then */
	bool bind;        /* somebody binds and unbinds */
	long counts[OPS];
	/* errnos that a call must not answer, by call */
	long unexpected[4][ERRNOS];
};

enum call { CALL_OPEN, CALL_IOCTL, CALL_MMAP, CALL_BIND };

/* What one thread is: `seed` is its own. */
struct actor {
	struct shared *shared;
	struct device_slot *slot;
	uint64_t seed;
};

typedef void *(*act_t)(void *actor);

/* What the threads of one process share: the file descriptor of the device that is open at the moment, or -1. */
struct device_slot {
	volatile int fd;
};

/* Actors of a process that uses the device, and the one that gives it to the driver and takes it away. */
extern const act_t race_users[];
extern const size_t race_user_count;
void *race_bind(void *actor);

void race_count(struct shared *shared, enum op op);

#endif
