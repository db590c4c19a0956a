/* SPDX-License-Identifier: GPL-2.0-only */
/* A device behind vfio-pci, reached in one of the three ways that VFIO has. */
#ifndef LAB_VFIO_H
#define LAB_VFIO_H

#include "device.h"

enum vfio_way {
	VFIO_TYPE1,   /* group and container */
	VFIO_IOMMUFD, /* a character device of its own, and /dev/iommu */
	VFIO_NOIOMMU, /* group and container, addresses are physical */
};

struct vfio {
	enum vfio_way way;
	int container; /* or /dev/iommu */
	int group;
	uint32_t ioas;
	bool enabled; /* MSI-X is on */
};

/* True if there is a way of this name: "type1", "iommufd", "noiommu". */
bool vfio_way(const char *name, enum vfio_way *way);
/* Finds the function at `address` for device_open(). -1: there is none. */
int vfio_find(struct device *device, struct vfio *vfio, const char *address);
/* Opens the group and asks whether all of its devices are with VFIO: 1, 0, or -1 with errno. */
int vfio_viable(struct device *device);
/* Reads and writes configuration space as VFIO shows it. -1 with errno. */
int vfio_config(struct device *device, bool write, int offset, uint16_t *value);
/* Gives all vectors back and switches MSI-X off. -1 with errno. */
int vfio_disable(struct device *device);

extern const struct access vfio_access, vfio_noiommu_access;

#endif
