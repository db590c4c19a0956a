// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk at work while something is done to it. Each worker reads and writes extents of any length at any place. What is
 * written is what is there already, so that a write that is lost, done twice or done late changes nothing; what is read
 * must be the pattern.
 */
#define _GNU_SOURCE
#include "disk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_WORKERS 64
#define LONGEST (256 << 10)

struct load {
	const char *node;
	uint64_t seed;
	atomic_bool over;
	atomic_ulong requests;
	atomic_int working, error;
	atomic_llong wrong; /* the place of what was read and is not the pattern, -1: none */
};

struct worker {
	struct load *load;
	unsigned int prng;
};

static void work(struct worker *worker, int fd, void *buffer)
{
	struct load *load = worker->load;
	off_t bytes = disk_bytes(fd), wrong;

	while (!atomic_load(&load->over)) {
		size_t length = DISK_ALIGNMENT << rand_r(&worker->prng) % 7;
		off_t at = rand_r(&worker->prng) % ((bytes - length) / DISK_ALIGNMENT + 1) * DISK_ALIGNMENT;
		bool reads = rand_r(&worker->prng) & 1;
		ssize_t done;

		if (!reads)
			pattern_write(load->seed, at, buffer, length);
		done = reads ? pread(fd, buffer, length, at) : pwrite(fd, buffer, length, at);
		if (done <= 0) {
			atomic_store(&load->error, done ? errno : ENODATA);
			return;
		}
		wrong = reads ? pattern_compare(load->seed, at, buffer, done) : -1;
		if (wrong >= 0) {
			atomic_store(&load->wrong, wrong);
			return;
		}
		atomic_fetch_add(&load->requests, 1);
	}
}

static void *run_worker(void *arg)
{
	struct worker *worker = arg;
	void *buffer = disk_buffer(LONGEST);
	int fd = open(worker->load->node, O_RDWR | O_DIRECT | O_CLOEXEC);

	if (fd < 0) {
		atomic_store(&worker->load->error, errno);
	} else {
		work(worker, fd, buffer);
		close(fd);
	}
	free(buffer);
	atomic_fetch_sub(&worker->load->working, 1);
	return NULL;
}

static void say(struct load *load)
{
	int error = atomic_load(&load->error);

	answer_ok("\"requests\":%lu,\"working\":%d,\"error\":\"%s\",\"wrong\":%lld", atomic_load(&load->requests),
		  atomic_load(&load->working), error ? strerrorname_np(error) : "", atomic_load(&load->wrong));
}

int disk_load(const char *node, uint64_t seed, int workers)
{
	struct load load = { .node = node, .seed = seed, .working = workers, .wrong = -1 };
	struct worker list[MOST_WORKERS];
	pthread_t threads[MOST_WORKERS];
	char line[64];

	if (workers < 1 || workers > MOST_WORKERS)
		die(EXIT_CANNOT, "1 to %d workers", MOST_WORKERS);
	for (int i = 0; i < workers; i++) {
		list[i] = (struct worker){ &load, i + 1 };
		if (pthread_create(&threads[i], NULL, run_worker, &list[i]))
			die(EXIT_CANNOT, "no thread");
	}
	while (read(STDIN_FILENO, line, sizeof(line)) > 0)
		say(&load);
	atomic_store(&load.over, true);
	for (int i = 0; i < workers; i++)
		pthread_join(threads[i], NULL);
	return EXIT_FINE;
}
