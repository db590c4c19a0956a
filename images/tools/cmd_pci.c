// SPDX-License-Identifier: GPL-2.0-only
/* labtool pci: what a PCI function says of itself, and ways to change it. */
#include "labtool.h"
#include "pci.h"

#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *yes(uint32_t bits)
{
	return bits ? "true" : "false";
}

static void print_msix(const struct function *function, int at)
{
	uint32_t flags = config_read(function, 2, at + PCI_MSIX_FLAGS);
	uint32_t table = config_read(function, 4, at + PCI_MSIX_TABLE);
	uint32_t pending = config_read(function, 4, at + PCI_MSIX_PBA);

	printf(",\"msix\":{\"vectors\":%u,\"enabled\":%s,\"masked\":%s,", (flags & PCI_MSIX_FLAGS_QSIZE) + 1,
	       yes(flags & PCI_MSIX_FLAGS_ENABLE), yes(flags & PCI_MSIX_FLAGS_MASKALL));
	printf("\"tableBar\":%u,\"tableOffset\":%u,", table & PCI_MSIX_TABLE_BIR, table & PCI_MSIX_TABLE_OFFSET);
	printf("\"pbaBar\":%u,\"pbaOffset\":%u}", pending & PCI_MSIX_PBA_BIR, pending & PCI_MSIX_PBA_OFFSET);
}

static int show(const struct function *function)
{
	uint32_t command = config_read(function, 2, PCI_COMMAND);
	int msi = config_capability(function, PCI_CAP_ID_MSI);
	int msix = config_capability(function, PCI_CAP_ID_MSIX);
	int express = config_capability(function, PCI_CAP_ID_EXP);

	printf("{\"ok\":true,\"vendor\":\"%04x\",\"device\":\"%04x\",\"command\":%u,", function_id(function, "vendor"),
	       function_id(function, "device"), command);
	printf("\"memory\":%s,\"busMaster\":%s,\"intxDisabled\":%s,\"intxPin\":%u,", yes(command & PCI_COMMAND_MEMORY),
	       yes(command & PCI_COMMAND_MASTER), yes(command & PCI_COMMAND_INTX_DISABLE),
	       config_read(function, 1, PCI_INTERRUPT_PIN));
	printf("\"express\":%s,\"flr\":%s,\"msi\":%s", yes(express),
	       yes(express && config_read(function, 4, express + PCI_EXP_DEVCAP) & PCI_EXP_DEVCAP_FLR), yes(msi));
	if (msi)
		printf(",\"msiEnabled\":%s", yes(config_read(function, 2, msi + PCI_MSI_FLAGS) & PCI_MSI_FLAGS_ENABLE));
	if (msix)
		print_msix(function, msix);
	puts("}");
	return EXIT_FINE;
}

/*
 * Each vector as the device has it. With interrupt remapping the address has bit 4 set and names an entry of the
 * remapping table, without it the address names a CPU: Intel VT-d specification 5.1.2.2.
 */
static int table(const struct function *function)
{
	int msix = config_capability(function, PCI_CAP_ID_MSIX);
	uint32_t where, count, offset;
	volatile uint32_t *entry;

	if (!msix)
		die(EXIT_CANNOT, "%s has no MSI-X", function->folder);
	where = config_read(function, 4, msix + PCI_MSIX_TABLE);
	count = (config_read(function, 2, msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
	offset = (where & PCI_MSIX_TABLE_OFFSET) % getpagesize();
	entry = bar_map(function, where & PCI_MSIX_TABLE_BIR, (where & PCI_MSIX_TABLE_OFFSET) - offset,
			offset + count * PCI_MSIX_ENTRY_SIZE);
	entry += offset / sizeof(*entry);
	printf("{\"ok\":true,\"entries\":[");
	for (uint32_t i = 0; i < count; i++, entry += PCI_MSIX_ENTRY_SIZE / sizeof(*entry))
		printf("%s{\"address\":\"0x%08x%08x\",\"data\":\"0x%08x\",\"masked\":%s,\"remapped\":%s}", i ? "," : "",
		       entry[1], entry[0], entry[2], yes(entry[3] & PCI_MSIX_ENTRY_CTRL_MASKBIT), yes(entry[0] & 1u << 4));
	puts("]}");
	return EXIT_FINE;
}

/* Sets or clears one bit of the command register, behind the driver's back. */
static int command(const struct function *function, const char *bit, const char *state)
{
	static const struct {
		const char *name;
		uint32_t mask;
	} bits[] = {
		{ "memory", PCI_COMMAND_MEMORY },
		{ "master", PCI_COMMAND_MASTER },
		{ "intx-disable", PCI_COMMAND_INTX_DISABLE },
	};
	uint32_t value = config_read(function, 2, PCI_COMMAND);

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++) {
		if (strcmp(bit, bits[i].name))
			continue;
		config_write(function, 2, PCI_COMMAND, strcmp(state, "on") ? value & ~bits[i].mask : value | bits[i].mask);
		return show(function);
	}
	die(EXIT_CANNOT, "pci BDF set memory|master|intx-disable on|off");
}

/*
 * Writes the interrupt line register for a while and counts what did not stay: a register for software alone, 8 bits of
 * scratch memory (PCI Local Bus Specification 3.0, 6.2.4), which whoever resets the function saves and restores.
 */
static int scribble(const struct function *function, const char *word)
{
	uint32_t before = config_read(function, 1, PCI_INTERRUPT_LINE), writes = 0, lost = 0;
	int64_t ms, deadline;

	if (!parse_number(word, &ms) || ms < 0)
		die(EXIT_CANNOT, "pci BDF scribble MS");
	for (deadline = now_ms() + ms; now_ms() < deadline; writes++) {
		config_write(function, 1, PCI_INTERRUPT_LINE, writes & 0xff);
		lost += config_read(function, 1, PCI_INTERRUPT_LINE) != (writes & 0xff);
	}
	config_write(function, 1, PCI_INTERRUPT_LINE, before);
	printf("{\"ok\":true,\"writes\":%u,\"lost\":%u}\n", writes, lost);
	return EXIT_FINE;
}

int tool_pci(int argc, char **argv)
{
	struct function function;

	if (!argc)
		die(EXIT_CANNOT, "pci BDF [table | set BIT on|off | scribble MS]");
	function_open(&function, argv[0]);
	if (argc == 1)
		return show(&function);
	if (argc == 2 && !strcmp(argv[1], "table"))
		return table(&function);
	if (argc == 4 && !strcmp(argv[1], "set") && (!strcmp(argv[3], "on") || !strcmp(argv[3], "off")))
		return command(&function, argv[2], argv[3]);
	if (argc == 3 && !strcmp(argv[1], "scribble"))
		return scribble(&function, argv[2]);
	die(EXIT_CANNOT, "pci BDF [table | set BIT on|off | scribble MS]");
}
