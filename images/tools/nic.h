/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tool knows of each device that it can make send interrupts, most of them NICs, without a kernel driver. */
#ifndef NIC_H
#define NIC_H

#include "lab.h"

/* The same on all of Intel's 1 Gb NICs: 82574 datasheet 10.2.2, 82576 datasheet 8.2. */
#define CTRL 0x0000
#define CTRL_SLU (1u << 6)
#define CTRL_RST (1u << 26)
#define STATUS 0x0008
#define STATUS_LU (1u << 1)
#define RCTL 0x0100
#define RCTL_EN (1u << 1)
#define RCTL_UPE (1u << 3)
#define RCTL_MPE (1u << 4)
#define RCTL_LBM_MAC (1u << 6)
#define RCTL_BAM (1u << 15)
#define RCTL_SECRC (1u << 26)
#define TCTL 0x0400
#define TCTL_EN (1u << 1)

/* Offsets in a ring's block of registers: the same for receive and transmit on both NICs. */
#define RING_BASE_LOW 0x00
#define RING_BASE_HIGH 0x04
#define RING_LENGTH 0x08
#define RING_HEAD 0x10
#define RING_TAIL 0x18

typedef volatile uint8_t *registers_t;

static inline uint32_t reg_read(registers_t registers, uint32_t offset)
{
	return *(volatile uint32_t *)(registers + offset);
}

static inline void reg_write(registers_t registers, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(registers + offset) = value;
}

/* All of a descriptor that software or the NIC writes. */
struct descriptor {
	volatile uint64_t low, high;
};

/* How the NIC moves frames: queue 0 alone; receive interrupts on vector 0, transmit on vector 1. */
struct nic_dma {
	uint32_t rx_ring, tx_ring;
	/* Between programming the rings' addresses and giving the NIC descriptors. */
	void (*enable)(registers_t registers);
	void (*start_link)(registers_t registers);
	struct descriptor (*tx)(uint64_t buffer, uint16_t length);
	bool (*tx_done)(const struct descriptor *descriptor);
	/* The frame's length, or -1. */
	int (*rx_done)(const struct descriptor *descriptor);
	/* Several receive queues, after `enable`; 0: the tool knows only the first. */
	unsigned int rx_queues;
	uint32_t rx_stride; /* from one ring's registers to the next one's */
	/* Receive queue n interrupts on vector n + 1, the transmit queue on the one after them. */
	void (*enable_queues)(registers_t registers, unsigned int count);
	/* IPv4 goes to that receive queue, whatever its addresses; all else to the first. */
	void (*steer)(registers_t registers, unsigned int queue);
};

struct nic {
	const char *name;
	int64_t vendor, id; /* of its PCI function */
	unsigned int vectors;
	/* Milliseconds without an interrupt after which none is on its way any more. */
	int quiet_ms;
	/* Sends each interrupt once more by itself, this many milliseconds later at the latest; 0: it does not. */
	int repeat_ms;
	/* Stops interrupts and all traffic. -1: the NIC does not come back. */
	int (*reset)(registers_t registers);
	/* Makes each of `vectors` ready to be fired by software, as often as wanted. After a reset. */
	void (*arm)(registers_t registers);
	/* Makes the NIC send vector `vector`. */
	void (*fire)(registers_t registers, unsigned int vector);
	const struct nic_dma *dma; /* NULL: the tool moves no frames with it */
};

#define VENDOR_INTEL 0x8086

extern const struct nic nic_igb, nic_igbvf, nic_e1000e, nic_ivshmem;

/* The device with these PCI ids, or NULL. */
const struct nic *nic_find(int64_t vendor, int64_t id);
/* CTRL.RST, until the NIC says that it is done. */
int nic_reset(registers_t registers);

#endif
