// SPDX-License-Identifier: GPL-2.0-only
/* What labtool failnth does to any driver: binds it, unbinds it, brings up the interface that it makes. */
#define _GNU_SOURCE
#include "failnth.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/pci_regs.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Files of the driver's folder that take a device's address: open before the sweep, which is about the writing alone. */
static int bind_fd, unbind_fd;

static int open_file(const char *driver, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%s/%s", driver, name);
	return open(path, O_WRONLY | O_CLOEXEC);
}

static bool open_driver(const char *driver)
{
	bind_fd = open_file(driver, "bind");
	unbind_fd = open_file(driver, "unbind");
	return bind_fd >= 0 && unbind_fd >= 0;
}

static int write_address(const struct target *target, int fd)
{
	return pwrite(fd, target->address, strlen(target->address), 0) < 0 ? errno : 0;
}

bool exists(const struct target *target, const char *name)
{
	char path[96];

	snprintf(path, sizeof(path), "%s/%s", target->function.folder, name);
	return !access(path, F_OK);
}

bool msix_enabled(const struct target *target)
{
	int at = config_capability(&target->function, PCI_CAP_ID_MSIX);

	return at && config_read(&target->function, 2, at + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_ENABLE;
}

int bind_device(struct target *target)
{
	return write_address(target, bind_fd);
}

int unbind_device(struct target *target)
{
	return write_address(target, unbind_fd);
}

void undo_bind(struct target *target)
{
	unbind_device(target);
}

void undo_unbind(struct target *target)
{
	bind_device(target);
}

bool prepare_probe(struct target *target)
{
	return open_driver(target->driver) && (!exists(target, "driver") || !unbind_device(target));
}

bool prepare_remove(struct target *target)
{
	return open_driver(target->driver) && exists(target, "driver");
}

static int control_fd;
static struct ifreq interface;

/* The function's own interface, or that of the virtio device on it. */
static bool find_interface(const struct target *target)
{
	static const char *const patterns[] = { "%s/net/*", "%s/virtio*/net/*" };
	glob_t found = { 0 };
	char pattern[96];

	for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
		snprintf(pattern, sizeof(pattern), patterns[i], target->function.folder);
		glob(pattern, i ? GLOB_APPEND : 0, NULL, &found);
	}
	if (found.gl_pathc)
		snprintf(interface.ifr_name, sizeof(interface.ifr_name), "%.15s", strrchr(found.gl_pathv[0], '/') + 1);
	globfree(&found);
	return interface.ifr_name[0];
}

const char *interface_name(void)
{
	return interface.ifr_name;
}

static int set_flags(short flags)
{
	interface.ifr_flags = flags;
	return ioctl(control_fd, SIOCSIFFLAGS, &interface) ? errno : 0;
}

bool prepare_up(struct target *target)
{
	control_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return find_interface(target) && !set_flags(0);
}

int bring_up(struct target *target)
{
	(void)target;
	return set_flags(IFF_UP);
}

bool is_up(struct target *target)
{
	(void)target;
	return !ioctl(control_fd, SIOCGIFFLAGS, &interface) && interface.ifr_flags & IFF_UP;
}

bool is_down(struct target *target)
{
	return !is_up(target);
}

void take_down(struct target *target)
{
	(void)target;
	set_flags(0);
}
