// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool orphan: what a NIC does to memory after the process that told it to write there is gone. A child holds the
 * device and arms its receiver; the memory is shared, so it outlives the child and the parent can look at it.
 *
 *   arm     the child opens the device and enables its receiver
 *   check   how much of the memory was written since arm or the last check; it is filled anew
 *   kill    the child dies without a word, and with it the last reference to the device
 *
 * A spec sends a frame, checks that it was written (else it proves nothing), kills, sends again, and checks.
 */
#include "labtool.h"
#include "pci.h"
#include "session.h"

#include <errno.h>
#include <linux/pci_regs.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child says through its pipe: the name of what failed, nothing if all went well. */
static const char *take_device(struct session *session)
{
	struct device *device = &session->device;

	if (device_open(device) < 0)
		return "open";
	if (device_map(device, "BAR0") < 0 && device_map(device, "map0") < 0)
		return "mmap";
	return dma_start(&session->dma, device->nic, device->registers);
}

static _Noreturn void child(struct session *session, int pipe)
{
	const char *failure;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	failure = take_device(session);
	if (failure && write(pipe, failure, strlen(failure)) < 0)
		_exit(EXIT_CANNOT);
	close(pipe);
	for (;;)
		pause();
}

static void end_child(struct session *session)
{
	kill(session->child, SIGKILL);
	waitpid(session->child, NULL, 0);
	session->child = 0;
}

static void cmd_arm(struct session *session, int argc, char **argv)
{
	char failure[32] = "";
	int ends[2];

	(void)argc, (void)argv;
	if (session->child) {
		answer_usage("arm: the child is there already");
		return;
	}
	if (pipe(ends))
		die(EXIT_CANNOT, "pipe: %s", strerror(errno));
	session->child = fork();
	if (session->child < 0)
		die(EXIT_CANNOT, "fork: %s", strerror(errno));
	if (!session->child) {
		close(ends[0]);
		child(session, ends[1]);
	}
	close(ends[1]);
	if (read(ends[0], failure, sizeof(failure) - 1) > 0) {
		end_child(session);
		answer_timeout(failure, NULL);
	} else {
		dma_answer_started(&session->dma);
	}
	close(ends[0]);
}

/* The NIC has seven descriptors: after so many frames it writes no more, whoever holds it. */
static void cmd_check(struct session *session, int argc, char **argv)
{
	size_t written = dma_written(&session->dma);

	(void)argc, (void)argv;
	dma_fill(&session->dma);
	answer_ok("\"written\":%zu,\"inPlace\":%s", written, dma_in_place(&session->dma) ? "true" : "false");
}

static void cmd_kill(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (!session->child) {
		answer_usage("kill: arm first");
		return;
	}
	end_child(session);
	answer_ok(NULL);
}

/* The memory goes back to the kernel now: a NIC that the driver left running would write into what others get. */
static void silence(const struct device *device)
{
	struct function function;

	function_open(&function, device->address);
	config_write(&function, 2, PCI_COMMAND, config_read(&function, 2, PCI_COMMAND) & ~PCI_COMMAND_MASTER);
}

int tool_orphan(int argc, char **argv)
{
	static const struct command list[] = {
		{ "arm", "", 0, 0, false, cmd_arm },
		{ "check", "", 0, 0, false, cmd_check },
		{ "kill", "", 0, 0, false, cmd_kill },
	};
	static const struct commands commands = { list, ARRAY_SIZE(list) };
	static const struct commands *const known[] = { &commands };
	static struct session session;

	if (argc != 1 || device_find(&session.device, argv[0]) || !session.device.nic ||
	    !session.device.nic->dma)
		die(EXIT_CANNOT, "orphan /dev/uioN|BDF: an igb or e1000e behind uio");
	dma_allocate(&session.dma, &session.device);
	dma_fill(&session.dma);
	session_run(&session, known, ARRAY_SIZE(known));
	if (session.child)
		end_child(&session);
	silence(&session.device);
	return EXIT_FINE;
}
