// SPDX-License-Identifier: GPL-2.0-only
/* Session commands about who holds the device: capabilities, and processes that inherit it. */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Fewer than a process may have open unless told otherwise: include/uapi/linux/fs.h, INR_OPEN_CUR. */
#define CROWD 900

/* What root may do beyond others to hardware is CAP_SYS_RAWIO: the rest stays, so that the file itself can be opened. */
static void cmd_drop(struct session *session, int argc, char **argv)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	(void)session, (void)argc, (void)argv;
	if (syscall(SYS_capget, &header, data))
		die(EXIT_CANNOT, "capget: %s", strerror(errno));
	data[CAP_TO_INDEX(CAP_SYS_RAWIO)].effective &= ~CAP_TO_MASK(CAP_SYS_RAWIO);
	data[CAP_TO_INDEX(CAP_SYS_RAWIO)].permitted &= ~CAP_TO_MASK(CAP_SYS_RAWIO);
	if (syscall(SYS_capset, &header, data))
		answer_errno("capset");
	else
		answer_ok(NULL);
}

/* A user without any right keeps what it has open. */
static void cmd_nobody(struct session *session, int argc, char **argv)
{
	const unsigned int nobody = 65534;

	(void)session, (void)argc, (void)argv;
	if (setresgid(nobody, nobody, nobody) || setresuid(nobody, nobody, nobody))
		answer_errno("setresuid");
	else
		answer_ok(NULL);
}

/* A child that has all that the session has and does nothing with it. */
static void cmd_fork(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (session->child) {
		answer_usage("fork: the child is there already");
		return;
	}
	session->child = fork();
	if (session->child < 0)
		die(EXIT_CANNOT, "fork: %s", strerror(errno));
	if (!session->child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	answer_ok("\"pid\":%d", session->child);
}

static void cmd_reap(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (!session->child) {
		answer_usage("reap: fork first");
		return;
	}
	kill(session->child, SIGKILL);
	waitpid(session->child, NULL, 0);
	session->child = 0;
	answer_ok(NULL);
}

/* Opens the device so many times more, and closes those again one by one. */
static void cmd_crowd(struct session *session, int argc, char **argv)
{
	static int crowd[CROWD];
	int64_t wanted, opened = 0;

	(void)argc;
	if (!number_in(argv[0], 1, CROWD, &wanted))
		return;
	while (opened < wanted && (crowd[opened] = open(session->device.node, O_RDWR | O_CLOEXEC)) >= 0)
		opened++;
	if (opened < wanted)
		answer_errno("open");
	else
		answer_ok(NULL);
	while (opened)
		close(crowd[--opened]);
}

static const struct command list[] = {
	{ "crowd", "COUNT", 1, 1, false, cmd_crowd },
	{ "drop", "", 0, 0, false, cmd_drop },
	{ "nobody", "", 0, 0, false, cmd_nobody },
	{ "fork", "", 0, 0, false, cmd_fork },
	{ "reap", "", 0, 0, false, cmd_reap },
};
const struct commands rights_commands = { list, ARRAY_SIZE(list) };
