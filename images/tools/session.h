/* SPDX-License-Identifier: GPL-2.0-only */
/* A session: commands come in line by line, an answer of one line goes out for each. */
#ifndef SESSION_H
#define SESSION_H

#include "device.h"
#include "dma.h"

/* Of all NICs that the tool knows. */
#define RX_QUEUES_MAX 8

/* drivers/pci/msi: no device has more than 2048 vectors; no spec needs that many eventfds at once. */
#define EVENTS 256

struct event {
	char name[24];
	int fd;
};

struct session {
	struct device device;
	struct event events[EVENTS];
	size_t event_count;
	struct dma dma;
	struct dma queues[RX_QUEUES_MAX];
	unsigned int queue_count; /* 0: none was set up */
	int child; /* labtool orphan: the process that holds the device, 0 for none */
};

struct command {
	const char *name;
	const char *arguments; /* as people write them: "VEC NAME", optional ones in brackets */
	int min, max;       /* how many */
	bool needs_registers;
	void (*run)(struct session *session, int argc, char **argv);
};

struct commands {
	const struct command *list;
	size_t count;
};

extern const struct commands device_commands, vector_commands, ioctl_commands, nic_commands, dma_commands, stream_commands,
	rogue_commands, latency_commands, fire_commands, rights_commands, life_commands, mapping_commands,
	queue_commands, reset_commands, file_commands, memory_commands, fault_commands, tree_commands;

/* Reads stdin to its end. */
void session_run(struct session *session, const struct commands *const *known, size_t count);

/* The eventfd called `name`, or NULL. */
struct event *session_event(struct session *session, const char *name);
/* Answers that `word` is no number in this range, if it is none. */
bool number_in(const char *word, int64_t min, int64_t max, int64_t *value);

#endif
