// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool frame xdp: a program for each frame that comes in, run by the driver itself and by nothing else. It stays when
 * this ends: the interface holds it.
 */
#include "labtool.h"
#include "frame.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* None is attached: what the kernel takes for "detach". */
#define NO_PROGRAM (-1)

static const struct {
	const char *name;
	int verdict;
} verdicts[] = { { "pass", XDP_PASS }, { "drop", XDP_DROP }, { "tx", XDP_TX } };

/* r0 = verdict; exit */
static int load(int verdict)
{
	struct bpf_insn program[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = verdict },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)program,
		.insn_cnt = sizeof(program) / sizeof(program[0]),
		.license = (uintptr_t) "GPL",
	};
	int fd = syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));

	if (fd < 0)
		die(EXIT_CANNOT, "BPF_PROG_LOAD: %s", strerror(errno));
	return fd;
}

struct request {
	struct nlmsghdr header;
	struct ifinfomsg link;
	struct nlattr nest;
	struct nlattr fd_head;
	int32_t fd;
	struct nlattr flags_head;
	uint32_t flags;
};

/* The kernel's answer: 0, or a negative errno. */
static int set(int index, int fd)
{
	struct request request = {
		.header = { .nlmsg_len = sizeof(request), .nlmsg_type = RTM_SETLINK, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.link = { .ifi_family = AF_UNSPEC, .ifi_index = index },
		.nest = { .nla_len = sizeof(request) - offsetof(struct request, nest), .nla_type = IFLA_XDP | NLA_F_NESTED },
		.fd_head = { .nla_len = NLA_HDRLEN + sizeof(request.fd), .nla_type = IFLA_XDP_FD },
		.fd = fd,
		.flags_head = { .nla_len = NLA_HDRLEN + sizeof(request.flags), .nla_type = IFLA_XDP_FLAGS },
		/* Not the kernel's own way, which needs no driver. */
		.flags = XDP_FLAGS_DRV_MODE,
	};
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char more[1024];
	} answer;
	int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (netlink < 0 || send(netlink, &request, sizeof(request), 0) < 0 ||
	    recv(netlink, &answer, sizeof(answer), 0) < (ssize_t)(sizeof(answer.header) + sizeof(answer.error)))
		die(EXIT_CANNOT, "netlink: %s", strerror(errno));
	close(netlink);
	return answer.error.error;
}

int xdp(const char *interface, const char *verdict)
{
	int index = if_nametoindex(interface), fd = NO_PROGRAM, error;

	if (!index)
		die(EXIT_CANNOT, "%s: %s", interface, strerror(errno));
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (!strcmp(verdict, verdicts[i].name))
			fd = load(verdicts[i].verdict);
	if (fd == NO_PROGRAM && strcmp(verdict, "off"))
		die(EXIT_CANNOT, "frame xdp IFACE pass|drop|tx|off");
	error = set(index, fd);
	if (error) {
		errno = -error;
		answer_errno("RTM_SETLINK");
		return EXIT_MISBEHAVED;
	}
	answer_ok(NULL);
	return EXIT_FINE;
}
