// SPDX-License-Identifier: GPL-2.0-only
/* Session commands for how a device's users come and go: by exec, by a socket, by a mapping that is revoked. */
#define _GNU_SOURCE
#include "guard.h"
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

/* How long a process waits for what another one passes to it. */
#define MAIL_DEADLINE_S 20

/* This same process begins anew as `labtool uio NODE FD`: what it inherited of the device is all that it has. */
static void cmd_exec(struct session *session, int argc, char **argv)
{
	int fd = session->device.fd;
	char number[16];

	(void)argc;
	if (strcmp(argv[0], "keep") && strcmp(argv[0], "drop")) {
		answer_usage("exec keep|drop");
		return;
	}
	if (fcntl(fd, F_SETFD, strcmp(argv[0], "keep") ? FD_CLOEXEC : 0)) {
		answer_errno("fcntl");
		return;
	}
	snprintf(number, sizeof(number), "%d", fd);
	execl("/proc/self/exe", "labtool", "uio", session->device.node, number, NULL);
	answer_errno("execl");
}

/* A name that needs no file: abstract sockets, unix(7). */
static socklen_t mail_address(struct sockaddr_un *address, const char *name)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	return offsetof(struct sockaddr_un, sun_path) + 1 +
	       snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1, "msixlab-%.32s", name);
}

/* A process has one mailbox: a file descriptor sent to it stays open in it until it is taken. */
static int mailbox = -1;

static void cmd_mailbox(struct session *session, int argc, char **argv)
{
	struct timeval timeout = { .tv_sec = MAIL_DEADLINE_S };
	struct sockaddr_un address;
	socklen_t length = mail_address(&address, argv[0]);

	(void)session, (void)argc;
	mailbox = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (mailbox < 0 || setsockopt(mailbox, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) ||
	    bind(mailbox, (struct sockaddr *)&address, length))
		answer_errno("bind");
	else
		answer_ok(NULL);
}

union mail_control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static void cmd_give(struct session *session, int argc, char **argv)
{
	union mail_control control = { .header = { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET,
						   .cmsg_type = SCM_RIGHTS } };
	struct iovec byte = { .iov_base = "d", .iov_len = 1 };
	struct sockaddr_un address;
	struct msghdr message = { .msg_name = &address, .msg_namelen = mail_address(&address, argv[0]),
				  .msg_iov = &byte, .msg_iovlen = 1,
				  .msg_control = &control, .msg_controllen = sizeof(control) };
	int sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)argc;
	memcpy(CMSG_DATA(&control.header), &session->device.fd, sizeof(int));
	if (sendmsg(sender, &message, 0) < 0)
		answer_errno("sendmsg");
	else
		answer_ok(NULL);
	close(sender);
}

static void cmd_take(struct session *session, int argc, char **argv)
{
	union mail_control control;
	char byte;
	struct iovec room = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &room, .msg_iovlen = 1,
				  .msg_control = &control, .msg_controllen = sizeof(control) };

	(void)argc, (void)argv;
	if (session->device.fd >= 0) {
		answer_usage("take: the device is open");
		return;
	}
	if (recvmsg(mailbox, &message, MSG_CMSG_CLOEXEC) < 0) {
		answer_errno("recvmsg");
		return;
	}
	if (!CMSG_FIRSTHDR(&message)) {
		answer_timeout("a file descriptor", NULL);
		return;
	}
	memcpy(&session->device.fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	answer_ok("\"fd\":%d", session->device.fd);
}

struct attempt {
	registers_t registers;
	const struct nic *nic;
	uint32_t offset;
	bool write;
	volatile uint32_t value;
	int64_t deadline;
	volatile long long fired;
};

static void touch(void *arg)
{
	struct attempt *attempt = arg;

	if (attempt->write)
		reg_write(attempt->registers, attempt->offset, 0);
	else
		attempt->value = reg_read(attempt->registers, attempt->offset);
}

/* One access to the first registers, which are there on any device, and what came of it. */
static void cmd_touch(struct session *session, int argc, char **argv)
{
	struct attempt attempt = { .registers = session->device.registers, .write = argc && !strcmp(argv[0], "write") };
	int number;

	guard_install();
	number = guard_run(touch, &attempt);
	if (number)
		answer_ok("\"signal\":\"SIG%s\"", sigabbrev_np(number));
	else
		answer_ok("\"signal\":null,\"value\":%u", attempt.value);
}

static void fire_on(void *arg)
{
	struct attempt *attempt = arg;

	for (; now_ms() < attempt->deadline; attempt->fired++)
		attempt->nic->fire(attempt->registers, attempt->fired % attempt->nic->vectors);
}

/* A storm that is meant to be cut short: the device goes away under it. */
static void cmd_besiege(struct session *session, int argc, char **argv)
{
	struct attempt attempt = { .registers = session->device.registers, .nic = session->device.nic };
	int64_t ms;
	int number;

	(void)argc;
	if (!attempt.nic) {
		answer_usage("besiege: only igb and e1000e are known");
		return;
	}
	if (!number_in(argv[0], 1, 600000, &ms))
		return;
	attempt.deadline = now_ms() + ms;
	guard_install();
	number = guard_run(fire_on, &attempt);
	answer_ok("\"fired\":%lld,\"signal\":%s%s%s", attempt.fired, number ? "\"SIG" : "",
		  number ? sigabbrev_np(number) : "null", number ? "\"" : "");
}

static const struct command list[] = {
	{ "exec", "keep|drop", 1, 1, false, cmd_exec },
	{ "mailbox", "NAME", 1, 1, false, cmd_mailbox },
	{ "give", "NAME", 1, 1, false, cmd_give },
	{ "take", "", 0, 0, false, cmd_take },
	{ "touch", "[write]", 0, 1, true, cmd_touch },
	{ "besiege", "MS", 1, 1, true, cmd_besiege },
};
const struct commands life_commands = { list, ARRAY_SIZE(list) };
