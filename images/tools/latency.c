// SPDX-License-Identifier: GPL-2.0-only
/*
 * Session commands latency and latency-intx: how long it takes from the write to the device that makes it interrupt
 * until a reader who slept on it runs. The reader is a process of its own, and is asleep before each write.
 */
#define _GNU_SOURCE
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/pci_regs.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pci.h"

#define ROUNDS_MAX 2000
/* An interrupt that has not come by then does not come. */
#define DEADLINE_MS 5000

/* Legacy interrupts, which uio_pci_generic knows: 82574 datasheet 10.2.4; the 82576 has them there, too. */
#define ICR 0x00c0
#define ICS 0x00c8
#define IMS 0x00d0
#define IMC 0x00d8
#define LSC (1u << 2)

struct reader {
	pid_t pid;
	int fd;        /* what it sleeps on */
	size_t bytes;  /* that a read of it takes */
	int told;      /* a pipe: it has read */
	volatile int64_t *stamp;
};

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static _Noreturn void read_for_ever(const struct reader *reader, int tell)
{
	uint64_t value;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		if (read(reader->fd, &value, reader->bytes) != (ssize_t)reader->bytes)
			_exit(EXIT_MISBEHAVED);
		*reader->stamp = now_ns();
		if (write(tell, "", 1) != 1)
			_exit(EXIT_CANNOT);
	}
}

static void start(struct reader *reader)
{
	int ends[2];

	reader->stamp = mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reader->stamp == MAP_FAILED || pipe2(ends, O_CLOEXEC) || (reader->pid = fork()) < 0)
		die(EXIT_CANNOT, "no reader: %s", strerror(errno));
	if (!reader->pid)
		read_for_ever(reader, ends[1]);
	close(ends[1]);
	reader->told = ends[0];
}

static void stop(struct reader *reader)
{
	kill(reader->pid, SIGKILL);
	waitpid(reader->pid, NULL, 0);
	close(reader->told);
	munmap((void *)reader->stamp, getpagesize());
}

/* The third word of /proc/PID/stat, behind the name in parentheses: proc(5). */
static bool asleep(pid_t pid)
{
	char path[32], line[128] = "", *end;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || read(file, line, sizeof(line) - 1) < 0)
		return false;
	close(file);
	end = strrchr(line, ')');
	return end && end[2] == 'S';
}

static bool until_asleep(pid_t pid)
{
	int64_t deadline = now_ms() + DEADLINE_MS;

	while (!asleep(pid)) {
		if (now_ms() > deadline)
			return false;
		sched_yield();
	}
	return true;
}

/* One round: nanoseconds, or -1. The parent sleeps as well: it must not take the CPU from its reader. */
static int64_t round_trip(struct session *session, const struct reader *reader, int vector)
{
	registers_t registers = session->device.registers;
	int64_t began;
	char told;

	if (!until_asleep(reader->pid))
		return -1;
	began = now_ns();
	if (vector >= 0)
		session->device.nic->fire(registers, vector);
	else
		reg_write(registers, ICS, LSC);
	alarm(DEADLINE_MS / 1000);
	if (read(reader->told, &told, 1) != 1)
		return -1;
	alarm(0);
	return *reader->stamp - began;
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* uio_pci_generic switches INTx off with each interrupt; who wants another switches it on again. */
static void rearm(struct session *session, const struct function *function)
{
	reg_read(session->device.registers, ICR);
	config_write(function, 2, PCI_COMMAND, config_read(function, 2, PCI_COMMAND) & ~PCI_COMMAND_INTX_DISABLE);
}

static void measure(struct session *session, struct reader *reader, int vector, int rounds)
{
	static int64_t took[ROUNDS_MAX];
	struct sigaction action = { .sa_handler = on_alarm };
	struct function function;
	cpu_set_t before, first;
	int done;

	/* All on the CPU that gets the interrupt, if it is the first: else it would also be measured who is where. */
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_getaffinity(0, sizeof(before), &before);
	sched_setaffinity(0, sizeof(first), &first);
	/* No SA_RESTART: the read that waits for the reader must end. */
	sigaction(SIGALRM, &action, NULL);
	function_open(&function, session->device.address);
	start(reader);
	for (done = 0; done < rounds; done++) {
		if (vector < 0)
			rearm(session, &function);
		took[done] = round_trip(session, reader, vector);
		if (took[done] < 0)
			break;
	}
	stop(reader);
	sched_setaffinity(0, sizeof(before), &before);
	close(function.config);
	if (done < rounds) {
		answer_timeout("interrupt", "\"rounds\":%d", done);
		return;
	}
	printf("{\"ok\":true,\"ns\":[");
	for (int i = 0; i < rounds; i++)
		printf("%s%lld", i ? "," : "", (long long)took[i]);
	puts("]}");
	fflush(stdout);
}

static void cmd_latency(struct session *session, int argc, char **argv)
{
	struct device *device = &session->device;
	struct reader reader = { .bytes = sizeof(uint64_t) };
	int64_t vector, rounds;

	(void)argc;
	if (!device->nic || !number_in(argv[0], 0, device->nic->vectors - 1, &vector) ||
	    !number_in(argv[1], 1, ROUNDS_MAX, &rounds))
		return;
	reader.fd = eventfd(0, EFD_CLOEXEC);
	if (reader.fd < 0 || device->access->set(device, vector, reader.fd)) {
		answer_errno("set");
		return;
	}
	measure(session, &reader, vector, rounds);
	device->access->set(device, vector, -1);
	close(reader.fd);
}

static void cmd_latency_intx(struct session *session, int argc, char **argv)
{
	struct reader reader = { .fd = session->device.fd, .bytes = sizeof(int32_t) };
	int64_t rounds;

	(void)argc;
	if (!session->device.nic || !number_in(argv[0], 1, ROUNDS_MAX, &rounds))
		return;
	if (session->device.nic->reset(session->device.registers)) {
		answer_timeout("reset", NULL);
		return;
	}
	reg_write(session->device.registers, IMS, LSC);
	measure(session, &reader, -1, rounds);
	reg_write(session->device.registers, IMC, ~0u);
}

static const struct command list[] = {
	{ "latency", "VEC ROUNDS", 2, 2, true, cmd_latency },
	{ "latency-intx", "ROUNDS", 1, 1, true, cmd_latency_intx },
};
const struct commands latency_commands = { list, ARRAY_SIZE(list) };
