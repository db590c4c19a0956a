// SPDX-License-Identifier: GPL-2.0-only
/* A session command for what a program does while somebody resets the device by sysfs. */
#define _GNU_SOURCE
#include "nic.h"
#include "pci.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A reset begins at once or never. */
#define RESET_DEADLINE_MS 10000
#define ATTEMPTS 20

struct reset {
	struct function function;
	int error; /* 0: it was done */
	atomic_bool over;
};

static void *reset_function(void *arg)
{
	struct reset *reset = arg;
	char path[80];
	int fd;

	snprintf(path, sizeof(path), "%s/reset", reset->function.folder);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	reset->error = fd < 0 || write(fd, "1", 1) != 1 ? errno : 0;
	if (fd >= 0)
		close(fd);
	atomic_store(&reset->over, true);
	return NULL;
}

/*
 * The kernel turns memory decoding off for as long as a reset lasts: drivers/pci/pci.c, pci_dev_save_and_disable(). Then
 * nobody answers: all ones on hardware, 0 in QEMU (system/memory.c, unassigned_mem_read()). CTRL of the NICs is neither.
 */
static bool has_begun(volatile uint32_t *registers, const struct reset *reset)
{
	int64_t deadline = now_ms() + RESET_DEADLINE_MS;
	uint32_t value;

	while ((value = registers[CTRL / sizeof(value)]) && value != UINT32_MAX)
		if (atomic_load(&reset->over) || now_ms() > deadline)
			return false;
	return true;
}

static int act(struct session *session, char **argv)
{
	struct event *event;

	if (!strcmp(argv[0], "open"))
		return device_open(&session->device) < 0 ? -1 : 0;
	if (!strcmp(argv[0], "close"))
		return device_close(&session->device);
	event = session_event(session, argv[2]);
	return session->device.access->set(&session->device, argv[1][0] - '0', event ? event->fd : -1);
}

static bool is_act(int argc, char **argv)
{
	if (argc == 1)
		return !strcmp(argv[0], "open") || !strcmp(argv[0], "close");
	return argc == 3 && !strcmp(argv[0], "set") && argv[1][0] >= '0' && argv[1][0] <= '9' && !argv[1][1];
}

/* Begins resets until this program has come into the middle of one: on a busy host it may miss a few. */
static bool come_into(struct reset *reset, pthread_t *thread, volatile uint32_t *registers)
{
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		atomic_store(&reset->over, false);
		if (pthread_create(thread, NULL, reset_function, reset))
			die(EXIT_CANNOT, "no thread");
		if (has_begun(registers, reset) && !atomic_load(&reset->over))
			return true;
		pthread_join(*thread, NULL);
		if (reset->error)
			break;
	}
	return false;
}

static void cmd_amid_reset(struct session *session, int argc, char **argv)
{
	struct reset reset = { .error = 0 };
	volatile uint32_t *registers;
	pthread_t thread;
	int result, error;
	bool amid;

	if (!is_act(argc, argv)) {
		answer_usage("amid-reset open | close | set VEC NAME");
		return;
	}
	function_open(&reset.function, session->device.address);
	registers = bar_map(&reset.function, 0, 0, getpagesize());
	amid = come_into(&reset, &thread, registers);
	result = amid ? act(session, argv) : 0;
	error = errno;
	if (amid)
		pthread_join(thread, NULL);
	munmap((void *)registers, getpagesize());
	close(reset.function.config);
	errno = reset.error ? reset.error : error;
	if (reset.error)
		answer_errno("reset");
	else if (!amid)
		answer_timeout("a reset that lasts", NULL);
	else if (result < 0)
		answer_errno(argv[0]);
	else
		answer_ok(NULL);
}

static const struct command list[] = {
	{ "amid-reset", "open | close | set VEC NAME", 1, 3, false, cmd_amid_reset },
};
const struct commands reset_commands = { list, ARRAY_SIZE(list) };
