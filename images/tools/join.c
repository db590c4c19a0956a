// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame join: an interface that takes frames to further unicast addresses, as a macvlan over it would ask for
 * (packet(7), PACKET_MR_UNICAST), until the end of input.
 */
#include "labtool.h"
#include "frame.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int join(const char *interface, const char *hex, unsigned int count)
{
	struct packet_mreq request = { .mr_type = PACKET_MR_UNICAST, .mr_alen = 6 };
	/* Protocol 0 receives nothing. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	char line[64];

	request.mr_ifindex = if_nametoindex(interface);
	if (fd < 0 || !request.mr_ifindex)
		die(EXIT_CANNOT, "%s: %s", interface, strerror(errno));
	if (parse_hex(hex, request.mr_address, 6) != 6 || request.mr_address[5] + count > 0x100)
		die(EXIT_CANNOT, "frame join IFACE ADDRESS COUNT: addresses that differ in their last byte");
	for (unsigned int i = 0; i < count; i++, request.mr_address[5]++)
		if (setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &request, sizeof(request)))
			die(EXIT_MISBEHAVED, "PACKET_ADD_MEMBERSHIP of address %u: %s", i, strerror(errno));
	/* A line asks whether it is done. */
	while (read(STDIN_FILENO, line, sizeof(line)) > 0)
		answer_ok("\"joined\":%u", count);
	return EXIT_FINE;
}
