// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on memory that has a name: of the program's own, or a mapping of a file. */
#define _GNU_SOURCE
#include "calls.h"
#include "guard.h"

#include <stdio.h>
#include <string.h>
#include <signal.h>
#include <sys/mman.h>

#define MEMORIES 16

struct memory {
	char name[24];
	uint8_t *start;
	size_t length;
};

static struct memory memories[MEMORIES];

/* The one with this name; "" is the name of one that is free. */
static struct memory *named(const char *name)
{
	for (size_t i = 0; i < MEMORIES; i++)
		if (!strcmp(memories[i].name, name))
			return &memories[i];
	return NULL;
}

void *calls_memory(const char *name)
{
	struct memory *memory = named(name);

	return memory && *name ? memory->start : NULL;
}

static void keep(const char *name, void *start, size_t length)
{
	struct memory *memory = named(name) ? NULL : named("");

	if (start == MAP_FAILED) {
		answer_errno("mmap");
		return;
	}
	if (!memory) {
		munmap(start, length);
		answer_usage("%s is no new name", name);
		return;
	}
	snprintf(memory->name, sizeof(memory->name), "%s", name);
	memory->start = start;
	memory->length = length;
	answer_ok("\"length\":%zu", length);
}

static void cmd_memory(struct session *session, int argc, char **argv)
{
	int64_t length;

	(void)session, (void)argc;
	if (number_in(argv[1], 1, INT32_MAX, &length))
		keep(argv[0], mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), length);
}

static void cmd_mmap(struct session *session, int argc, char **argv)
{
	int64_t length, offset;
	int fd, protection = argc > 4 && !strcmp(argv[4], "read") ? PROT_READ : PROT_READ | PROT_WRITE;

	if (calls_has_file(session, argv[1], &fd) && number_in(argv[2], 1, INT64_MAX, &length) &&
	    number_in(argv[3], 0, INT64_MAX, &offset))
		keep(argv[0], mmap(NULL, length, protection, MAP_SHARED, fd, offset), length);
}

static bool has(const char *name, struct memory **memory)
{
	*memory = *name ? named(name) : NULL;
	if (!*memory)
		answer_usage("no memory is called %s", name);
	return *memory;
}

static void cmd_munmap(struct session *session, int argc, char **argv)
{
	struct memory *memory;

	(void)session, (void)argc;
	if (!has(argv[0], &memory))
		return;
	*memory->name = '\0';
	if (munmap(memory->start, memory->length))
		answer_errno("munmap");
	else
		answer_ok(NULL);
}

struct access_of {
	volatile uint8_t *at;
	int64_t width;
	uint64_t value;
	bool write;
};

#define TRANSFER(type) (access->write ? (void)(*(volatile type *)access->at = access->value) : \
				       (void)(access->value = *(volatile type *)access->at))

static void transfer(void *arg)
{
	struct access_of *access = arg;

	switch (access->width) {
	case 1:
		TRANSFER(uint8_t);
		break;
	case 2:
		TRANSFER(uint16_t);
		break;
	case 4:
		TRANSFER(uint32_t);
		break;
	default:
		TRANSFER(uint64_t);
	}
}

/* Where nothing answers any more, the signal is the answer. */
static void touch(char **argv, bool write)
{
	struct access_of access = { .write = write };
	struct memory *memory;
	int64_t offset, value = 0;
	int number;

	if (!has(argv[0], &memory) || !number_in(argv[2], 1, 8, &access.width) ||
	    !number_in(argv[1], 0, memory->length - access.width, &offset) ||
	    (write && !number_in(argv[3], INT64_MIN, INT64_MAX, &value)))
		return;
	access.at = memory->start + offset;
	access.value = value;
	guard_install();
	number = guard_run(transfer, &access);
	if (number)
		answer_ok("\"signal\":\"SIG%s\"", sigabbrev_np(number));
	else
		answer_ok("\"signal\":null,\"value\":\"0x%llx\"", (unsigned long long)access.value);
}

static void cmd_load(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc;
	touch(argv, false);
}

static void cmd_store(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc;
	touch(argv, true);
}

static const struct command list[] = {
	{ "memory", "NAME LENGTH", 2, 2, false, cmd_memory },
	{ "mmap", "NAME FILE LENGTH OFFSET [read]", 4, 5, false, cmd_mmap },
	{ "munmap", "NAME", 1, 1, false, cmd_munmap },
	{ "load", "NAME OFFSET WIDTH", 3, 3, false, cmd_load },
	{ "store", "NAME OFFSET WIDTH VALUE", 4, 4, false, cmd_store },
};
const struct commands memory_commands = { list, ARRAY_SIZE(list) };
