// SPDX-License-Identifier: GPL-2.0-only
#include "calls.h"
#include "vfio.h"

#include <stdio.h>
#include <string.h>

/* The first `length` characters of `word`, which name something. */
static const char *name_in(const char *word, size_t length)
{
	static char name[sizeof(((struct event *)0)->name)];

	snprintf(name, sizeof(name), "%.*s", (int)length, word);
	return name;
}

static int put(uint8_t *bytes, int at, const void *value, size_t size)
{
	if (at + size > CALL_BYTES)
		return -1;
	memcpy(bytes + at, value, size);
	return at + size;
}

/* Puts what <NAME> or {NAME} stands for. */
static int put_named(struct session *session, const char *word, size_t length, uint8_t *bytes, int at)
{
	const char *name = name_in(word + 1, length - 1);
	int32_t fd = *word == '<' ? calls_file(session, name) : -1;
	uint64_t address = (uintptr_t)(*word == '{' ? calls_memory(name) : NULL);

	if (*word == '<' && fd >= 0)
		return put(bytes, at, &fd, sizeof(fd));
	if (*word == '{' && address)
		return put(bytes, at, &address, sizeof(address));
	return -1;
}

int calls_bytes(struct session *session, const char *word, uint8_t *bytes)
{
	const char *text = word;
	int count = 0;

	memset(bytes, 0, CALL_BYTES);
	/* "-" alone: no bytes. */
	if (!strcmp(word, "-"))
		return 0;
	while (*word && count >= 0) {
		size_t length = strcspn(word, *word == '<' ? ">" : *word == '{' ? "}" : "<{");
		char pair[3] = { word[0], word[1], '\0' };

		if (*word == '<' || *word == '{') {
			count = word[length] ? put_named(session, word, length, bytes, count) : -1;
			word += length + !!word[length];
		} else if (count < CALL_BYTES && parse_hex(pair, bytes + count, 1) == 1) {
			count++;
			word += 2;
		} else {
			count = -1;
		}
	}
	if (count < 0)
		answer_usage("%s are no bytes", text);
	return count;
}

bool calls_has_file(struct session *session, const char *name, int *fd)
{
	*fd = calls_file(session, name);
	if (*fd < 0)
		answer_usage("no file is called %s", name);
	return *fd >= 0;
}
