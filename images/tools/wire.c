// SPDX-License-Identifier: GPL-2.0-only
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static struct ifreq request(const char *interface)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface);
	return request;
}

void wire_open(struct wire *wire, const char *interface, uint16_t ethertype)
{
	struct ifreq hardware = request(interface);
	struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ethertype) };
	struct packet_mreq all = { .mr_type = PACKET_MR_PROMISC };

	/* Protocol 0 receives nothing: not even a frame that comes before bind() narrows it to this interface. */
	wire->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	wire->index = if_nametoindex(interface);
	wire->ethertype = ethertype;
	address.sll_ifindex = all.mr_ifindex = wire->index;
	if (wire->fd < 0 || !wire->index || ioctl(wire->fd, SIOCGIFHWADDR, &hardware) ||
	    bind(wire->fd, (struct sockaddr *)&address, sizeof(address)) ||
	    setsockopt(wire->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof(all)))
		die(EXIT_CANNOT, "%s: %s", interface, strerror(errno));
	memcpy(wire->mac, hardware.ifr_hwaddr.sa_data, sizeof(wire->mac));
}

/* The driver's own word: IFF_RUNNING still says "yes" for a while after it has lost the link. */
static bool has_link(const struct wire *wire, const char *interface)
{
	struct ethtool_value link = { .cmd = ETHTOOL_GLINK };
	struct ifreq ask = request(interface), flags = request(interface);

	ask.ifr_data = (void *)&link;
	if (!ioctl(wire->fd, SIOCETHTOOL, &ask))
		return link.data;
	/* A driver without a word of its own: tulip's, and ne2k-pci's. */
	return errno == EOPNOTSUPP && !ioctl(wire->fd, SIOCGIFFLAGS, &flags) && (flags.ifr_flags & IFF_RUNNING);
}

bool wire_up(const struct wire *wire, const char *interface, int ms)
{
	struct ifreq flags = request(interface);
	int64_t deadline = now_ms() + ms;
	socklen_t size = sizeof(int);
	int error;

	if (ioctl(wire->fd, SIOCGIFFLAGS, &flags))
		die(EXIT_CANNOT, "%s: %s", interface, strerror(errno));
	flags.ifr_flags |= IFF_UP;
	if (ioctl(wire->fd, SIOCSIFFLAGS, &flags))
		die(EXIT_CANNOT, "%s cannot be brought up: %s", interface, strerror(errno));
	while (!has_link(wire, interface)) {
		if (now_ms() > deadline)
			return false;
		usleep(1000);
	}
	/* A socket bound while the interface was down has ENETDOWN in store (net/packet/af_packet.c). */
	getsockopt(wire->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return true;
}

bool wire_send(const struct wire *wire, const uint8_t *frame, size_t length)
{
	return send(wire->fd, frame, length, 0) == (ssize_t)length;
}

int wire_receive(const struct wire *wire, uint8_t *frame, int64_t deadline)
{
	struct pollfd poller = { .fd = wire->fd, .events = POLLIN };
	struct sockaddr_ll from;
	socklen_t size;
	ssize_t length;
	int64_t left;

	while ((left = deadline - now_ms()) > 0 && poll(&poller, 1, left) > 0) {
		size = sizeof(from);
		length = recvfrom(wire->fd, frame, JUMBO_BYTES, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
		/* What this interface sent itself is shown too. */
		if (length > 0 && from.sll_pkttype != PACKET_OUTGOING)
			return length;
	}
	return -1;
}
