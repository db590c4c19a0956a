// SPDX-License-Identifier: GPL-2.0-only
/* 82576. Register numbers: 82576 datasheet chapter 8; what QEMU makes of them: igb_core.c. */
#include "nic.h"

#define MDIC 0x0020
#define GPIE 0x1514
#define GPIE_MSIX_MODE (1u << 4)
#define EICS 0x1520
#define EIMS 0x1524
#define EIMC 0x1528
#define EIAC 0x152c
#define IVAR0 0x1700

#define VECTORS 10
/* With EITR 0 the message leaves with the write that fires it: microseconds, if the host is not busy. */
#define QUIET_MS 5

#define IVAR_MISC 0x1740
#define IVAR_VALID 0x80
#define RXCSUM 0x5000
/* Descriptors have the hash in place of a checksum; without it frames are not spread (igb_main.c, igb_setup_mrqc()). */
#define RXCSUM_PCSD (1u << 13)
#define MRQC 0x5818
/* Frames are spread over receive queues by their hash (RSS), and which frames have one: IPv4. */
#define MRQC_RSS_IPV4 (2u | 1u << 17)
#define RETA 0x5c00
#define RX_QUEUES 8
#define RING_STRIDE 0x40

#define RXDCTL 0xc028
#define SRRCTL 0xc00c
#define TXDCTL 0xe028
#define QUEUE_ENABLE (1u << 25)
/* SRRCTL.DESCTYPE 1: advanced descriptor, one buffer. QEMU's igb knows no legacy ones. */
#define DESCTYPE_ONE_BUFFER (1u << 25)

static int reset(registers_t registers)
{
	reg_write(registers, EIMC, ~0u);
	return nic_reset(registers);
}

/*
 * EIAC takes the cause back by itself when its message is sent: without it nobody would, and no second one would come.
 * EITR is 0 after a reset: each cause is one message. With any other value QEMU's timer sends one more when it expires.
 */
static void arm_vectors(registers_t registers, uint32_t mask)
{
	reg_write(registers, EIAC, mask);
	reg_write(registers, EIMS, mask);
}

static void arm(registers_t registers)
{
	/* Without MSIX_MODE a write to EICS does nothing (igb_core.c: igb_set_eics). */
	reg_write(registers, GPIE, GPIE_MSIX_MODE);
	arm_vectors(registers, (1u << VECTORS) - 1);
}

static void fire(registers_t registers, unsigned int vector)
{
	reg_write(registers, EICS, 1u << vector);
}

static void enable(registers_t registers)
{
	reg_write(registers, GPIE, GPIE_MSIX_MODE);
	/* A byte a cause: receive queue 0, transmit queue 0; 0x80 is "valid", the rest the vector. */
	reg_write(registers, IVAR0, 0x80 | 0 | (0x80 | 1) << 8);
	arm_vectors(registers, 3);
	reg_write(registers, SRRCTL, DESCTYPE_ONE_BUFFER);
	reg_write(registers, RXDCTL, QUEUE_ENABLE);
	reg_write(registers, TXDCTL, QUEUE_ENABLE);
	reg_write(registers, TCTL, TCTL_EN);
	reg_write(registers, RCTL, RCTL_EN | RCTL_UPE | RCTL_MPE | RCTL_BAM | RCTL_SECRC);
}

/* A word of IVAR has receive queue n, transmit queue n, and the same of n + 8: igb_main.c, igb_assign_vector(). */
static void enable_queues(registers_t registers, unsigned int count)
{
	const uint32_t tx_0 = (IVAR_VALID | (count + 1)) << 8;

	for (unsigned int n = 0; n < count; n++) {
		reg_write(registers, IVAR0 + 4 * n, IVAR_VALID | (n + 1) | (n ? 0 : tx_0));
		reg_write(registers, SRRCTL + RING_STRIDE * n, DESCTYPE_ONE_BUFFER);
		reg_write(registers, RXDCTL + RING_STRIDE * n, QUEUE_ENABLE);
	}
	/* The second byte is for all other causes. */
	reg_write(registers, IVAR_MISC, IVAR_VALID << 8);
	arm_vectors(registers, (1u << (count + 2)) - 1);
	reg_write(registers, RXCSUM, RXCSUM_PCSD);
	reg_write(registers, MRQC, MRQC_RSS_IPV4);
}

/* After a reset the key is 0, and with it the hash of each frame: the first entry of the table decides. */
static void steer(registers_t registers, unsigned int queue)
{
	reg_write(registers, RETA, queue);
}

/* Autonegotiation starts only when asked for: BMCR (PHY 1, register 0) = enable | restart, written through MDIC. */
static void start_link(registers_t registers)
{
	const uint32_t write = 1u << 26, phy = 1u << 21, bmcr = 0u << 16, enable_and_restart = 0x1200;

	reg_write(registers, CTRL, reg_read(registers, CTRL) | CTRL_SLU);
	reg_write(registers, MDIC, write | phy | bmcr | enable_and_restart);
}

/* Advanced data descriptor: type, one frame with checksum, report when done; 82576 datasheet 7.2.2.3. */
static struct descriptor tx(uint64_t buffer, uint16_t length)
{
	const uint32_t eop = 1u << 24, ifcs = 1u << 25, rs = 1u << 27, dext = 1u << 29, data = 3u << 20;
	uint32_t command = length | data | eop | ifcs | rs | dext;

	return (struct descriptor){ buffer, command | (uint64_t)length << (32 + 14) };
}

static bool tx_done(const struct descriptor *descriptor)
{
	return descriptor->high >> 32 & 1;
}

/* Written back: status (bit 0 is "done") and length, 82576 datasheet 7.1.5.2. */
static int rx_done(const struct descriptor *descriptor)
{
	uint64_t high = descriptor->high;

	return high & 1 ? (int)(high >> 32 & 0xffff) : -1;
}

static const struct nic_dma dma = {
	.rx_ring = 0xc000,
	.tx_ring = 0xe000,
	.enable = enable,
	.start_link = start_link,
	.tx = tx,
	.tx_done = tx_done,
	.rx_done = rx_done,
	.rx_queues = RX_QUEUES,
	.rx_stride = RING_STRIDE,
	.enable_queues = enable_queues,
	.steer = steer,
};

const struct nic nic_igb = {
	.name = "igb",
	.vendor = VENDOR_INTEL,
	.id = 0x10c9,
	.vectors = VECTORS,
	.quiet_ms = QUIET_MS,
	.reset = reset,
	.arm = arm,
	.fire = fire,
	.dma = &dma,
};
