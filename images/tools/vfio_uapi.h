/* SPDX-License-Identifier: GPL-2.0-only */
/* What of include/uapi/linux/{vfio,iommufd}.h of Linux 6.12 older hosts do not have. */
#ifndef LAB_VFIO_UAPI_H
#define LAB_VFIO_UAPI_H

#include <linux/types.h>
#include <linux/vfio.h>

#ifndef VFIO_DEVICE_BIND_IOMMUFD
struct vfio_device_bind_iommufd {
	__u32 argsz, flags;
	__s32 iommufd;
	__u32 out_devid;
};
#define VFIO_DEVICE_BIND_IOMMUFD _IO(VFIO_TYPE, VFIO_BASE + 18)

struct vfio_device_attach_iommufd_pt {
	__u32 argsz, flags, pt_id;
};
#define VFIO_DEVICE_ATTACH_IOMMUFD_PT _IO(VFIO_TYPE, VFIO_BASE + 19)
#endif

struct lab_ioas_alloc {
	__u32 size, flags, out_ioas_id;
};
#define LAB_IOAS_ALLOC _IO(';', 0x81)

struct lab_ioas_map {
	__u32 size, flags, ioas_id, reserved;
	__u64 user_va, length, iova;
};
#define LAB_IOAS_MAP _IO(';', 0x85)
#define LAB_IOAS_MAP_FIXED_IOVA (1u << 0)
#define LAB_IOAS_MAP_WRITEABLE (1u << 1)
#define LAB_IOAS_MAP_READABLE (1u << 2)

#endif
