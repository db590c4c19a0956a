// SPDX-License-Identifier: GPL-2.0-only
/*
 * Session command stream: what a driver in user space does all day. Frames go out by DMA, come back through the NIC's
 * loopback, and are compared; for each batch the program sleeps until both queues' interrupts have come.
 */
#include "session.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* As many as the receiver has descriptors: one is always free. */
#define BATCH (DESCRIPTORS - 1)
#define FRAME_MIN 60
#define FRAME_MAX 1514
/* An interrupt that has not come by then does not come. */
#define DEADLINE_MS 5000

struct stream {
	struct session *session;
	const struct event *rx, *tx;
	uint64_t rx_interrupts, tx_interrupts;
	unsigned int received, changed;
};

/* Frame `number`: to everybody, of a length and content of its own. 61 steps do not divide 1455. */
static uint16_t compose(uint8_t *frame, unsigned int number)
{
	static const uint8_t header[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x52, 0x54, 0x6d, 0, 0x6d, 0xff, 0x88, 0xb5 };
	uint16_t length = FRAME_MIN + number * 61 % (FRAME_MAX - FRAME_MIN + 1);

	memcpy(frame, header, sizeof(header));
	for (size_t i = sizeof(header); i < length; i++)
		frame[i] = i * 7 + number;
	memcpy(frame + sizeof(header), &number, sizeof(number));
	return length;
}

/* Sleeps until the eventfd is signalled; how often it was, 0: not in time. */
static uint64_t sleep_on(const struct event *event)
{
	struct pollfd poller = { .fd = event->fd, .events = POLLIN };
	uint64_t value;

	if (poll(&poller, 1, DEADLINE_MS) <= 0)
		return 0;
	return read(event->fd, &value, sizeof(value)) == sizeof(value) ? value : 0;
}

/* NULL, or what did not come. */
static const char *receive(struct stream *stream, unsigned int first, unsigned int count)
{
	const struct nic *nic = stream->session->device.nic;
	uint8_t got[BUFFER_BYTES], sent[FRAME_MAX];
	int length;

	for (unsigned int i = 0; i < count;) {
		length = dma_receive(&stream->session->dma, nic, stream->session->device.registers, got);
		if (length < 0) {
			uint64_t woken = sleep_on(stream->rx);

			if (!woken)
				return "receive interrupt";
			stream->rx_interrupts += woken;
			continue;
		}
		stream->changed += length != compose(sent, first + i) || memcmp(sent, got, length);
		stream->received++;
		i++;
	}
	return NULL;
}

static const char *exchange(struct stream *stream, unsigned int first, unsigned int count)
{
	struct session *session = stream->session;
	const struct nic *nic = session->device.nic;
	const struct descriptor *last = NULL;
	uint64_t woken;

	for (unsigned int i = 0; i < count; i++) {
		uint16_t length = compose(dma_tx_buffer(&session->dma), first + i);

		last = dma_queue(&session->dma, nic, dma_tx_address(&session->dma), length);
	}
	dma_kick(&session->dma, nic, session->device.registers);
	/* First sleep, then look: a queue without its interrupt must not pass because the frames were there anyhow. */
	woken = sleep_on(stream->rx);
	stream->rx_interrupts += woken;
	if (!woken)
		return "receive interrupt";
	do {
		woken = sleep_on(stream->tx);
		stream->tx_interrupts += woken;
	} while (woken && !nic->dma->tx_done(last));
	return woken ? receive(stream, first, count) : "transmit interrupt";
}

static void cmd_stream(struct session *session, int argc, char **argv)
{
	struct stream stream = { session, session_event(session, argv[1]), session_event(session, argv[2]), 0, 0, 0, 0 };
	const char *missing = NULL;
	int64_t frames;

	(void)argc;
	if (!session->dma.memory || !stream.rx || !stream.tx) {
		answer_usage("stream: dma first, and two eventfds");
		return;
	}
	if (!number_in(argv[0], 1, 10000000, &frames))
		return;
	for (int64_t first = 0; first < frames && !missing; first += BATCH)
		missing = exchange(&stream, first, frames - first < BATCH ? frames - first : BATCH);
	if (missing)
		answer_timeout(missing, "\"received\":%u", stream.received);
	else
		answer_ok("\"received\":%u,\"changed\":%u,\"rxInterrupts\":%llu,\"txInterrupts\":%llu", stream.received,
			  stream.changed, (unsigned long long)stream.rx_interrupts,
			  (unsigned long long)stream.tx_interrupts);
}

static const struct command list[] = {
	{ "stream", "COUNT RX-NAME TX-NAME", 3, 3, true, cmd_stream },
};
const struct commands stream_commands = { list, ARRAY_SIZE(list) };
