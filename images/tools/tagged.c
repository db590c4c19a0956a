// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame tagged: a frame with a VLAN's tag in it, sent from one interface to another, and the tag that the kernel
 * has of it there: whoever took it out, the NIC or the kernel, says it beside the frame (packet(7), PACKET_AUXDATA).
 */
#include "labtool.h"
#include "frame.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ARRIVE_MS 5000
#define TAG_BYTES 4

/* Sees frames as they came, of any ethertype, and changes nothing of what the interface takes. */
static int listen_to(const struct wire *wire)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET,
				       .sll_protocol = htons(ETH_P_ALL),
				       .sll_ifindex = wire->index };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0), yes = 1;

	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die(EXIT_CANNOT, "a socket for tags: %s", strerror(errno));
	return fd;
}

/* True: it is the frame without its tag; `auxdata` has that. */
static bool receive_untagged(int fd, const uint8_t *untagged, size_t length, struct tpacket_auxdata *auxdata)
{
	char control[CMSG_SPACE(sizeof(*auxdata))];
	uint8_t frame[FRAME_BYTES];
	struct sockaddr_ll from;
	struct iovec data = { .iov_base = frame, .iov_len = sizeof(frame) };
	struct msghdr message = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t came = recvmsg(fd, &message, MSG_DONTWAIT);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (came < (ssize_t)length || from.sll_pkttype == PACKET_OUTGOING || memcmp(frame, untagged, length))
		return false;
	if (!header || header->cmsg_level != SOL_PACKET || header->cmsg_type != PACKET_AUXDATA)
		return false;
	memcpy(auxdata, CMSG_DATA(header), sizeof(*auxdata));
	return true;
}

/* The tag goes between the addresses and the ethertype. */
static void put_tag(uint8_t *tagged, const uint8_t *untagged, size_t length, uint16_t tag)
{
	memcpy(tagged, untagged, 12);
	tagged[12] = ETH_P_8021Q >> 8;
	tagged[13] = ETH_P_8021Q & 0xff;
	tagged[14] = tag >> 8;
	tagged[15] = tag & 0xff;
	memcpy(tagged + 12 + TAG_BYTES, untagged + 12, length - 12);
}

int tagged(const char *sender, const char *receiver, uint16_t tag)
{
	uint8_t untagged[FRAME_BYTES], frame[FRAME_BYTES + TAG_BYTES];
	int64_t deadline = now_ms() + ARRIVE_MS;
	struct tpacket_auxdata auxdata;
	struct wire from, to;
	struct pollfd poller = { .events = POLLIN };
	size_t length;

	wire_open(&from, sender, ETHERTYPE_LAB);
	wire_open(&to, receiver, ETHERTYPE_LAB);
	/* It only lends its address: who listens in promiscuous mode may be shown other tags than who does not. */
	close(to.fd);
	poller.fd = listen_to(&to);
	length = compose(untagged, &from, &to, tag, 100);
	put_tag(frame, untagged, length, tag);
	if (!wire_send(&from, frame, length + TAG_BYTES)) {
		answer_errno("send");
		return EXIT_MISBEHAVED;
	}
	while (now_ms() < deadline && poll(&poller, 1, deadline - now_ms()) > 0) {
		if (!receive_untagged(poller.fd, untagged, length, &auxdata))
			continue;
		/* No tag at all is -1: priority 0 in no VLAN is a tag, too. */
		answer_ok("\"tag\":%d,\"protocol\":%d",
			  auxdata.tp_status & TP_STATUS_VLAN_VALID ? auxdata.tp_vlan_tci : -1,
			  auxdata.tp_status & TP_STATUS_VLAN_TPID_VALID ? auxdata.tp_vlan_tpid : -1);
		return EXIT_FINE;
	}
	answer_timeout("frame", NULL);
	return EXIT_MISBEHAVED;
}
