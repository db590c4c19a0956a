// SPDX-License-Identifier: GPL-2.0-only
/*
 * Session commands queues and steer: several receive queues, each with a vector of its own, as a poll-mode driver has them
 * that sleeps when nothing comes. Frames of IPv4 go out by DMA, come back through the NIC's loopback, and the program looks
 * at the queue that they were steered to when its eventfd has woken it.
 */
#include "session.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

/* An interrupt that has not come by then does not come. */
#define DEADLINE_MS 5000
#define HEADER 14
#define IPV4_HEADER 20
#define FRAME_LENGTH 100
/* For experiments: RFC 3692. */
#define PROTOCOL 253

/* RFC 1071. */
static uint16_t checksum(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* Frame `number`: to everybody, from one address for documentation to another (RFC 5737). */
static void compose(uint8_t *frame, unsigned int number)
{
	static const uint8_t header[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x52, 0x54, 0x6d, 0, 0x6d, 0xff, 0x08, 0x00 };
	/* Version and length of the header, length of all, time to live, protocol, checksum, source and destination. */
	uint8_t ip[IPV4_HEADER] = { [0] = 0x45, [3] = FRAME_LENGTH - HEADER, [8] = 64, [9] = PROTOCOL,
				    [12] = 192, 0, 2, 1, 192, 0, 2, 2 };
	uint16_t sum = checksum(ip, sizeof(ip));

	ip[10] = sum >> 8;
	ip[11] = sum & 0xff;
	memcpy(frame, header, sizeof(header));
	memcpy(frame + HEADER, ip, sizeof(ip));
	for (size_t i = HEADER + IPV4_HEADER; i < FRAME_LENGTH; i++)
		frame[i] = i * 7 + number;
}

static void cmd_queues(struct session *session, int argc, char **argv)
{
	const struct nic *nic = session->device.nic;
	registers_t registers = session->device.registers;
	const char *missing;
	int64_t count;

	(void)argc;
	if (!nic || !nic->dma || !nic->dma->rx_queues) {
		answer_usage("queues: only igb's are known");
		return;
	}
	if (!number_in(argv[0], 1, nic->dma->rx_queues, &count))
		return;
	if (session->dma.memory || session->queue_count) {
		answer_usage("queues: once a session, and not after dma");
		return;
	}
	dma_allocate_all(session->queues, count, &session->device);
	missing = dma_start(&session->queues[0], nic, registers);
	if (missing) {
		answer_timeout(missing, NULL);
		return;
	}
	for (int64_t n = 1; n < count; n++)
		dma_add_ring(&session->queues[n], nic->dma->rx_ring + n * nic->dma->rx_stride, registers);
	nic->dma->enable_queues(registers, count);
	for (int64_t n = 1; n < count; n++)
		dma_offer(&session->queues[n], registers);
	reg_write(registers, RCTL, reg_read(registers, RCTL) | RCTL_LBM_MAC);
	session->queue_count = count;
	answer_ok(NULL);
}

/* Sleeps until the eventfd is signalled; false: not in time. */
static bool sleep_on(const struct event *event)
{
	struct pollfd poller = { .fd = event->fd, .events = POLLIN };
	uint64_t value;

	return poll(&poller, 1, DEADLINE_MS) > 0 && read(event->fd, &value, sizeof(value)) == sizeof(value);
}

static void send_frames(struct session *session, unsigned int count)
{
	struct dma *dma = &session->queues[0];
	const struct nic *nic = session->device.nic;

	for (unsigned int i = 0; i < count; i++) {
		compose(dma_tx_buffer(dma), i);
		dma_queue(dma, nic, dma_tx_address(dma), FRAME_LENGTH);
	}
	dma_kick(dma, nic, session->device.registers);
}

/* How many frames are in a queue now; those that are not what was sent as frame 0, 1, ... are added to *changed. */
static unsigned int take(struct session *session, unsigned int queue, unsigned int first, unsigned int *changed)
{
	uint8_t got[BUFFER_BYTES], sent[FRAME_LENGTH];
	unsigned int taken = 0;
	int length;

	while ((length = dma_receive(&session->queues[queue], session->device.nic, session->device.registers, got)) >= 0) {
		compose(sent, first + taken++);
		*changed += length != FRAME_LENGTH || memcmp(sent, got, FRAME_LENGTH);
	}
	return taken;
}

static void cmd_steer(struct session *session, int argc, char **argv)
{
	unsigned int received = 0, elsewhere = 0, changed = 0, ignored = 0;
	const struct event *event = session_event(session, argv[2]);
	int64_t queue, count;

	(void)argc;
	if (!session->queue_count || !event) {
		answer_usage("steer: queues first, and an eventfd");
		return;
	}
	/* A ring has room for all but one. */
	if (!number_in(argv[0], 0, session->queue_count - 1, &queue) || !number_in(argv[1], 1, DESCRIPTORS - 1, &count))
		return;
	session->device.nic->dma->steer(session->device.registers, queue);
	send_frames(session, count);
	/* First sleep, then look: a queue without its interrupt must not pass because the frames were there anyhow. */
	while (received < count && sleep_on(event))
		received += take(session, queue, received, &changed);
	for (unsigned int n = 0; n < session->queue_count; n++)
		if (n != queue)
			elsewhere += take(session, n, 0, &ignored);
	answer_ok("\"received\":%u,\"changed\":%u,\"elsewhere\":%u", received, changed, elsewhere);
}

static const struct command list[] = {
	{ "queues", "COUNT", 1, 1, true, cmd_queues },
	{ "steer", "QUEUE FRAMES NAME", 3, 3, true, cmd_steer },
};
const struct commands queue_commands = { list, ARRAY_SIZE(list) };
