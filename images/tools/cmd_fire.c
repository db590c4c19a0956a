// SPDX-License-Identifier: GPL-2.0-only
/* Session commands that let the device fire while the session does something else: what a driver does under fire. */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Twice the time after which an 82574's message comes once more: e1000e.c. */
#define AMID_US 256

/* One at a time: a device has one set of registers. */
static struct {
	pthread_t thread;
	bool running;
	const struct nic *nic;
	registers_t registers;
	unsigned int vector;
	int cpu;
	atomic_bool stop;
	atomic_ullong fired;
} barrage;

static int pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

static void *fire(void *unused)
{
	(void)unused;
	if (pin(barrage.cpu))
		die(EXIT_CANNOT, "CPU %d: %s", barrage.cpu, strerror(errno));
	while (!atomic_load(&barrage.stop)) {
		barrage.nic->fire(barrage.registers, barrage.vector);
		atomic_fetch_add(&barrage.fired, 1);
	}
	return NULL;
}

/*
 * Fires from the CPU that also takes the interrupt, if no interrupt shall be lost: two that come before the CPU has taken
 * the first are one to the local APIC (Intel SDM 3, 11.8.4), and there is none in between on the CPU that fires.
 */
static void cmd_barrage(struct session *session, int argc, char **argv)
{
	int64_t vector, cpu;

	(void)argc;
	if (!session->device.nic || barrage.running) {
		answer_usage("barrage: %s", barrage.running ? "there is one" : "a device that the tool does not know");
		return;
	}
	if (!number_in(argv[0], 0, session->device.nic->vectors - 1, &vector) ||
	    !number_in(argv[1], 0, CPU_SETSIZE - 1, &cpu))
		return;
	barrage.nic = session->device.nic;
	barrage.registers = session->device.registers;
	barrage.vector = vector;
	barrage.cpu = cpu;
	atomic_store(&barrage.stop, false);
	atomic_store(&barrage.fired, 0);
	errno = pthread_create(&barrage.thread, NULL, fire, NULL);
	if (errno) {
		answer_errno("pthread_create");
		return;
	}
	barrage.running = true;
	answer_ok(NULL);
}

static void cmd_ceasefire(struct session *session, int argc, char **argv)
{
	(void)session, (void)argc, (void)argv;
	if (!barrage.running) {
		answer_usage("ceasefire: barrage first");
		return;
	}
	atomic_store(&barrage.stop, true);
	pthread_join(barrage.thread, NULL);
	barrage.running = false;
	answer_ok("\"fired\":%llu", (unsigned long long)atomic_load(&barrage.fired));
}

/* The session itself from now on runs on this CPU alone. */
static void cmd_pin(struct session *session, int argc, char **argv)
{
	int64_t cpu;

	(void)session, (void)argc;
	if (!number_in(argv[0], 0, CPU_SETSIZE - 1, &cpu))
		return;
	if (pin(cpu))
		answer_errno("sched_setaffinity");
	else
		answer_ok(NULL);
}

/*
 * Gives a vector an eventfd that nobody else holds, fires, and releases the vector: the driver puts the last reference while
 * what the device sends once more is on its way, each time a little later in it.
 */
static void cmd_release_amid(struct session *session, int argc, char **argv)
{
	struct device *device = &session->device;
	int64_t vector, rounds;

	(void)argc;
	if (!device->nic || !number_in(argv[0], 0, device->nic->vectors - 1, &vector) ||
	    !number_in(argv[1], 1, 100000, &rounds))
		return;
	for (int64_t round = 0; round < rounds; round++) {
		int fd = eventfd(0, EFD_CLOEXEC), error;
		int64_t until;

		if (fd < 0) {
			answer_errno("eventfd");
			return;
		}
		error = device->access->set(device, vector, fd);
		close(fd);
		if (error) {
			answer_errno("set");
			return;
		}
		device->nic->fire(device->registers, vector);
		until = now_us() + round % AMID_US;
		while (now_us() < until)
			;
		if (device->access->set(device, vector, -1)) {
			answer_errno("release");
			return;
		}
	}
	answer_ok(NULL);
}

static const struct command list[] = {
	{ "barrage", "VEC CPU", 2, 2, true, cmd_barrage },
	{ "ceasefire", "", 0, 0, false, cmd_ceasefire },
	{ "pin", "CPU", 1, 1, false, cmd_pin },
	{ "release-amid", "VEC ROUNDS", 2, 2, true, cmd_release_amid },
};
const struct commands fire_commands = { list, ARRAY_SIZE(list) };
