// SPDX-License-Identifier: GPL-2.0-only
/*
 * labtool hang: from here on no CPU takes an interrupt: no timer, no network. It is what a guest looks like that a
 * driver has hung with interrupts off: QEMU runs, the console is silent, ssh does not answer. Spinning at the highest
 * priority would not do: since 6.12 the scheduler keeps a share for everybody else (kernel/sched/deadline.c).
 */
#define _GNU_SOURCE
#include "labtool.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Each CPU sees its own local APIC there: arch/x86/include/asm/apicdef.h. */
#define APIC_PHYSICAL 0xfee00000
#define APIC_SPIV 0xf0
#define APIC_SPIV_ENABLED (1u << 8)

static volatile uint32_t *spurious_vector_register(void)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);
	uint8_t *apic = fd < 0 ? MAP_FAILED : mmap(NULL, getpagesize(), PROT_READ | PROT_WRITE, MAP_SHARED, fd, APIC_PHYSICAL);

	if (apic == MAP_FAILED)
		die(EXIT_CANNOT, "/dev/mem: %s", strerror(errno));
	return (volatile uint32_t *)(apic + APIC_SPIV);
}

static void go_to(int cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		die(EXIT_CANNOT, "CPU %d: %s", cpu, strerror(errno));
}

static _Noreturn void deafen(volatile uint32_t *register_, int cpu)
{
	go_to(cpu);
	/* In x2APIC mode nothing answers at that address. */
	if (!(*register_ & APIC_SPIV_ENABLED))
		die(EXIT_CANNOT, "CPU %d has no local APIC at 0x%x", cpu, APIC_PHYSICAL);
	*register_ &= ~APIC_SPIV_ENABLED;
	for (;;)
		__asm__ volatile("");
}

int tool_hang(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	volatile uint32_t *register_;

	(void)argv;
	if (argc)
		die(EXIT_CANNOT, "hang takes no arguments");
	register_ = spurious_vector_register();
	for (int cpu = 1; cpu < cpus; cpu++)
		if (!fork())
			deafen(register_, cpu);
	deafen(register_, 0);
}
