// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs QEMU with a server of shared memory and doorbells at its side:
 *
 *	server FD VECTORS BYTES qemu ARGUMENT...
 *
 * QEMU finds its end of the socket at FD. The protocol is QEMU's docs/specs/ivshmem-spec.rst: version, id, memory, and
 * one eventfd a vector, each a 64-bit number with a descriptor beside it where it names one. QEMU is the only peer and
 * rings itself. The server goes when its QEMU does.
 */
#define _GNU_SOURCE
#include <err.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PROTOCOL_VERSION = 0, MEMORY = -1, OWN_ID = 0 };

static void say(int peer, int64_t number, int fd)
{
	struct iovec part = { &number, sizeof(number) };
	char control[CMSG_SPACE(sizeof(fd))] = "";
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd >= 0) {
		message.msg_control = control;
		message.msg_controllen = sizeof(control);
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);

		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	}
	if (sendmsg(peer, &message, MSG_NOSIGNAL) != sizeof(number))
		err(1, "ivshmem server: QEMU does not listen");
}

static void serve(int peer, int vectors, long bytes)
{
	char ignored;
	int memory = memfd_create("ivshmem", MFD_CLOEXEC);

	if (memory < 0 || ftruncate(memory, bytes) < 0)
		err(1, "ivshmem server: no memory to share");
	say(peer, PROTOCOL_VERSION, -1);
	say(peer, OWN_ID, -1);
	say(peer, MEMORY, memory);
	for (int vector = 0; vector < vectors; vector++) {
		int doorbell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

		if (doorbell < 0)
			err(1, "ivshmem server: no eventfd for vector %d", vector);
		say(peer, OWN_ID, doorbell);
		close(doorbell);
	}
	/* QEMU sends nothing: this ends when QEMU does. */
	while (read(peer, &ignored, 1) > 0)
		;
	exit(0);
}

int main(int argc, char **argv)
{
	int ends[2], fd;
	pid_t lab = getppid();

	if (argc < 5)
		errx(2, "usage: server FD VECTORS BYTES qemu ARGUMENT...");
	fd = atoi(argv[1]);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		err(1, "ivshmem server: no socket");
	switch (fork()) {
	case -1:
		err(1, "ivshmem server: fork");
	case 0:
		close(ends[0]);
		serve(ends[1], atoi(argv[2]), atol(argv[3]));
	}
	close(ends[1]);
	if (ends[0] != fd && (dup2(ends[0], fd) < 0 || close(ends[0]) < 0))
		err(1, "ivshmem server: descriptor %d", fd);
	/* execve keeps the death signal that setpriv(1) asked for; a lab that went before that is noticed here. */
	if (getppid() != lab)
		return 1;
	execvp(argv[4], argv + 4);
	err(1, "ivshmem server: %s", argv[4]);
}
