/* SPDX-License-Identifier: GPL-2.0-only */
/* Configuration space and BARs through sysfs: no driver is needed, none is disturbed. */
#ifndef PCI_H
#define PCI_H

#include "lab.h"

struct function {
	char folder[64]; /* /sys/bus/pci/devices/BDF */
	int config;
};

/* Dies with EXIT_CANNOT if there is no such function. */
void function_open(struct function *function, const char *address);
/*
 * `vendor` or `device` as the kernel has it. A virtual function's own config space says ffff: PCI Express 9.3.4.1.1.
 */
uint32_t function_id(const struct function *function, const char *which);
/* `width` is 1, 2 or 4 bytes. Dies with EXIT_CANNOT beyond the end of what sysfs shows. */
uint32_t config_read(const struct function *function, int width, int offset);
void config_write(const struct function *function, int width, int offset, uint32_t value);
/* Where the capability with this id starts, or 0. */
int config_capability(const struct function *function, int id);
/* Maps `size` bytes from `offset` (a page's start) of a BAR. Dies with EXIT_CANNOT if the kernel refuses. */
volatile uint32_t *bar_map(const struct function *function, int bar, uint32_t offset, size_t size);

#endif
