// SPDX-License-Identifier: GPL-2.0-only
#include "nic.h"

#include <unistd.h>

/* The datasheets promise 1 ms; an emulated NIC on a busy host may need more. */
#define RESET_DEADLINE_MS 1000

const struct nic *nic_find(int64_t vendor, int64_t id)
{
	static const struct nic *const known[] = { &nic_igb, &nic_igbvf, &nic_e1000e, &nic_ivshmem };

	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		if (known[i]->vendor == vendor && known[i]->id == id)
			return known[i];
	return NULL;
}

int nic_reset(registers_t registers)
{
	int64_t deadline = now_ms() + RESET_DEADLINE_MS;

	reg_write(registers, CTRL, reg_read(registers, CTRL) | CTRL_RST);
	while (reg_read(registers, CTRL) & CTRL_RST) {
		if (now_ms() > deadline)
			return -1;
		usleep(1000);
	}
	return 0;
}
