// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "fault.h"
#include "lab.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int nth_fd = -1;

static void write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		die(EXIT_CANNOT, "%s: %s", path, strerror(errno));
	close(fd);
}

/*
 * Of themselves allocations that may wait never fail here, and single pages neither; and each failure is logged. The
 * other way round is what is wanted.
 */
void fault_set_up(void)
{
	static const char *const kinds[] = { "failslab", "fail_page_alloc", "fail_usercopy" };
	char path[96];

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		snprintf(path, sizeof(path), "/sys/kernel/debug/%s/verbose", kinds[i]);
		write_text(path, "0");
	}
	write_text("/sys/kernel/debug/failslab/ignore-gfp-wait", "N");
	write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-wait", "N");
	write_text("/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem", "N");
	write_text("/sys/kernel/debug/fail_page_alloc/min-order", "0");
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		die(EXIT_CANNOT, "fail-nth: %s", strerror(errno));
}

/* Writing copies from user space: what is left of the last failure may hit that, and is used up then. */
void fault_nth(int number)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", number);

	if (pwrite(nth_fd, text, length, 0) != length && pwrite(nth_fd, text, length, 0) != length)
		die(EXIT_CANNOT, "fail-nth: %s", strerror(errno));
}

/*
 * Reading copies to user space, which is a point at which a failure can be used up as well: the read then fails, and the
 * call had none.
 */
bool fault_used(void)
{
	char text[16] = "";
	ssize_t length = pread(nth_fd, text, sizeof(text) - 1, 0);

	if (length > 0 && strcmp(text, "0\n"))
		fault_nth(0);
	return length > 0 && !strcmp(text, "0\n");
}
