/* SPDX-License-Identifier: GPL-2.0-only */
/* What session commands that make plain system calls have in common: files and memory by name. */
#ifndef CALLS_H
#define CALLS_H

#include "session.h"

/* The largest structure of VFIO that a spec hands over: 64 eventfds after a header, and room to spare. */
#define CALL_BYTES 2048

/* The file called `name`: a command opened it, or it is an eventfd, "device", "container" or "group". -1: none is. */
int calls_file(struct session *session, const char *name);
/* Where the memory called `name` begins, or NULL. */
void *calls_memory(const char *name);
/*
 * Bytes as a spec writes them: pairs of hexadecimal digits, <NAME> for the number of a file (4 bytes), {NAME} for the
 * address of memory (8 bytes). The count, or -1 with an answer given.
 */
int calls_bytes(struct session *session, const char *word, uint8_t *bytes);
/* Answers that there is no such file, if there is none. */
bool calls_has_file(struct session *session, const char *name, int *fd);

#endif
