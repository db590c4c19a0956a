// SPDX-License-Identifier: GPL-2.0-only
/* labtool disk: a pattern on a disk, written and verified; a disk at work; resets as a SCSI host's driver knows them. */
#define _GNU_SOURCE
#include "disk.h"
#include "labtool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CHUNK (1 << 20)

/* include/scsi/sg.h of the kernel; libc's is older. */
#define SG_SCSI_RESET 0x2284
#define SG_SCSI_RESET_NO_ESCALATE 0x100

struct extent {
	off_t at, end;
};

/* What the words from `argv[0]` on say: a place and a length; the whole disk without them. */
static struct extent extent_of(int fd, int argc, char **argv)
{
	int64_t at = 0, length = disk_bytes(fd);

	if (argc && (argc != 2 || !parse_number(argv[0], &at) || !parse_number(argv[1], &length)))
		die(EXIT_CANNOT, "an extent is a place and a length in bytes");
	return (struct extent){ at, at + length };
}

static int open_disk(const char *node, int flags, const char *how)
{
	int fd = open(node, flags | O_CLOEXEC | (strcmp(how, "direct") ? 0 : O_DIRECT));

	if (fd < 0)
		die(EXIT_CANNOT, "%s: %s", node, strerror(errno));
	return fd;
}

static size_t chunk(const struct extent *extent)
{
	return extent->end - extent->at < CHUNK ? extent->end - extent->at : CHUNK;
}

static int fill(int fd, uint64_t seed, struct extent extent)
{
	void *buffer = disk_buffer(CHUNK);
	ssize_t done;

	for (; extent.at < extent.end; extent.at += done) {
		pattern_write(seed, extent.at, buffer, chunk(&extent));
		done = pwrite(fd, buffer, chunk(&extent), extent.at);
		if (done <= 0) {
			answer_errno("write");
			return EXIT_MISBEHAVED;
		}
	}
	if (fsync(fd)) {
		answer_errno("fsync");
		return EXIT_MISBEHAVED;
	}
	answer_ok(NULL);
	return EXIT_FINE;
}

static int verify(int fd, uint64_t seed, struct extent extent)
{
	void *buffer = disk_buffer(CHUNK);
	off_t wrong = -1;
	ssize_t done;

	for (; extent.at < extent.end && wrong < 0; extent.at += done) {
		done = pread(fd, buffer, chunk(&extent), extent.at);
		if (done <= 0) {
			if (!done)
				errno = ENODATA;
			answer_errno("read");
			return EXIT_MISBEHAVED;
		}
		wrong = pattern_compare(seed, extent.at, buffer, done);
		if (wrong >= 0)
			answer_ok("\"wrong\":%lld,\"found\":\"%s\"", (long long)wrong,
				  as_hex((uint8_t *)buffer + (wrong - extent.at), 8));
	}
	if (wrong < 0)
		answer_ok("\"wrong\":-1");
	return EXIT_FINE;
}

/* drivers/scsi/scsi_error.c, scsi_ioctl_reset(): EIO also where the driver has no such handler. */
static int scsi_reset(int fd, const char *what)
{
	static const struct {
		const char *name;
		int value;
	} kinds[] = {
		{ "device", 1 },
		{ "bus", 2 },
		{ "host", 3 },
		{ "target", 4 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		int value = kinds[i].value | SG_SCSI_RESET_NO_ESCALATE;

		if (strcmp(what, kinds[i].name))
			continue;
		if (ioctl(fd, SG_SCSI_RESET, &value))
			answer_errno("SG_SCSI_RESET");
		else
			answer_ok(NULL);
		return EXIT_FINE;
	}
	die(EXIT_CANNOT, "there is no SCSI reset of a %s", what);
}

int tool_disk(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int64_t seed, workers;

	if (argc == 3 && !strcmp(what, "reset"))
		return scsi_reset(open_disk(argv[0], O_RDWR | O_NONBLOCK, ""), argv[2]);
	if (argc < 4 || !parse_number(argv[2], &seed))
		die(EXIT_CANNOT, "disk NODE fill|verify SEED direct|buffered [AT BYTES] | load SEED WORKERS | reset KIND");
	if (!strcmp(what, "load") && parse_number(argv[3], &workers))
		return disk_load(argv[0], seed, workers);
	if (!strcmp(what, "fill")) {
		int fd = open_disk(argv[0], O_RDWR, argv[3]);

		return fill(fd, seed, extent_of(fd, argc - 4, argv + 4));
	}
	if (!strcmp(what, "verify")) {
		int fd = open_disk(argv[0], O_RDONLY, argv[3]);

		return verify(fd, seed, extent_of(fd, argc - 4, argv + 4));
	}
	die(EXIT_CANNOT, "disk: what is %s?", what);
}
