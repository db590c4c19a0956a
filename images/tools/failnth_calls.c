// SPDX-License-Identifier: GPL-2.0-only
/* The calls that labtool failnth sweeps, and how each is seen to have worked or to have left nothing behind. */
#define _GNU_SOURCE
#include "failnth.h"
#include "guard.h"
#include "uio_msi.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* An interrupt that was sent arrives within microseconds; the emulator's host may be busy. */
#define ARRIVAL_MS 5000
/* Under emulation and KASAN a bind takes a good part of a second, and has hundreds of points. */
#define SLOW 10
/* The vector that the ioctl is about. */
#define VECTOR 1

static int bus_master(const struct target *target)
{
	return config_read(&target->function, 2, PCI_COMMAND) & PCI_COMMAND_MASTER;
}

/* Lines of this device's in /proc/interrupts. */
static int rows(const struct target *target)
{
	FILE *file = fopen("/proc/interrupts", "re");
	char line[512];
	int found = 0;

	while (file && fgets(line, sizeof(line), file))
		found += strstr(line, "uio_msi[") && strstr(line, target->address);
	if (file)
		fclose(file);
	return found;
}

static bool find(struct target *target)
{
	return !device_find(&target->device, target->address);
}

/* In what state a driver keeps its device is no matter of failures: specs/uio_msi/bind.spec.ts. */
static bool is_bound(struct target *target)
{
	return exists(target, "driver") && exists(target, "uio");
}

static bool is_unbound(struct target *target)
{
	return !exists(target, "driver") && !exists(target, "uio") && !msix_enabled(target) && !bus_master(target) &&
	       !rows(target);
}

/* Any driver: what more of it is to be seen is for the specs. */
static bool is_taken(struct target *target)
{
	return exists(target, "driver");
}

static bool is_free(struct target *target)
{
	return !exists(target, "driver") && !msix_enabled(target);
}

static bool nothing(struct target *target)
{
	(void)target;
	return true;
}

static void leave(struct target *target)
{
	(void)target;
}

static int open_device(struct target *target)
{
	target->device.fd = open(target->device.node, O_RDWR | O_CLOEXEC);
	return target->device.fd < 0 ? errno : 0;
}

static bool is_open(struct target *target)
{
	return bus_master(target);
}

static bool is_closed(struct target *target)
{
	return !bus_master(target) && !rows(target);
}

static int close_device(struct target *target)
{
	int result = close(target->device.fd);

	target->device.fd = -1;
	return result ? errno : 0;
}

static void undo_open(struct target *target)
{
	close_device(target);
}

static int set(struct target *target, int fd)
{
	struct uio_msi_irq_set irq = { .vec = VECTOR, .fd = fd };

	return ioctl(target->device.fd, UIO_MSI_IRQ_SET, &irq) ? errno : 0;
}

static bool prepare_open(struct target *target)
{
	return find(target) && !open_device(target);
}

static bool prepare_close(struct target *target)
{
	target->eventfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return prepare_open(target) && !set(target, target->eventfd);
}

static void undo_close(struct target *target)
{
	open_device(target);
	set(target, target->eventfd);
}

static int map_device(struct target *target)
{
	return device_map(&target->device, "map0") < 0 ? errno : 0;
}

/* Without the reads of sysfs in device_map(). */
static int map_again(struct target *target)
{
	void *start = mmap(NULL, target->device.mapped, PROT_READ | PROT_WRITE, MAP_SHARED, target->device.fd, 0);

	target->device.mapping = target->device.registers = start == MAP_FAILED ? NULL : start;
	return start == MAP_FAILED ? errno : 0;
}

static bool is_mapped(struct target *target)
{
	return target->device.registers;
}

static bool is_not_mapped(struct target *target)
{
	return !target->device.registers;
}

static void undo_map(struct target *target)
{
	device_unmap(&target->device);
}

static bool prepare_map(struct target *target)
{
	if (!prepare_open(target) || map_device(target))
		return false;
	undo_map(target);
	return true;
}

static void read_register(void *arg)
{
	(void)reg_read(arg, 0);
}

/* A fault that finds no memory is tried again: mm/oom_kill.c, pagefault_out_of_memory(). */
static int touch(struct target *target)
{
	return guard_run(read_register, target->device.registers) ? EFAULT : 0;
}

static bool prepare_touch(struct target *target)
{
	guard_install();
	return prepare_open(target) && !map_device(target);
}

static void undo_touch(struct target *target)
{
	undo_map(target);
	map_again(target);
}

static void finish_map(struct target *target)
{
	if (target->device.registers)
		undo_map(target);
	close_device(target);
}

/* Whether the vector reaches `fd`: for a NIC that the tool knows. */
static bool arrives(struct target *target, int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };
	uint64_t count;

	if (!target->device.nic)
		return true;
	target->device.nic->fire(target->device.registers, VECTOR);
	return poll(&poller, 1, ARRIVAL_MS) == 1 && read(fd, &count, sizeof(count)) == sizeof(count);
}

static bool prepare_set(struct target *target)
{
	target->eventfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	target->other = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!prepare_open(target) || map_device(target))
		return false;
	if (target->device.nic)
		target->device.nic->arm(target->device.registers);
	return true;
}

static int set_free(struct target *target)
{
	return set(target, target->eventfd);
}

static bool is_set(struct target *target)
{
	return rows(target) == 1 && arrives(target, target->eventfd);
}

static bool is_not_set(struct target *target)
{
	return !rows(target);
}

static void undo_set(struct target *target)
{
	set(target, -1);
}

static bool prepare_replace(struct target *target)
{
	return prepare_set(target) && !set_free(target);
}

static int replace(struct target *target)
{
	return set(target, target->other);
}

static bool is_replaced(struct target *target)
{
	return rows(target) == 1 && arrives(target, target->other);
}

static void undo_replace(struct target *target)
{
	set_free(target);
}

static int release(struct target *target)
{
	return set(target, -1);
}

const struct call calls[] = {
	{ "bind", SLOW, prepare_probe, bind_device, is_free, is_taken, undo_bind, leave },
	{ "unbind", SLOW, prepare_remove, unbind_device, is_taken, is_free, undo_unbind, leave },
	{ "up", 1, prepare_up, bring_up, is_down, is_up, take_down, leave },
	{ "rings", SLOW, prepare_rings, exchange_rings, rings_are_old, rings_are_new, restore_rings, leave },
	{ "channels", SLOW, prepare_channels, exchange_channels, channels_are_old, channels_are_new, restore_channels, leave },
	{ "mtu", SLOW, prepare_mtu, change_mtu, mtu_is_old, mtu_is_new, restore_mtu, leave },
	{ "probe", SLOW, prepare_probe, bind_device, is_unbound, is_bound, undo_bind, leave },
	{ "remove", SLOW, prepare_remove, unbind_device, is_bound, is_unbound, undo_unbind, leave },
	{ "open", 1, find, open_device, is_closed, is_open, undo_open, leave },
	{ "close", 1, prepare_close, close_device, nothing, is_closed, undo_close, undo_open },
	{ "mmap", 1, prepare_map, map_again, is_not_mapped, is_mapped, undo_map, finish_map },
	{ "touch", 1, prepare_touch, touch, nothing, is_mapped, undo_touch, finish_map },
	{ "set", 1, prepare_set, set_free, is_not_set, is_set, undo_set, finish_map },
	{ "replace", 1, prepare_replace, replace, is_set, is_replaced, undo_replace, finish_map },
	{ "release", 1, prepare_replace, release, is_set, is_not_set, undo_replace, finish_map },
};
const size_t call_count = ARRAY_SIZE(calls);
