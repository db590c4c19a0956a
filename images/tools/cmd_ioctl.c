// SPDX-License-Identifier: GPL-2.0-only
/* Session commands for the driver's ioctl: as it is meant, and as it is not. */
#define _GNU_SOURCE
#include "session.h"
#include "uio_msi.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void answer_set(int result)
{
	if (result < 0)
		answer_errno("ioctl");
	else
		answer_ok("\"result\":%d", result);
}

static void set(struct session *session, int64_t vector, int fd)
{
	answer_set(session->device.access->set(&session->device, vector, fd));
}

/* The file descriptor meant by the name of an eventfd or -1. */
static bool named_fd(struct session *session, const char *word, int *fd)
{
	struct event *event = session_event(session, word);

	*fd = event ? event->fd : -1;
	if (event || !strcmp(word, "-1"))
		return true;
	answer_usage("set: no eventfd %s", word);
	return false;
}

static void cmd_set(struct session *session, int argc, char **argv)
{
	int64_t vector;
	int fd;

	(void)argc;
	if (number_in(argv[0], 0, UINT32_MAX, &vector) && named_fd(session, argv[1], &fd))
		set(session, vector, fd);
}

/* A file descriptor that is no eventfd; `ours` if it is to be closed afterwards. INT32_MIN: no such kind. */
static int wrong_fd(struct session *session, const char *kind, bool *ours)
{
	int64_t value;
	int ends[2];

	*ours = true;
	if (!strcmp(kind, "null"))
		return open("/dev/null", O_RDWR | O_CLOEXEC);
	if (!strcmp(kind, "epoll"))
		return epoll_create1(EPOLL_CLOEXEC);
	if (!strcmp(kind, "memfd"))
		return memfd_create("labtool", MFD_CLOEXEC);
	if (!strcmp(kind, "uio"))
		return dup(session->device.fd);
	if (!strcmp(kind, "pipe") && !pipe2(ends, O_CLOEXEC)) {
		close(ends[1]);
		return ends[0];
	}
	*ours = false;
	if (!strcmp(kind, "closed")) {
		ends[0] = dup(session->device.fd);
		close(ends[0]);
		return ends[0];
	}
	return parse_number(kind, &value) && value > INT32_MIN && value <= INT32_MAX ? (int)value : INT32_MIN;
}

static void cmd_setfd(struct session *session, int argc, char **argv)
{
	int64_t vector;
	bool ours;
	int fd;

	(void)argc;
	if (!number_in(argv[0], 0, UINT32_MAX, &vector))
		return;
	fd = wrong_fd(session, argv[1], &ours);
	if (fd == INT32_MIN) {
		answer_usage("setfd: closed, pipe, null, epoll, memfd, uio or a number");
		return;
	}
	set(session, vector, fd);
	if (ours)
		close(fd);
}

/* A pointer that the kernel must not follow or trust, or that looks odd and is fine. */
static void *pointer(const char *kind, void *page, struct uio_msi_irq_set irq)
{
	size_t size = getpagesize();
	char *end = (char *)page + size;

	memcpy(page, &irq, sizeof(irq));
	if (!strcmp(kind, "good"))
		return page;
	if (!strcmp(kind, "null"))
		return NULL;
	/* Start of the direct map: Documentation/arch/x86/x86_64/mm.rst. */
	if (!strcmp(kind, "kernel"))
		return (void *)0xffff888000000000;
	if (!strcmp(kind, "unaligned"))
		return memcpy((char *)page + 1, &irq, sizeof(irq));
	if (!strcmp(kind, "last"))
		return memcpy(end - sizeof(irq), &irq, sizeof(irq));
	if (!strcmp(kind, "readonly"))
		return mprotect(page, size, PROT_READ) ? MAP_FAILED : page;
	if (!strcmp(kind, "unmapped"))
		return end;
	/* vec can be read, fd cannot. */
	if (!strcmp(kind, "straddle"))
		return memcpy(end - sizeof(irq.vec), &irq.vec, sizeof(irq.vec));
	return MAP_FAILED;
}

/* ioctl(2) as a 32-bit program calls it: number 54 of arch/x86/entry/syscalls/syscall_32.tbl. */
static int ioctl32(int fd, unsigned int number, void *argument)
{
	long result = 54;

	__asm__ volatile("int $0x80"
			 : "+a"(result)
			 : "b"(fd), "c"(number), "d"(argument)
			 : "memory", "r8", "r9", "r10", "r11");
	if (result >= 0)
		return result;
	errno = -result;
	return -1;
}

static void cmd_ioctl(struct session *session, int argc, char **argv)
{
	struct uio_msi_irq_set irq = { .vec = 0, .fd = -1 };
	size_t size = getpagesize();
	int64_t number;
	void *pages, *argument;

	if (!strcmp(argv[0], "set"))
		number = UIO_MSI_IRQ_SET;
	else if (!number_in(argv[0], 0, UINT32_MAX, &number))
		return;
	/* Below 4 GB, where 32-bit programs have theirs. */
	pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (pages == MAP_FAILED || munmap((char *)pages + size, size))
		die(EXIT_CANNOT, "no page: %s", strerror(errno));
	argument = pointer(argv[1], pages, irq);
	if (argument == MAP_FAILED)
		answer_usage("ioctl: good, last, unaligned, readonly, null, kernel, unmapped or straddle");
	else if (argc > 2)
		answer_set(ioctl32(session->device.fd, number, argument));
	else
		answer_set(ioctl(session->device.fd, number, argument));
	munmap(pages, size);
}

static void cmd_set32(struct session *session, int argc, char **argv)
{
	struct uio_msi_irq_set *irq;
	int64_t vector;
	int fd, result;

	(void)argc;
	if (!number_in(argv[0], 0, UINT32_MAX, &vector) || !named_fd(session, argv[1], &fd))
		return;
	irq = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (irq == MAP_FAILED)
		die(EXIT_CANNOT, "no page below 4 GB: %s", strerror(errno));
	*irq = (struct uio_msi_irq_set){ .vec = vector, .fd = fd };
	result = ioctl32(session->device.fd, UIO_MSI_IRQ_SET, irq);
	munmap(irq, getpagesize());
	answer_set(result);
}

static const struct command list[] = {
	{ "set", "VEC NAME|-1", 2, 2, false, cmd_set },
	{ "set32", "VEC NAME|-1", 2, 2, false, cmd_set32 },
	{ "setfd", "VEC closed|pipe|null|epoll|memfd|uio|NUMBER", 2, 2, false, cmd_setfd },
	{ "ioctl", "set|NUMBER good|last|unaligned|readonly|null|kernel|unmapped|straddle [32]", 2, 3, false, cmd_ioctl },
};
const struct commands ioctl_commands = { list, ARRAY_SIZE(list) };
