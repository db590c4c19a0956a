// SPDX-License-Identifier: GPL-2.0-only
#include "disk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* splitmix64: no two numbers of a disk have the same value. */
static uint64_t word_at(uint64_t seed, off_t at)
{
	uint64_t value = (seed << 48) + at;

	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
	value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
	return value ^ (value >> 31);
}

void pattern_write(uint64_t seed, off_t at, void *buffer, size_t bytes)
{
	uint64_t *numbers = buffer;

	for (size_t i = 0; i < bytes / sizeof(*numbers); i++)
		numbers[i] = word_at(seed, at + i * sizeof(*numbers));
}

off_t pattern_compare(uint64_t seed, off_t at, const void *buffer, size_t bytes)
{
	const uint64_t *numbers = buffer;

	for (size_t i = 0; i < bytes / sizeof(*numbers); i++)
		if (numbers[i] != word_at(seed, at + i * sizeof(*numbers)))
			return at + i * sizeof(*numbers);
	return -1;
}

void *disk_buffer(size_t bytes)
{
	void *buffer;

	if (posix_memalign(&buffer, DISK_ALIGNMENT, bytes))
		die(EXIT_CANNOT, "no memory for %zu bytes", bytes);
	return buffer;
}

off_t disk_bytes(int fd)
{
	return lseek(fd, 0, SEEK_END);
}
