// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "lab.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void members(const char *format, va_list args)
{
	if (format) {
		putchar(',');
		vprintf(format, args);
	}
	puts("}");
	fflush(stdout);
}

static void print_escaped(const char *text)
{
	for (; *text; text++)
		printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text < ' ' ? ' ' : *text);
}

void answer_ok(const char *format, ...)
{
	va_list args;

	printf("{\"ok\":true");
	va_start(args, format);
	members(format, args);
	va_end(args);
}

void answer_errno(const char *call)
{
	const char *name = strerrorname_np(errno);

	printf("{\"ok\":false,\"call\":\"%s\",\"errno\":\"%s\"}\n", call, name ? name : "unknown");
	fflush(stdout);
}

void answer_timeout(const char *what, const char *format, ...)
{
	va_list args;

	printf("{\"ok\":false,\"timeout\":\"%s\"", what);
	va_start(args, format);
	members(format, args);
	va_end(args);
}

void answer_usage(const char *format, ...)
{
	char text[300];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("{\"ok\":false,\"usage\":\"");
	print_escaped(text);
	puts("\"}");
	fflush(stdout);
}

void die(int code, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "labtool: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(code);
}
