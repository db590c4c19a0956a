// SPDX-License-Identifier: GPL-2.0-only
/* labtool uio: a process that has a device in its hands, driven step by step. A second one is a second user of it. */
#include "labtool.h"
#include "session.h"

#include <errno.h>
#include <string.h>

int tool_uio(int count, char **words)
{
	static const struct commands *const known[] = {
		&device_commands, &vector_commands, &ioctl_commands, &nic_commands, &dma_commands,
		&stream_commands, &rogue_commands, &latency_commands, &fire_commands, &rights_commands,
	};
	static struct session session;

	if (count != 1)
		die(EXIT_CANNOT, "uio /dev/uioN|BDF");
	if (device_find(&session.device, words[0]))
		die(EXIT_CANNOT, "%s is no device behind uio: %s", words[0], strerror(errno));
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
