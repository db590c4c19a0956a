// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool squat: opens /dev/uio0 over and over, through a device node of its own that is always there, and so also at
 * moments at which the device is not there yet, or not any more. What it has opened it keeps until the device is gone;
 * then nothing may be left of it but a file that says so.
 */
#include "labtool.h"
#include "uio_msi.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define NODE "/tmp/squat"

static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

/* uio's number among the character devices: /proc/devices. */
static int uio_major(void)
{
	FILE *file = fopen("/proc/devices", "re");
	char line[64], name[32];
	int number, major = -1;

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%d %31s", &number, name) == 2 && !strcmp(name, "uio"))
			major = number;
	if (file)
		fclose(file);
	return major;
}

/* The device of an open file is gone as soon as its number is nobody's: drivers/uio/uio.c, uio_free_minor(). */
static void outlast(void)
{
	int fd;

	while ((fd = open(NODE, O_RDWR | O_CLOEXEC)) >= 0 && !ended)
		close(fd);
	if (fd >= 0)
		close(fd);
}

int tool_squat(int argc, char **argv)
{
	struct uio_msi_irq_set irq = { .vec = 0, .fd = -1 };
	int kept = 0, alive = 0, fd;

	(void)argv;
	if (argc)
		die(EXIT_CANNOT, "squat");
	signal(SIGTERM, end);
	if ((unlink(NODE) && errno != ENOENT) || mknod(NODE, S_IFCHR | 0600, makedev(uio_major(), 0)))
		die(EXIT_CANNOT, "%s: %s", NODE, strerror(errno));
	while (!ended) {
		fd = open(NODE, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		outlast();
		if (!ended) {
			kept++;
			alive += !ioctl(fd, UIO_MSI_IRQ_SET, &irq) || errno != EIO;
		}
		close(fd);
	}
	answer_ok("\"kept\":%d,\"alive\":%d", kept, alive);
	return EXIT_FINE;
}
