/* SPDX-License-Identifier: GPL-2.0-only */
/* A device in the hands of a program: its file, its registers, what kind of NIC it is. */
#ifndef DEVICE_H
#define DEVICE_H

#include "lab.h"
#include "nic.h"

struct device;

/* How a program gets at a device: through /dev/uioN, or through VFIO. All but `dma_map` set errno. */
struct access {
	int (*open)(struct device *device);
	int (*close)(struct device *device);
	/* Maps the memory called `name`: its number, or -1. */
	int (*map)(struct device *device, const char *name);
	/* Hands a vector to an eventfd, or to none (-1). */
	int (*set)(struct device *device, uint32_t vector, int fd);
	/* Lets the device reach memory, at *address and on. NULL: it reaches all, by physical addresses. */
	int (*dma_map)(struct device *device, void *memory, size_t size, uint64_t *address);
};

struct device {
	const struct access *access;
	struct vfio *vfio;   /* NULL: behind /dev/uioN */
	const char *call;    /* what failed last, if `access` can tell */
	char node[32];       /* /dev/uioN */
	char maps[64];       /* /sys/class/uio/uioN/maps */
	char address[16];    /* 0000:01:00.0 */
	const struct nic *nic; /* NULL: a device that the tool cannot arm */
	int fd;              /* -1: not open */
	bool private_maps;   /* the next map is a private one */
	void *mapping;       /* NULL: not mapped */
	size_t mapped;
	void *registers;     /* where in the mapping the BAR begins */
	size_t size;
};

/* Finds the device called `name`: /dev/uioN, uioN, or the PCI address of its function. */
int device_find(struct device *device, const char *name);
/* The NIC whose ids are in a folder of sysfs, or NULL. */
const struct nic *device_nic(const char *folder);
int device_open(struct device *device);
int device_close(struct device *device);
/* Maps the map that the driver named `name` ("BAR0"), or that is number N ("mapN"): its number, or -1. */
int device_map(struct device *device, const char *name);
int device_unmap(struct device *device);

extern const struct access uio_access;

#endif
