// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool msix: one entry of a device's MSI-X table, read or overwritten behind the driver's back, as root can through
 * sysfs. What is written is where the device sends its next interrupt.
 */
#include "labtool.h"
#include "pci.h"

#include <linux/pci_regs.h>
#include <stdio.h>
#include <unistd.h>

static volatile uint32_t *entry_of(const struct function *function, int64_t vector)
{
	int msix = config_capability(function, PCI_CAP_ID_MSIX);
	uint32_t where, count, at;
	volatile uint32_t *start;

	if (!msix)
		die(EXIT_CANNOT, "%s has no MSI-X", function->folder);
	where = config_read(function, 4, msix + PCI_MSIX_TABLE);
	count = (config_read(function, 2, msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
	if (vector >= count)
		die(EXIT_CANNOT, "%s has %u vectors", function->folder, count);
	at = (where & PCI_MSIX_TABLE_OFFSET) + vector * PCI_MSIX_ENTRY_SIZE;
	start = bar_map(function, where & PCI_MSIX_TABLE_BIR, at - at % getpagesize(), getpagesize());
	return start + at % getpagesize() / sizeof(*start);
}

int tool_msix(int argc, char **argv)
{
	struct function function;
	volatile uint32_t *entry;
	int64_t vector, address, data;

	if ((argc != 2 && argc != 4) || !parse_number(argv[1], &vector) || vector < 0 ||
	    (argc == 4 && (!parse_number(argv[2], &address) || !parse_number(argv[3], &data))))
		die(EXIT_CANNOT, "msix BDF VEC [ADDRESS DATA]");
	function_open(&function, argv[0]);
	entry = entry_of(&function, vector);
	printf("{\"ok\":true,\"address\":\"0x%08x%08x\",\"data\":\"0x%08x\"}\n", entry[1], entry[0], entry[2]);
	if (argc == 2)
		return EXIT_FINE;
	entry[0] = address;
	entry[1] = address >> 32;
	entry[2] = data;
	return EXIT_FINE;
}
