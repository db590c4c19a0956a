/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk that holds a pattern: each word of 8 bytes says where it belongs, and so one that is elsewhere shows. */
#ifndef DISK_H
#define DISK_H

#include "lab.h"

#include <sys/types.h>

/* O_DIRECT wants buffers and lengths that are multiples of the disk's sectors; none has larger ones. */
#define DISK_ALIGNMENT 4096

/* The pattern of `seed` as it is at a place of the disk. Places and lengths are multiples of 8. */
void pattern_write(uint64_t seed, off_t at, void *buffer, size_t bytes);
/* Where `buffer`, read at a place of the disk, first differs from the pattern; -1: nowhere. */
off_t pattern_compare(uint64_t seed, off_t at, const void *buffer, size_t bytes);

/* Memory as O_DIRECT wants it. */
void *disk_buffer(size_t bytes);
/* The bytes of a disk that is open. */
off_t disk_bytes(int fd);

/* `labtool disk NODE load`: workers read and write until input ends; each line of it asks what they have done. */
int disk_load(const char *node, uint64_t seed, int workers);

#endif
