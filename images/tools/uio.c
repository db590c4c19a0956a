// SPDX-License-Identifier: GPL-2.0-only
/* labtool uio: a process that has a device in its hands, driven step by step. A second one is a second user of it. */
#include "labtool.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* After `exec`: whether the device is still open under the number that it had. */
static void inherit(struct session *session, const char *number)
{
	int64_t fd;

	if (!parse_number(number, &fd))
		die(EXIT_CANNOT, "%s is no file descriptor", number);
	if (fcntl(fd, F_GETFD) >= 0)
		session->device.fd = fd;
	answer_ok("\"open\":%s", session->device.fd < 0 ? "false" : "true");
}

int tool_uio(int argc, char **argv)
{
	static const struct commands *const known[] = {
		&device_commands, &vector_commands, &ioctl_commands, &nic_commands, &dma_commands,
		&stream_commands, &queue_commands, &rogue_commands, &latency_commands, &fire_commands, &rights_commands,
		&life_commands, &mapping_commands, &reset_commands, &file_commands, &memory_commands,
	};
	static struct session session;

	if (argc != 1 && argc != 2)
		die(EXIT_CANNOT, "uio /dev/uioN|BDF [FD]");
	if (device_find(&session.device, argv[0]))
		die(EXIT_CANNOT, "%s is no device behind uio: %s", argv[0], strerror(errno));
	if (argc == 2)
		inherit(&session, argv[1]);
	session_run(&session, known, ARRAY_SIZE(known));
	return EXIT_FINE;
}
