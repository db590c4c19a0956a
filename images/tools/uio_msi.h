/* SPDX-License-Identifier: GPL-2.0-only */
/* What uio_msi promises to user space: include/uapi/linux/uio_msi.h of the series, which no host has. */
#ifndef UIO_MSI_H
#define UIO_MSI_H

#include <linux/ioctl.h>
#include <linux/types.h>

struct uio_msi_irq_set {
	__u32 vec;
	__s32 fd; /* an eventfd; -1 stops the vector */
};

#define UIO_MSI_IRQ_SET _IOW('I', 0x87, struct uio_msi_irq_set)

#endif
