// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool traces: what the kernel and the device hold of a function at this moment, as one object. What was done and
 * undone must leave the same.
 */
#define _GNU_SOURCE
#include "labtool.h"
#include "pci.h"

#include <ctype.h>
#include <dirent.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Lines of a file that have both words in them; -1: there is no such file. */
static int count_lines(const char *path, const char *word, const char *other)
{
	FILE *file = fopen(path, "re");
	char line[1024];
	int found = 0;

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		found += strstr(line, word) && strstr(line, other);
	fclose(file);
	return found;
}

/* The number behind `label` in a file, -1 if there is none. */
static long number_behind(const char *path, const char *label)
{
	FILE *file = fopen(path, "re");
	char line[256];
	long number = -1;

	if (!file)
		return -1;
	while (number < 0 && fgets(line, sizeof(line), file)) {
		const char *at = strstr(line, label);

		if (at)
			sscanf(at + strlen(label), "%ld", &number);
	}
	fclose(file);
	return number;
}

/* File descriptors of one process that are a userspace-I/O device; a device that went away is "(deleted)". */
static int count_open(const char *process)
{
	char folder[300], path[600], target[64];
	struct dirent *item;
	ssize_t length;
	int found = 0;
	DIR *list;

	snprintf(folder, sizeof(folder), "/proc/%s/fd", process);
	list = opendir(folder);
	if (!list)
		return 0;
	while ((item = readdir(list))) {
		snprintf(path, sizeof(path), "%s/%s", folder, item->d_name);
		length = readlink(path, target, sizeof(target) - 1);
		target[length < 0 ? 0 : length] = '\0';
		found += !strncmp(target, "/dev/uio", 8);
	}
	closedir(list);
	return found;
}

static void print_users(void)
{
	struct dirent *item;
	DIR *processes = opendir("/proc");
	int open = 0, mapped = 0, count;
	char path[300];

	if (!processes)
		die(EXIT_CANNOT, "/proc cannot be read");
	while ((item = readdir(processes))) {
		if (!isdigit((unsigned char)item->d_name[0]))
			continue;
		open += count_open(item->d_name);
		snprintf(path, sizeof(path), "/proc/%s/maps", item->d_name);
		count = count_lines(path, "/dev/uio", "");
		mapped += count > 0 ? count : 0;
	}
	closedir(processes);
	printf(",\"open\":%d,\"mapped\":%d", open, mapped);
}

/*
 * Interrupts that the CPUs' domain and the IOMMU's remapping domain have entries for: kernel/irq/irqdomain.c,
 * irq_domain_debug_show_one(). In the second each is an entry of the remapping table (IRTE).
 */
static void print_domains(void)
{
	static const char *const folder = "/sys/kernel/debug/irq/domains";
	struct dirent *item;
	DIR *domains = opendir(folder);
	long cpus = 0, remapped = 0;
	char path[320];

	while (domains && (item = readdir(domains))) {
		snprintf(path, sizeof(path), "%s/%s", folder, item->d_name);
		if (!strcmp(item->d_name, "VECTOR"))
			cpus += number_behind(path, "mapped:");
		else if (strstr(item->d_name, "-IR-") && !strstr(item->d_name, "MSI") && !strstr(item->d_name, "APIC"))
			remapped += number_behind(path, "mapped:");
	}
	if (domains)
		closedir(domains);
	printf(",\"interrupts\":%ld,\"remapped\":%ld", cpus, remapped);
}

static void print_unmasked(const struct function *function, int msix)
{
	uint32_t where = config_read(function, 4, msix + PCI_MSIX_TABLE);
	uint32_t count = (config_read(function, 2, msix + PCI_MSIX_FLAGS) & PCI_MSIX_FLAGS_QSIZE) + 1;
	uint32_t offset = (where & PCI_MSIX_TABLE_OFFSET) % getpagesize(), unmasked = 0;
	volatile uint32_t *entry = bar_map(function, where & PCI_MSIX_TABLE_BIR, (where & PCI_MSIX_TABLE_OFFSET) - offset,
					   offset + count * PCI_MSIX_ENTRY_SIZE);

	entry += (offset + PCI_MSIX_ENTRY_VECTOR_CTRL) / sizeof(*entry);
	for (uint32_t i = 0; i < count; i++)
		unmasked += !(entry[i * PCI_MSIX_ENTRY_SIZE / sizeof(*entry)] & PCI_MSIX_ENTRY_CTRL_MASKBIT);
	printf(",\"unmasked\":%u", unmasked);
}

static void print_function(const char *address)
{
	struct function function;
	uint32_t command, flags;
	int msix;

	function_open(&function, address);
	command = config_read(&function, 2, PCI_COMMAND);
	printf(",\"memory\":%s,\"busMaster\":%s", command & PCI_COMMAND_MEMORY ? "true" : "false",
	       command & PCI_COMMAND_MASTER ? "true" : "false");
	msix = config_capability(&function, PCI_CAP_ID_MSIX);
	flags = msix ? config_read(&function, 2, msix + PCI_MSIX_FLAGS) : 0;
	printf(",\"msixEnabled\":%s,\"msixMasked\":%s", flags & PCI_MSIX_FLAGS_ENABLE ? "true" : "false",
	       flags & PCI_MSIX_FLAGS_MASKALL ? "true" : "false");
	/* Without memory decoding nothing answers where the table was. */
	if (msix && command & PCI_COMMAND_MEMORY)
		print_unmasked(&function, msix);
}

int tool_traces(int argc, char **argv)
{
	char path[80];

	if (argc != 1)
		die(EXIT_CANNOT, "traces BDF");
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%.20s", argv[0]);
	printf("{\"ok\":true,\"present\":%s", access(path, F_OK) ? "false" : "true");
	if (!access(path, F_OK))
		print_function(argv[0]);
	printf(",\"rows\":%d", count_lines("/proc/interrupts", "uio_msi[", argv[0]));
	print_users();
	printf(",\"references\":%ld", number_behind("/sys/module/uio_msi/refcnt", ""));
	print_domains();
	puts("}");
	return EXIT_FINE;
}
