// SPDX-License-Identifier: GPL-2.0-only
#include "lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool parse_number(const char *word, int64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoll(word, &end, 0);
	return !errno && end != word && !*end;
}

int parse_hex(const char *word, uint8_t *bytes, size_t room)
{
	size_t count = strlen(word) / 2;

	if (strlen(word) % 2 || count > room)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (strspn(word + 2 * i, "0123456789abcdefABCDEF") < 2)
			return -1;
		sscanf(word + 2 * i, "%2hhx", &bytes[i]);
	}
	return count;
}

const char *as_hex(const uint8_t *bytes, size_t count)
{
	static char text[2 * 4096 + 1];

	if (count > sizeof(text) / 2)
		count = sizeof(text) / 2;
	for (size_t i = 0; i < count; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
	text[2 * count] = '\0';
	return text;
}

int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

int64_t now_ms(void)
{
	return now_us() / 1000;
}
