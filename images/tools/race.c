// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool race: processes with threads that open, close, set, map and fire one device at the same time, and, unless told
 * otherwise, one that takes the device from the driver and gives it back. All end after so many rounds or seconds; what
 * does not is named, with where in the kernel it is.
 */
#define _GNU_SOURCE
#include "race.h"
#include "device.h"
#include "guard.h"
#include "labtool.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Two programs that use the device: each has its own file descriptors and its own mmap_lock. */
#define USERS 2
#define THREADS 8
/* How long after the deadline all must have come back from the kernel; the slowest is an unbind that waits for a reset. */
#define GRACE_MS 60000

struct limits {
	int64_t rounds, seconds;
	/* How many seconds longer a race may take until each actor has done something. */
	int64_t grace;
};

static struct shared *make_shared(const char *address, int64_t seed, const struct limits *limits)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		die(EXIT_CANNOT, "no memory: %s", strerror(errno));
	snprintf(shared->address, sizeof(shared->address), "%s", address);
	shared->seed = seed;
	shared->rounds = limits->rounds;
	shared->deadline = now_ms() + limits->seconds * 1000;
	shared->at_last = shared->deadline + limits->grace * 1000;
	return shared;
}

/* Seeds of neighbours must differ in many bits: Knuth's multiplicative hash. Never 0. */
static uint64_t own_seed(const struct shared *shared, int process, size_t thread)
{
	return (shared->seed * 64 + process * THREADS + thread + 1) * 0x9e3779b97f4a7c15u | 1;
}

static _Noreturn void run_process(struct shared *shared, int process, const act_t *acts, size_t count)
{
	struct device_slot slot = { .fd = -1 };
	struct actor actors[THREADS];
	pthread_t threads[THREADS];

	guard_install();
	for (size_t i = 0; i < count; i++) {
		actors[i] = (struct actor){ shared, &slot, own_seed(shared, process, i) };
		if (pthread_create(&threads[i], NULL, acts[i], &actors[i]))
			die(EXIT_CANNOT, "no thread");
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	_exit(EXIT_FINE);
}

static pid_t start(struct shared *shared, int process, const act_t *acts, size_t count)
{
	pid_t child = fork();

	if (child < 0)
		die(EXIT_CANNOT, "fork: %s", strerror(errno));
	if (!child)
		run_process(shared, process, acts, count);
	return child;
}

/* Where each thread of a process is in the kernel, by the first functions of its stack. */
static void print_stacks(pid_t process)
{
	const char *between = "";
	struct dirent *item;
	char path[320], line[128];
	DIR *threads;
	FILE *stack;

	snprintf(path, sizeof(path), "/proc/%d/task", process);
	threads = opendir(path);
	while (threads && (item = readdir(threads))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%s/stack", process, item->d_name);
		stack = item->d_name[0] == '.' ? NULL : fopen(path, "re");
		if (!stack)
			continue;
		printf("%s\"%s:", between, item->d_name);
		between = ",";
		for (int i = 0; i < 8 && fgets(line, sizeof(line), stack); i++)
			printf("%.*s", (int)strcspn(line, "\n"), line + strcspn(line, " "));
		putchar('"');
		fclose(stack);
	}
	if (threads)
		closedir(threads);
}

/* True when all have ended before `deadline`. */
static bool wait_for_all(pid_t *processes, int count, int64_t deadline, int *crashed)
{
	int left = count, status;
	pid_t ended;

	while (left && now_ms() < deadline) {
		ended = waitpid(-1, &status, WNOHANG);
		for (int i = 0; ended > 0 && i < count; i++) {
			if (processes[i] != ended)
				continue;
			processes[i] = 0;
			*crashed += status != 0;
			left--;
		}
		if (ended <= 0)
			usleep(1000);
	}
	return !left;
}

static void print_unexpected(const struct shared *shared)
{
	static const char *const calls[] = { "open", "ioctl", "mmap", "bind" };
	const char *between = "";

	for (size_t call = 0; call < ARRAY_SIZE(calls); call++)
		for (int error = 0; error < ERRNOS; error++) {
			if (!shared->unexpected[call][error])
				continue;
			printf("%s\"%s: %s\"", between, calls[call], error ? strerrorname_np(error) : "?");
			between = ",";
		}
}

static void print(const struct shared *shared, const pid_t *processes, int count, int crashed)
{
	static const char *const ops[OPS] = { "opens", "sets", "maps", "touches", "bursts", "signals", "binds", "unbinds",
						  "refusals", "rounds" };

	printf("{\"ok\":true,\"seed\":%llu", (unsigned long long)shared->seed);
	for (int i = 0; i < OPS; i++)
		printf(",\"%s\":%ld", ops[i], shared->counts[i]);
	printf(",\"crashed\":%d,\"unexpected\":[", crashed);
	print_unexpected(shared);
	printf("],\"stuck\":[");
	for (int i = 0; i < count; i++)
		if (processes[i])
			print_stacks(processes[i]);
	puts("]}");
	fflush(stdout);
}

int tool_race(int argc, char **argv)
{
	static const act_t binder[] = { race_bind };
	struct limits limits;
	int64_t seed;
	pid_t processes[USERS + 1];
	struct shared *shared;
	int crashed = 0, started = 0;
	bool bind;

	if (argc != 6 || !parse_number(argv[1], &seed) || !parse_number(argv[2], &limits.rounds) ||
	    !parse_number(argv[3], &limits.seconds) || !parse_number(argv[5], &limits.grace) ||
	    (strcmp(argv[4], "bind") && strcmp(argv[4], "use")))
		die(EXIT_CANNOT, "race BDF SEED ROUNDS SECONDS bind|use GRACE-SECONDS");
	bind = !strcmp(argv[4], "bind");
	shared = make_shared(argv[0], seed, &limits);
	shared->bind = bind;
	while (started < USERS) {
		processes[started] = start(shared, started, race_users, race_user_count);
		started++;
	}
	if (bind) {
		processes[started] = start(shared, started, binder, ARRAY_SIZE(binder));
		started++;
	}
	wait_for_all(processes, started, shared->at_last + GRACE_MS, &crashed);
	print(shared, processes, started, crashed);
	for (int i = 0; i < started; i++)
		if (processes[i])
			kill(processes[i], SIGKILL);
	return EXIT_FINE;
}
