// SPDX-License-Identifier: GPL-2.0-only
#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 8

static const struct command *find(const struct commands *const *known, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < known[i]->count; j++)
			if (!strcmp(known[i]->list[j].name, name))
				return &known[i]->list[j];
	return NULL;
}

static int split(char *line, char **argv)
{
	int argc = 0;

	for (char *word = strtok(line, " \t\r\n"); word; word = strtok(NULL, " \t\r\n")) {
		if (argc == WORDS)
			return -1;
		argv[argc++] = word;
	}
	return argc;
}

static void run(struct session *session, const struct command *command, int argc, char **argv)
{
	if (argc < command->min || argc > command->max)
		answer_usage("%s %s", command->name, command->arguments);
	else if (command->needs_registers && !session->device.registers)
		answer_usage("%s: map first", command->name);
	else
		command->run(session, argc, argv);
}

void session_run(struct session *session, const struct commands *const *known, size_t count)
{
	const struct command *command;
	char *line = NULL, *argv[WORDS];
	size_t room = 0;
	int length;

	while (getline(&line, &room, stdin) > 0) {
		length = split(line, argv);
		if (!length)
			continue;
		command = length < 0 ? NULL : find(known, count, argv[0]);
		if (command)
			run(session, command, length - 1, argv + 1);
		else
			answer_usage("no such command: %s", length < 0 ? "too many words" : argv[0]);
	}
	free(line);
}

struct event *session_event(struct session *session, const char *name)
{
	for (size_t i = 0; i < session->event_count; i++)
		if (!strcmp(session->events[i].name, name))
			return &session->events[i];
	return NULL;
}

bool number_in(const char *word, int64_t min, int64_t max, int64_t *value)
{
	if (parse_number(word, value) && *value >= min && *value <= max)
		return true;
	answer_usage("%s is no number from %lld to %lld", word, (long long)min, (long long)max);
	return false;
}
