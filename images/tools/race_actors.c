// SPDX-License-Identifier: GPL-2.0-only
/* What the actors of labtool race do. Each draws its own random numbers, so a seed makes the same actors, if not the same race. */
#define _GNU_SOURCE
#include "race.h"
#include "device.h"
#include "guard.h"
#include "uio_msi.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* One map of any device that is raced for; the registers are in its first pages. */
#define MAP_BYTES 16384
/* Interrupts in one go, between two looks at whether there is still a device. */
#define BURST 64

void race_count(struct shared *shared, enum op op)
{
	__atomic_add_fetch(&shared->counts[op], 1, __ATOMIC_RELAXED);
}

/* xorshift64: https://en.wikipedia.org/wiki/Xorshift. Never 0 if it did not begin so. */
static unsigned int prng(struct actor *actor, unsigned int sides)
{
	actor->seed ^= actor->seed << 13;
	actor->seed ^= actor->seed >> 7;
	actor->seed ^= actor->seed << 17;
	return (actor->seed >> 16) % sides;
}

/* Nothing is open: time for those who bind and open. They would get little of it from a debug kernel otherwise. */
static void rest(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
}

/* Every actor must have had its turn, several times: else nothing raced. */
static bool all_ran(const struct shared *shared)
{
	const long *counts = shared->counts;

	return counts[OPENS] > 2 && counts[SETS] > 2 && counts[MAPS] > 2 && (!shared->bind || counts[BINDS] > 2);
}

static bool goes_on(struct actor *actor, int64_t *rounds)
{
	race_count(actor->shared, ROUNDS);
	if ((*rounds)++ >= actor->shared->rounds)
		return false;
	return now_ms() < actor->shared->deadline || (!all_ran(actor->shared) && now_ms() < actor->shared->at_last);
}

/* `allowed` ends with 0. */
static void refused(struct actor *actor, enum call call, const int *allowed)
{
	int error = errno;

	race_count(actor->shared, REFUSALS);
	while (*allowed && *allowed != error)
		allowed++;
	if (!*allowed)
		__atomic_add_fetch(&actor->shared->unexpected[call][error < ERRNOS ? error : 0], 1, __ATOMIC_RELAXED);
}

/* Opens the device, leaves it to the others for a while, and closes it under their hands. */
static void *open_and_close(void *arg)
{
	/* No node any more, no device behind it, no driver behind that: drivers/uio/uio.c, uio_open(). */
	static const int allowed[] = { ENOENT, ENODEV, ENXIO, EINVAL, 0 };
	struct actor *actor = arg;
	struct device device;
	int64_t round = 0;

	while (goes_on(actor, &round)) {
		if (device_find(&device, actor->shared->address)) {
			rest();
			continue;
		}
		if (device_open(&device) < 0) {
			refused(actor, CALL_OPEN, allowed);
			continue;
		}
		race_count(actor->shared, OPENS);
		actor->slot->fd = device.fd;
		for (unsigned int i = prng(actor, 8); i; i--)
			usleep(1000);
		actor->slot->fd = -1;
		close(device.fd);
	}
	return NULL;
}

/* A vector gets an eventfd, another one, none, or what is no eventfd. */
static void *set_vectors(void *arg)
{
	/* Gone; closed by the opener; its number is something else's now; asked for with what is no eventfd or no vector. */
	static const int allowed[] = { EIO, EBADF, ENOTTY, EINVAL, 0 };
	struct actor *actor = arg;
	int fds[4] = { eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), -1, -2 };
	struct uio_msi_irq_set irq;
	int64_t round = 0;

	while (goes_on(actor, &round)) {
		irq = (struct uio_msi_irq_set){ .vec = prng(actor, 6), .fd = fds[prng(actor, ARRAY_SIZE(fds))] };
		if (ioctl(actor->slot->fd, UIO_MSI_IRQ_SET, &irq))
			refused(actor, CALL_IOCTL, allowed);
		else
			race_count(actor->shared, SETS);
		/* An eventfd that is closed while it is a vector's, and a new one under its number. */
		if (!prng(actor, 16)) {
			close(fds[0]);
			fds[0] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
		}
		if (actor->slot->fd < 0)
			rest();
	}
	close(fds[0]);
	close(fds[1]);
	return NULL;
}

struct burst {
	registers_t registers;
	const struct nic *nic;
	unsigned int first;
};

static void read_register(void *arg)
{
	(void)reg_read(((struct burst *)arg)->registers, STATUS);
}

static void fire_burst(void *arg)
{
	struct burst *burst = arg;

	burst->nic->arm(burst->registers);
	for (unsigned int i = 0; i < BURST; i++)
		burst->nic->fire(burst->registers, (burst->first + i) % burst->nic->vectors);
}

/* Maps the registers, uses them as long as they are there, sometimes for longer than the device is. */
static void use_mapping(struct actor *actor, bool storm)
{
	static const int allowed[] = { EINVAL, EBADF, ENODEV, EACCES, 0 };
	struct burst burst = { .first = prng(actor, 8) };
	struct device device;
	void *start = mmap(NULL, MAP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, actor->slot->fd, 0);

	if (start == MAP_FAILED) {
		refused(actor, CALL_MMAP, allowed);
		rest();
		return;
	}
	race_count(actor->shared, MAPS);
	burst.registers = start;
	burst.nic = storm && !device_find(&device, actor->shared->address) ? device.nic : NULL;
	for (unsigned int i = prng(actor, 16); i; i--) {
		race_count(actor->shared, burst.nic ? FIRED : TOUCHES);
		if (guard_run(burst.nic ? fire_burst : read_register, &burst)) {
			race_count(actor->shared, SIGNALS);
			break;
		}
	}
	munmap(start, MAP_BYTES);
}

static void *map_and_touch(void *arg)
{
	struct actor *actor = arg;

	for (int64_t round = 0; goes_on(actor, &round);)
		use_mapping(actor, false);
	return NULL;
}

static void *storm(void *arg)
{
	struct actor *actor = arg;

	for (int64_t round = 0; goes_on(actor, &round);)
		use_mapping(actor, true);
	return NULL;
}

static bool write_address(struct actor *actor, const char *path)
{
	/* It is bound, it is not, another is at it. */
	static const int allowed[] = { ENODEV, EBUSY, ENOENT, 0 };
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, actor->shared->address, strlen(actor->shared->address)) > 0;

	if (!done)
		refused(actor, CALL_BIND, allowed);
	if (fd >= 0)
		close(fd);
	return done;
}

void *race_bind(void *arg)
{
	struct actor *actor = arg;

	for (int64_t round = 0; goes_on(actor, &round);) {
		if (write_address(actor, "/sys/bus/pci/drivers/uio_msi/unbind"))
			race_count(actor->shared, UNBINDS);
		for (unsigned int i = prng(actor, 8); i; i--)
			usleep(1000);
		if (write_address(actor, "/sys/bus/pci/drivers/uio_msi/bind"))
			race_count(actor->shared, BINDS);
		for (unsigned int i = prng(actor, 32); i; i--)
			usleep(1000);
	}
	return NULL;
}

const act_t race_users[] = { open_and_close, set_vectors, set_vectors, map_and_touch, storm };
const size_t race_user_count = ARRAY_SIZE(race_users);
