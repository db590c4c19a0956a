// SPDX-License-Identifier: GPL-2.0-only
/* 82574L. Register numbers: 82574 datasheet chapter 10; what QEMU makes of them: hw/net/e1000e_core.c. */
#include "nic.h"

#define CTRL_EXT 0x0018
#define CTRL_EXT_IAME (1u << 27)
#define ICS 0x00c8
#define IMS 0x00d0
#define IMC 0x00d8
#define EIAC 0x00dc
#define IVAR 0x00e4

#define VECTORS 5
/*
 * QEMU's 82574 sends each message a second time when its throttle timer expires, 128 µs later (hw/net/e1000e_core.c:
 * e1000e_intrmgr_on_msix_throttling_timer); on a busy host that timer is late.
 */
#define QUIET_MS 20
/* 128 us by the model's clock; its timer may be late by this much on a host that is busy. A fixed model costs it all. */
#define REPEAT_MS 100
/* Bits 20 to 24 of ICR: receive queues 0 and 1, transmit queues 0 and 1, all the rest. Only they have vectors. */
#define FIRST_CAUSE 20
#define CAUSES 0x01f00000u
/* IVAR: a nibble a cause, 8 is "valid", the rest the vector; bit 31: each transmit write-back interrupts. */
#define IVAR_CAUSE_TO_VECTOR 0x800cba98u
#define IVAR_RX_0_TX_1_OTHER_4 0x800c0908u

static int reset(registers_t registers)
{
	reg_write(registers, IMC, ~0u);
	return nic_reset(registers);
}

/*
 * EIAC takes a cause back when its message is sent. Without IAME that would clear its bit in IMS too, and the second
 * interrupt would be the last (e1000e_core.c: e1000e_msix_notify_one).
 */
static void arm_causes(registers_t registers, uint32_t ivar)
{
	reg_write(registers, IMC, ~0u);
	reg_write(registers, IVAR, ivar);
	reg_write(registers, EIAC, CAUSES);
	reg_write(registers, CTRL_EXT, reg_read(registers, CTRL_EXT) | CTRL_EXT_IAME);
	reg_write(registers, IMS, CAUSES);
}

static void arm(registers_t registers)
{
	arm_causes(registers, IVAR_CAUSE_TO_VECTOR);
}

static void fire(registers_t registers, unsigned int vector)
{
	reg_write(registers, ICS, 1u << (FIRST_CAUSE + vector));
}

static void enable(registers_t registers)
{
	arm_causes(registers, IVAR_RX_0_TX_1_OTHER_4);
	reg_write(registers, TCTL, TCTL_EN);
	reg_write(registers, RCTL, RCTL_EN | RCTL_UPE | RCTL_MPE | RCTL_BAM | RCTL_SECRC);
}

static void start_link(registers_t registers)
{
	reg_write(registers, CTRL, reg_read(registers, CTRL) | CTRL_SLU);
}

/*
 * Legacy descriptor: one frame with checksum, report when done; 82574 datasheet 7.2.10. Never IDE (delay the
 * interrupt): QEMU 10.0.2 may abort on it (e1000e_core.c: e1000e_intmgr_collect_delayed_causes).
 */
static struct descriptor tx(uint64_t buffer, uint16_t length)
{
	const uint32_t eop = 1u << 24, ifcs = 1u << 25, rs = 1u << 27;

	return (struct descriptor){ buffer, length | eop | ifcs | rs };
}

static bool tx_done(const struct descriptor *descriptor)
{
	return descriptor->high >> 32 & 1;
}

/* Length in bits 0 to 15, status (bit 0 is "done") from bit 32 on; 82574 datasheet 7.1.4. */
static int rx_done(const struct descriptor *descriptor)
{
	uint64_t high = descriptor->high;

	return high >> 32 & 1 ? (int)(high & 0xffff) : -1;
}

static const struct nic_dma dma = {
	.rx_ring = 0x2800,
	.tx_ring = 0x3800,
	.enable = enable,
	.start_link = start_link,
	.tx = tx,
	.tx_done = tx_done,
	.rx_done = rx_done,
};

const struct nic nic_e1000e = {
	.name = "e1000e",
	.vendor = VENDOR_INTEL,
	.id = 0x10d3,
	.vectors = VECTORS,
	.quiet_ms = QUIET_MS,
	.repeat_ms = REPEAT_MS,
	.reset = reset,
	.arm = arm,
	.fire = fire,
	.dma = &dma,
};
