// SPDX-License-Identifier: GPL-2.0-only
/* Session commands on the device's registers: making it send interrupts. */
#include "session.h"

static registers_t registers(struct session *session)
{
	return session->device.registers;
}

static bool known(struct session *session, const char *command)
{
	if (!session->device.nic)
		answer_usage("%s: a device that the tool does not know", command);
	return session->device.nic;
}

static void cmd_reset(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (!known(session, "reset"))
		return;
	if (session->device.nic->reset(registers(session)))
		answer_timeout("reset", NULL);
	else
		answer_ok(NULL);
}

/* Always from a reset: what a kernel driver or a spec before left in the registers delays or adds interrupts. */
static void cmd_arm(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;

	(void)argc, (void)argv;
	if (!known(session, "arm"))
		return;
	if (nic->reset(registers(session))) {
		answer_timeout("reset", NULL);
		return;
	}
	nic->arm(registers(session));
	answer_ok("\"nic\":\"%s\",\"vectors\":%u", nic->name, nic->vectors);
}

static void cmd_fire(struct session *session, int argc, char **argv)
{
	int64_t vector, times = 1;

	if (!known(session, "fire") || !number_in(argv[0], 0, session->device.nic->vectors - 1, &vector) ||
	    (argc > 1 && !number_in(argv[1], 1, 1000000, &times)))
		return;
	for (int64_t i = 0; i < times; i++)
		session->device.nic->fire(registers(session), vector);
	answer_ok("\"fired\":%lld", (long long)times);
}

/* All vectors in turn for a while: load under which something else is tried. */
static void cmd_storm(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	long long fired = 0;
	int64_t ms, deadline;

	(void)argc;
	if (!known(session, "storm") || !number_in(argv[0], 0, 60000, &ms))
		return;
	for (deadline = now_ms() + ms; now_ms() < deadline; fired++)
		nic->fire(registers(session), fired % nic->vectors);
	answer_ok("\"fired\":%lld", fired);
}

static bool offset_in(struct session *session, const char *word, int64_t *offset)
{
	if (!number_in(word, 0, session->device.size - sizeof(uint32_t), offset))
		return false;
	if (*offset % sizeof(uint32_t))
		answer_usage("%s is no multiple of 4", word);
	return *offset % sizeof(uint32_t) == 0;
}

static void cmd_peek(struct session *session, int argc, char **argv)
{
	int64_t offset;

	(void)argc;
	if (offset_in(session, argv[0], &offset))
		answer_ok("\"value\":%u", reg_read(registers(session), offset));
}

static void cmd_poke(struct session *session, int argc, char **argv)
{
	int64_t offset, value;

	(void)argc;
	if (!offset_in(session, argv[0], &offset) || !number_in(argv[1], 0, UINT32_MAX, &value))
		return;
	reg_write(registers(session), offset, value);
	answer_ok(NULL);
}

static const struct command list[] = {
	{ "reset", "", 0, 0, true, cmd_reset },
	{ "arm", "", 0, 0, true, cmd_arm },
	{ "fire", "VEC [TIMES]", 1, 2, true, cmd_fire },
	{ "storm", "MS", 1, 1, true, cmd_storm },
	{ "peek", "OFFSET", 1, 1, true, cmd_peek },
	{ "poke", "OFFSET VALUE", 2, 2, true, cmd_poke },
};
const struct commands nic_commands = { list, ARRAY_SIZE(list) };
