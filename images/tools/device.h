/* SPDX-License-Identifier: GPL-2.0-only */
/* A device behind /dev/uioN: its sysfs, its registers, what kind of NIC it is. */
#ifndef DEVICE_H
#define DEVICE_H

#include "lab.h"
#include "nic.h"

struct device {
	char node[32];       /* /dev/uioN */
	char maps[64];       /* /sys/class/uio/uioN/maps */
	char address[16];    /* 0000:01:00.0 */
	const struct nic *nic; /* NULL: a device that the tool cannot arm */
	int fd;              /* -1: not open */
	void *mapping;       /* NULL: not mapped */
	size_t mapped;
	void *registers;     /* where in the mapping the BAR begins */
	size_t size;
};

/* Finds the device called `name`: /dev/uioN, uioN, or the PCI address of its function. */
int device_find(struct device *device, const char *name);
int device_open(struct device *device);
int device_close(struct device *device);
/* Maps the map that the driver named `name` ("BAR0"), or that is number N ("mapN"): its number, or -1. */
int device_map(struct device *device, const char *name);
int device_unmap(struct device *device);

#endif
