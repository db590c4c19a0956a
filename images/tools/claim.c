// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool claim: asks the kernel for a region of memory as a driver does for its registers, request_mem_region(). A serial
 * port can be told where it lies (setserial(8)): it claims its registers there, and does without them if there are none.
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

int tool_claim(int argc, char **argv)
{
	struct serial_struct old, claiming;
	int64_t address;
	int fd;

	if (argc != 1 || !parse_number(argv[0], &address))
		die(EXIT_CANNOT, "claim ADDRESS");
	fd = open(PORT, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || ioctl(fd, TIOCGSERIAL, &old))
		die(EXIT_CANNOT, "%s: %s", PORT, strerror(errno));
	claiming = old;
	claiming.type = PORT_TYPE;
	claiming.io_type = IO_TYPE;
	claiming.iomem_base = (void *)(uintptr_t)address;
	if (ioctl(fd, TIOCSSERIAL, &claiming)) {
		answer_errno("claim");
		return EXIT_FINE;
	}
	if (ioctl(fd, TIOCSSERIAL, &old))
		die(EXIT_MISBEHAVED, "%s: %s", PORT, strerror(errno));
	answer_ok(NULL);
	return EXIT_FINE;
}
