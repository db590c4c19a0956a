// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"
#include "uio_msi.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* drivers/uio/uio.c: MAX_UIO_MAPS. */
#define MAPS 5

static int read_line(const char *path, char *line, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (fd < 0)
		return -1;
	count = read(fd, line, room - 1);
	close(fd);
	if (count < 0)
		return -1;
	line[count] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

static int64_t read_number(const char *folder, const char *name)
{
	char path[160], line[32];
	int64_t value;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return read_line(path, line, sizeof(line)) || !parse_number(line, &value) ? -1 : value;
}

/* The first uioN of a PCI function: /sys/bus/pci/devices/BDF/uio/uioN. */
static int uio_of_function(const char *address, char *name, size_t room)
{
	char path[96];
	struct dirent *item;
	DIR *folder;
	int found = -1;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.32s/uio", address);
	folder = opendir(path);
	if (!folder)
		return -1;
	while (found && (item = readdir(folder))) {
		if (strncmp(item->d_name, "uio", 3))
			continue;
		snprintf(name, room, "%.15s", item->d_name);
		found = 0;
	}
	closedir(folder);
	return found;
}

int device_find(struct device *device, const char *name)
{
	char uio[16], folder[64], target[PATH_MAX];
	ssize_t length;

	if (strchr(name, ':')) {
		if (uio_of_function(name, uio, sizeof(uio)))
			return -1;
	} else {
		snprintf(uio, sizeof(uio), "%.15s", strncmp(name, "/dev/", 5) ? name : name + 5);
	}
	*device = (struct device){ .access = &uio_access, .fd = -1 };
	snprintf(device->node, sizeof(device->node), "/dev/%s", uio);
	snprintf(device->maps, sizeof(device->maps), "/sys/class/uio/%s/maps", uio);
	snprintf(folder, sizeof(folder), "/sys/class/uio/%s/device", uio);
	length = readlink(folder, target, sizeof(target) - 1);
	target[length < 0 ? 0 : length] = '\0';
	if (strrchr(target, '/'))
		snprintf(device->address, sizeof(device->address), "%.15s", strrchr(target, '/') + 1);
	device->nic = device_nic(folder);
	return access(device->node, F_OK);
}

const struct nic *device_nic(const char *folder)
{
	return nic_find(read_number(folder, "vendor"), read_number(folder, "device"));
}

static int uio_open(struct device *device)
{
	device->fd = open(device->node, O_RDWR | O_CLOEXEC);
	return device->fd;
}

static int uio_close(struct device *device)
{
	int fd = device->fd;

	device->fd = -1;
	return close(fd);
}

/* Map N is at offset N pages, Documentation/driver-api/uio-howto.rst. */
static int map_number(struct device *device, int number)
{
	char folder[80];
	int64_t size, offset;
	void *start;

	snprintf(folder, sizeof(folder), "%s/map%d", device->maps, number);
	size = read_number(folder, "size");
	offset = read_number(folder, "offset");
	if (size < 0 || offset < 0)
		return -1;
	start = mmap(NULL, size, PROT_READ | PROT_WRITE, device->private_maps ? MAP_PRIVATE : MAP_SHARED, device->fd,
		     number * getpagesize());
	if (start == MAP_FAILED)
		return -1;
	device->mapping = start;
	device->mapped = size;
	device->registers = (char *)start + offset;
	device->size = size - offset;
	return number;
}

static int uio_map(struct device *device, const char *name)
{
	char path[96], found[32];

	for (int number = 0; number < MAPS; number++) {
		/* uio_pci_generic gives all its maps the name of the function: they have a number only. */
		snprintf(found, sizeof(found), "map%d", number);
		if (!strcmp(found, name))
			return map_number(device, number);
		snprintf(path, sizeof(path), "%s/map%d/name", device->maps, number);
		if (!read_line(path, found, sizeof(found)) && !strcmp(found, name))
			return map_number(device, number);
	}
	errno = ENOENT;
	return -1;
}

static int uio_set(struct device *device, uint32_t vector, int fd)
{
	struct uio_msi_irq_set irq = { .vec = vector, .fd = fd };

	return ioctl(device->fd, UIO_MSI_IRQ_SET, &irq);
}

const struct access uio_access = { uio_open, uio_close, uio_map, uio_set, NULL };

int device_open(struct device *device)
{
	return device->access->open(device);
}

int device_close(struct device *device)
{
	return device->access->close(device);
}

int device_map(struct device *device, const char *name)
{
	return device->access->map(device, name);
}

int device_unmap(struct device *device)
{
	void *start = device->mapping;

	device->mapping = device->registers = NULL;
	return munmap(start, device->mapped);
}
