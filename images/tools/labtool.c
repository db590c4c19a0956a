// SPDX-License-Identifier: GPL-2.0-only
/* The lab's hands in the guest: one static program, a subcommand for each thing that a shell cannot do. */
#include "labtool.h"
#include "frame.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *arguments;
	int (*run)(int argc, char **argv);
} subcommands[] = {
	{ "uio", "/dev/uioN|BDF [FD]", tool_uio },
	{ "vfio", "BDF type1|iommufd|noiommu", tool_vfio },
	{ "orphan", "/dev/uioN|BDF", tool_orphan },
	{ "pci", "BDF [table | set memory|master|intx-disable on|off | scribble MS]", tool_pci },
	{ "victim", "", tool_victim },
	{ "msix", "BDF VEC [ADDRESS DATA]", tool_msix },
	{ "frame", FRAME_USAGE, tool_frame },
	{ "traces", "BDF", tool_traces },
	{ "failnth", "BDF probe|remove|open|close|mmap|touch|set|replace|release | BDF bind|unbind|up|rings|channels|mtu DRIVER MS", tool_failnth },
	{ "race", "BDF SEED ROUNDS SECONDS bind|use GRACE-SECONDS", tool_race },
	{ "hang", "", tool_hang },
	{ "hold", "", tool_hold },
	{ "claim", "ADDRESS [keep] | none", tool_claim },
	{ "squat", "", tool_squat },
	{ "calls", "", tool_calls },
	{ "disk", "NODE fill|verify SEED direct|buffered [AT BYTES] | load SEED WORKERS | reset KIND", tool_disk },
	{ "clock", "/dev/ptpN limit | set SECONDS | shift NS | tune PPB | run MS", tool_clock },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_SIZE(subcommands); i++)
		if (!strcmp(argv[1], subcommands[i].name))
			return subcommands[i].run(argc - 2, argv + 2);
	for (size_t i = 0; i < ARRAY_SIZE(subcommands); i++)
		fprintf(stderr, "labtool %s %s\n", subcommands[i].name, subcommands[i].arguments);
	return EXIT_CANNOT;
}
