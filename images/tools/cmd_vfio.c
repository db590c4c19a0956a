// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool vfio: the session of labtool uio on a device behind vfio-pci. The verbs are the same, so that one text drives
 * both; here are the few that VFIO has besides.
 */
#include "labtool.h"
#include "session.h"
#include "vfio.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <string.h>

/* VFIO leaves bus mastering to its user, who has to allow it before any interrupt can come. */
static void cmd_master(struct session *session, int argc, char **argv)
{
	bool on = !strcmp(argv[0], "on");
	uint16_t command;

	(void)argc;
	if (!on && strcmp(argv[0], "off")) {
		answer_usage("master on|off");
		return;
	}
	if (vfio_config(&session->device, false, PCI_COMMAND, &command)) {
		answer_errno("read config");
		return;
	}
	command = on ? command | PCI_COMMAND_MASTER : command & ~PCI_COMMAND_MASTER;
	if (vfio_config(&session->device, true, PCI_COMMAND, &command))
		answer_errno("write config");
	else
		answer_ok(NULL);
}

static void cmd_disable(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (vfio_disable(&session->device))
		answer_errno("VFIO_DEVICE_SET_IRQS");
	else
		answer_ok(NULL);
}

static void cmd_viable(struct session *session, int argc, char **argv)
{
	int viable = vfio_viable(&session->device);

	(void)argc, (void)argv;
	if (viable < 0)
		answer_errno(session->device.call);
	else
		answer_ok("\"viable\":%s", viable ? "true" : "false");
}

static const struct command list[] = {
	{ "master", "on|off", 1, 1, false, cmd_master },
	{ "disable", "", 0, 0, false, cmd_disable },
	{ "viable", "", 0, 0, false, cmd_viable },
};
static const struct commands vfio_commands = { list, ARRAY_SIZE(list) };

int tool_vfio(int argc, char **argv)
{
	static const struct commands *const known[] = {
		&device_commands, &vector_commands, &ioctl_commands, &nic_commands, &dma_commands,
		&stream_commands, &queue_commands, &rogue_commands, &latency_commands, &vfio_commands,
		&file_commands, &memory_commands, &fault_commands,
	};
	static struct session session;
	static struct vfio vfio;

	if (argc != 2 || !vfio_way(argv[1], &vfio.way))
		die(EXIT_CANNOT, "vfio BDF type1|iommufd|noiommu");
	if (vfio_find(&session.device, &vfio, argv[0]))
		die(EXIT_CANNOT, "%s is no PCI function: %s", argv[0], strerror(errno));
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
