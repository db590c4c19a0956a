// SPDX-License-Identifier: GPL-2.0-only
/* Shared memory with doorbells, which is no NIC but sends interrupts on demand: QEMU's docs/specs/ivshmem-spec.rst. */
#include "nic.h"

#define IV_POSITION 0x08
#define DOORBELL 0x0c
#define DOORBELL_PEER_SHIFT 16

#define VECTORS 300
/* A doorbell rings through QEMU's main loop, which may be busy (hw/misc/ivshmem-pci.c: ivshmem_vector_notify). */
#define QUIET_MS 20

/* Nothing is remembered that could be reset. */
static int reset(registers_t registers)
{
	(void)registers;
	return 0;
}

/* Nothing has to be enabled but MSI-X itself. */
static void arm(registers_t registers)
{
	(void)registers;
}

/* The device's own doorbell. */
static void fire(registers_t registers, unsigned int vector)
{
	reg_write(registers, DOORBELL, reg_read(registers, IV_POSITION) << DOORBELL_PEER_SHIFT | vector);
}

const struct nic nic_ivshmem = {
	.name = "ivshmem",
	.vendor = 0x1af4, /* Red Hat */
	.id = 0x1110,
	.vectors = VECTORS,
	.quiet_ms = QUIET_MS,
	.reset = reset,
	.arm = arm,
	.fire = fire,
};
