// SPDX-License-Identifier: GPL-2.0-only
/* Session commands that move frames by DMA: to see whether the device reaches memory that nobody mapped for it. */
#include "session.h"

#include <stdio.h>
#include <unistd.h>

/* An Ethernet header and the shortest payload that is worth sending; the longest frame without its checksum. */
#define FRAME_MIN 14
#define FRAME_MAX 1514

static registers_t registers(struct session *session)
{
	return session->device.registers;
}

void dma_answer_started(const struct dma *dma)
{
	answer_ok("\"rxRing\":\"0x%llx\",\"txRing\":\"0x%llx\",\"txBuffer\":\"0x%llx\",\"rxBuffer\":\"0x%llx\"",
		  (unsigned long long)dma->address[RX_RING], (unsigned long long)dma->address[TX_RING],
		  (unsigned long long)dma->address[TX_BUFFER], (unsigned long long)dma->address[RX_BUFFER]);
}

static bool started(struct session *session, const char *command)
{
	if (!session->dma.memory)
		answer_usage("%s: dma first", command);
	return session->dma.memory;
}

static void cmd_dma(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	const char *missing;

	(void)argc, (void)argv;
	if (!nic || !nic->dma) {
		answer_usage("dma: only igb and e1000e are known");
		return;
	}
	if (!session->dma.memory)
		dma_allocate(&session->dma, &session->device);
	missing = dma_start(&session->dma, nic, registers(session));
	if (missing)
		answer_timeout(missing, NULL);
	else
		dma_answer_started(&session->dma);
}

static void cmd_loopback(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (!started(session, "loopback"))
		return;
	reg_write(registers(session), RCTL, reg_read(registers(session), RCTL) | RCTL_LBM_MAC);
	answer_ok(NULL);
}

static void cmd_tx(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	const struct descriptor *descriptor;
	uint8_t frame[FRAME_MAX];
	int64_t ms = 0, deadline;
	int length = parse_hex(argv[0], frame, sizeof(frame));

	if (!started(session, "tx") || (argc > 1 && !number_in(argv[1], 0, 60000, &ms)))
		return;
	if (length < FRAME_MIN) {
		answer_usage("tx: %d to %d bytes in hexadecimal", FRAME_MIN, FRAME_MAX);
		return;
	}
	deadline = now_ms() + ms;
	descriptor = dma_send(&session->dma, nic, registers(session), frame, length);
	while (!nic->dma->tx_done(descriptor) && now_ms() < deadline)
		usleep(1000);
	answer_ok("\"done\":%s,\"inPlace\":%s", nic->dma->tx_done(descriptor) ? "true" : "false",
		  dma_in_place(&session->dma) ? "true" : "false");
}

static void cmd_rx(struct session *session, int argc, char **argv)
{
	uint8_t frame[BUFFER_BYTES];
	int64_t ms, deadline;
	int length;

	(void)argc;
	if (!started(session, "rx") || !number_in(argv[0], 0, 60000, &ms))
		return;
	deadline = now_ms() + ms;
	do {
		length = dma_receive(&session->dma, session->device.nic, registers(session), frame);
		if (length < 0)
			usleep(1000);
	} while (length < 0 && now_ms() < deadline);
	if (length < 0)
		answer_ok("\"done\":false,\"written\":%zu,\"inPlace\":%s", dma_written(&session->dma),
			  dma_in_place(&session->dma) ? "true" : "false");
	else
		answer_ok("\"done\":true,\"frame\":\"%s\"", as_hex(frame, length));
}

static void cmd_written(struct session *session, int argc, char **argv)
{
	(void)argc, (void)argv;
	if (started(session, "written"))
		answer_ok("\"written\":%zu,\"inPlace\":%s", dma_written(&session->dma),
			  dma_in_place(&session->dma) ? "true" : "false");
}

static const struct command list[] = {
	{ "dma", "", 0, 0, true, cmd_dma },
	{ "loopback", "", 0, 0, true, cmd_loopback },
	{ "tx", "HEX [MS]", 1, 2, true, cmd_tx },
	{ "rx", "MS", 1, 1, true, cmd_rx },
	{ "written", "", 0, 0, false, cmd_written },
};
const struct commands dma_commands = { list, ARRAY_SIZE(list) };
