// SPDX-License-Identifier: GPL-2.0-only
#include "pci.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* No chain of capabilities is longer: drivers/pci/pci.c, PCI_FIND_CAP_TTL. */
#define CAPABILITIES 48

void function_open(struct function *function, const char *address)
{
	char path[80];

	snprintf(function->folder, sizeof(function->folder), "/sys/bus/pci/devices/%.20s", address);
	snprintf(path, sizeof(path), "%s/config", function->folder);
	function->config = open(path, O_RDWR | O_CLOEXEC);
	if (function->config < 0)
		die(EXIT_CANNOT, "%s: %s", path, strerror(errno));
}

uint32_t function_id(const struct function *function, const char *which)
{
	char path[96], text[16] = "";
	int file;

	snprintf(path, sizeof(path), "%s/%s", function->folder, which);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
		die(EXIT_CANNOT, "%s: %s", path, strerror(errno));
	close(file);
	return strtoul(text, NULL, 16);
}

uint32_t config_read(const struct function *function, int width, int offset)
{
	uint32_t value = 0;

	if (pread(function->config, &value, width, offset) != width)
		die(EXIT_CANNOT, "config space of %s cannot be read at 0x%x", function->folder, offset);
	return value;
}

void config_write(const struct function *function, int width, int offset, uint32_t value)
{
	if (pwrite(function->config, &value, width, offset) != width)
		die(EXIT_CANNOT, "config space of %s cannot be written at 0x%x", function->folder, offset);
}

int config_capability(const struct function *function, int id)
{
	int at = PCI_CAPABILITY_LIST;

	if (!(config_read(function, 2, PCI_STATUS) & PCI_STATUS_CAP_LIST))
		return 0;
	at = config_read(function, 1, at) & ~3;
	for (int i = 0; at && i < CAPABILITIES; i++) {
		if ((int)config_read(function, 1, at + PCI_CAP_LIST_ID) == id)
			return at;
		at = config_read(function, 1, at + PCI_CAP_LIST_NEXT) & ~3;
	}
	return 0;
}

volatile uint32_t *bar_map(const struct function *function, int bar, uint32_t offset, size_t size)
{
	char path[80];
	void *start;
	int fd;

	snprintf(path, sizeof(path), "%s/resource%d", function->folder, bar);
	fd = open(path, O_RDWR | O_CLOEXEC);
	start = fd < 0 ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	if (start == MAP_FAILED)
		die(EXIT_CANNOT, "%s: %s", path, strerror(errno));
	close(fd);
	return start;
}
