// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool claim: asks the kernel for a region of memory as a driver does for its registers, request_mem_region(). A serial
 * port can be told where it lies (setserial(8)): it claims its registers there, and does without them if there are none.
 * It gives them back at once, or, if it is to `keep` them, by `claim none`.
 */
#include "labtool.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A port without hardware on this machine: CONFIG_SERIAL_8250_RUNTIME_UARTS is 4, QEMU has one. */
#define PORT "/dev/ttyS2"
/*
 * Of memory-mapped ports the one that drivers/tty/serial/8250/8250_port.c claims registers for and does not then access
 * without a mapping; 256 bytes of them at most (serial8250_port_size()).
 */
#define IO_TYPE SERIAL_IO_AU
/* include/uapi/linux/serial_core.h: PORT_RT2880. */
#define PORT_TYPE 29

static int port_open(struct serial_struct *settings)
{
	int fd = open(PORT, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0 || ioctl(fd, TIOCGSERIAL, settings))
		die(EXIT_CANNOT, "%s: %s", PORT, strerror(errno));
	return fd;
}

static void give_back(int fd, struct serial_struct settings)
{
	settings.type = PORT_UNKNOWN;
	settings.io_type = SERIAL_IO_PORT;
	settings.iomem_base = NULL;
	if (ioctl(fd, TIOCSSERIAL, &settings))
		die(EXIT_MISBEHAVED, "%s: %s", PORT, strerror(errno));
}

int tool_claim(int argc, char **argv)
{
	bool keep = argc == 2 && !strcmp(argv[1], "keep"), none = argc == 1 && !strcmp(argv[0], "none");
	struct serial_struct old, claiming;
	int64_t address = 0;
	int fd;

	if (!none && ((argc != 1 && !keep) || !parse_number(argv[0], &address)))
		die(EXIT_CANNOT, "claim ADDRESS [keep] | none");
	fd = port_open(&old);
	claiming = old;
	claiming.type = PORT_TYPE;
	claiming.io_type = IO_TYPE;
	claiming.iomem_base = (void *)(uintptr_t)address;
	if (!none && ioctl(fd, TIOCSSERIAL, &claiming)) {
		answer_errno("claim");
		return EXIT_FINE;
	}
	if (!keep)
		give_back(fd, old);
	answer_ok(NULL);
	return EXIT_FINE;
}
