/* SPDX-License-Identifier: GPL-2.0-only */
/* What all of labtool shares: answers, numbers, time. */
#ifndef LAB_H
#define LAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

enum exit_code {
	EXIT_FINE = 0,
	EXIT_MISBEHAVED = 1, /* the driver or device did not do what was asked */
	EXIT_CANNOT = 2,     /* bad usage, or the tool cannot set up what it needs */
};

/* An answer is one line of JSON on stdout, flushed: who drives a session waits for it. */

/* {"ok":true} with more members if `format` is not NULL: "\"count\":%d". */
void answer_ok(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* {"ok":false,"call":"ioctl","errno":"EINVAL"} from errno: what was asked was done and the kernel refused. */
void answer_errno(const char *call);
/* {"ok":false,"timeout":"…"} with more members: what was waited for did not come. */
void answer_timeout(const char *what, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* {"ok":false,"usage":"…"}: the spec is wrong, nothing was done. */
void answer_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says why on stderr and exits. */
_Noreturn void die(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A whole word as a number, decimal or 0x hexadecimal, negative too. */
bool parse_number(const char *word, int64_t *value);
/* A whole word as bytes in hexadecimal; the count of bytes, or -1. */
int parse_hex(const char *word, uint8_t *bytes, size_t room);
/* `bytes` as hexadecimal in a buffer that the next call overwrites. */
const char *as_hex(const uint8_t *bytes, size_t count);

/* Milliseconds and microseconds of a clock that only goes forward. */
int64_t now_ms(void);
int64_t now_us(void);

#endif
