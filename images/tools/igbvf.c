// SPDX-License-Identifier: GPL-2.0-only
/*
 * Virtual function of the 82576. Register numbers: 82576 datasheet 8.26; QEMU hands them to the physical function's
 * registers (hw/net/igbvf.c: vf_to_pf_addr), where the bits of virtual function 0 are 22 to 24.
 */
#include "nic.h"

#define EICS 0x1520
#define EIMS 0x1524
#define EIMC 0x1528
#define EIAC 0x152c
#define EICR 0x1580

#define VECTORS 3
#define ALL ((1u << VECTORS) - 1)
/* As with the physical function: EITR 0, one message a cause. */
#define QUIET_MS 5

/* Interrupts alone: a reset by CTRL is told to the physical function's driver, which answers when it has time. */
static int reset(registers_t registers)
{
	reg_write(registers, EIMC, ALL);
	reg_write(registers, EICR, ALL);
	return 0;
}

/* EIAC takes the cause back when its message is sent. GPIE is the physical function's: its driver has set it. */
static void arm(registers_t registers)
{
	reg_write(registers, EIAC, ALL);
	reg_write(registers, EIMS, ALL);
}

static void fire(registers_t registers, unsigned int vector)
{
	reg_write(registers, EICS, 1u << vector);
}

const struct nic nic_igbvf = {
	.name = "igbvf",
	.vendor = VENDOR_INTEL,
	.id = 0x10ca,
	.vectors = VECTORS,
	.quiet_ms = QUIET_MS,
	.reset = reset,
	.arm = arm,
	.fire = fire,
};
