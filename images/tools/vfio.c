// SPDX-License-Identifier: GPL-2.0-only
/* Documentation/driver-api/vfio.rst and include/uapi/linux/vfio.h are what this follows. */
#include "vfio.h"
#include "vfio_uapi.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where programs' memory begins for the device: nothing physical is there in the lab's machines. */
#define IOVA_BASE 0x100000000ull

bool vfio_way(const char *name, enum vfio_way *way)
{
	static const char *const names[] = { "type1", "iommufd", "noiommu" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		*way = i;
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

int vfio_find(struct device *device, struct vfio *vfio, const char *address)
{
	char folder[64];

	*device = (struct device){ .fd = -1, .vfio = vfio };
	device->access = vfio->way == VFIO_NOIOMMU ? &vfio_noiommu_access : &vfio_access;
	snprintf(device->address, sizeof(device->address), "%.15s", address);
	snprintf(folder, sizeof(folder), "/sys/bus/pci/devices/%s", device->address);
	device->nic = device_nic(folder);
	vfio->container = vfio->group = -1;
	return access(folder, F_OK);
}

static int failed(struct device *device, const char *call)
{
	device->call = call;
	return -1;
}

/* The group's file, /dev/vfio/N or /dev/vfio/noiommu-N. */
static int open_group(struct device *device)
{
	char path[80], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", device->address);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return failed(device, "iommu_group");
	target[length] = '\0';
	snprintf(path, sizeof(path), "/dev/vfio/%s%.20s", device->vfio->way == VFIO_NOIOMMU ? "noiommu-" : "",
		 strrchr(target, '/') + 1);
	device->vfio->group = open(path, O_RDWR | O_CLOEXEC);
	return device->vfio->group < 0 ? failed(device, "open group") : 0;
}

int vfio_viable(struct device *device)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	int result;

	if (open_group(device))
		return -1;
	result = ioctl(device->vfio->group, VFIO_GROUP_GET_STATUS, &status);
	close(device->vfio->group);
	return result ? failed(device, "VFIO_GROUP_GET_STATUS") : !!(status.flags & VFIO_GROUP_FLAGS_VIABLE);
}

static int open_by_group(struct device *device)
{
	struct vfio *vfio = device->vfio;

	if (open_group(device))
		return -1;
	vfio->container = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (vfio->container < 0)
		return failed(device, "open container");
	if (ioctl(vfio->group, VFIO_GROUP_SET_CONTAINER, &vfio->container))
		return failed(device, "VFIO_GROUP_SET_CONTAINER");
	if (ioctl(vfio->container, VFIO_SET_IOMMU, vfio->way == VFIO_NOIOMMU ? VFIO_NOIOMMU_IOMMU : VFIO_TYPE1v2_IOMMU))
		return failed(device, "VFIO_SET_IOMMU");
	device->fd = ioctl(vfio->group, VFIO_GROUP_GET_DEVICE_FD, device->address);
	return device->fd < 0 ? failed(device, "VFIO_GROUP_GET_DEVICE_FD") : 0;
}

/* /dev/vfio/devices/vfioN of a PCI function: /sys/bus/pci/devices/BDF/vfio-dev/vfioN. */
static int open_device_file(struct device *device)
{
	char path[80], node[64] = "";
	struct dirent *item;
	DIR *folder;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/vfio-dev", device->address);
	folder = opendir(path);
	if (!folder)
		return -1;
	while ((item = readdir(folder)))
		if (!strncmp(item->d_name, "vfio", 4))
			snprintf(node, sizeof(node), "/dev/vfio/devices/%.20s", item->d_name);
	closedir(folder);
	return open(node, O_RDWR | O_CLOEXEC);
}

static int open_by_iommufd(struct device *device)
{
	struct vfio *vfio = device->vfio;
	struct vfio_device_bind_iommufd bind = { .argsz = sizeof(bind) };
	struct vfio_device_attach_iommufd_pt attach = { .argsz = sizeof(attach) };
	struct lab_ioas_alloc ioas = { .size = sizeof(ioas) };

	vfio->container = bind.iommufd = open("/dev/iommu", O_RDWR | O_CLOEXEC);
	if (vfio->container < 0)
		return failed(device, "open iommu");
	device->fd = open_device_file(device);
	if (device->fd < 0)
		return failed(device, "open device");
	if (ioctl(device->fd, VFIO_DEVICE_BIND_IOMMUFD, &bind))
		return failed(device, "VFIO_DEVICE_BIND_IOMMUFD");
	if (ioctl(vfio->container, LAB_IOAS_ALLOC, &ioas))
		return failed(device, "IOMMU_IOAS_ALLOC");
	vfio->ioas = attach.pt_id = ioas.out_ioas_id;
	if (ioctl(device->fd, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &attach))
		return failed(device, "VFIO_DEVICE_ATTACH_IOMMUFD_PT");
	return 0;
}

static int close_file(int *fd)
{
	int result = *fd < 0 ? 0 : close(*fd);

	*fd = -1;
	return result;
}

static int vfio_close(struct device *device)
{
	device->vfio->enabled = false;
	return close_file(&device->fd) | close_file(&device->vfio->group) | close_file(&device->vfio->container);
}

static int vfio_open(struct device *device)
{
	int result = device->vfio->way == VFIO_IOMMUFD ? open_by_iommufd(device) : open_by_group(device), error = errno;

	if (!result)
		return device->fd;
	vfio_close(device);
	errno = error;
	return -1;
}

static int region(struct device *device, unsigned int index, struct vfio_region_info *info)
{
	*info = (struct vfio_region_info){ .argsz = sizeof(*info), .index = index };
	return ioctl(device->fd, VFIO_DEVICE_GET_REGION_INFO, info);
}

/* `name` is "BARn". */
static int vfio_map(struct device *device, const char *name)
{
	struct vfio_region_info info;
	int64_t number;
	void *start;

	if (strncmp(name, "BAR", 3) || !parse_number(name + 3, &number) || number < 0 || number > 5) {
		errno = ENOENT;
		return -1;
	}
	if (region(device, number, &info))
		return -1;
	start = mmap(NULL, info.size, PROT_READ | PROT_WRITE, MAP_SHARED, device->fd, info.offset);
	if (start == MAP_FAILED)
		return -1;
	device->mapping = device->registers = start;
	device->mapped = device->size = info.size;
	return number;
}

/* As many as MSI-X has at most: PCI_MSIX_FLAGS_QSIZE. */
#define VECTORS 2048

/* All of `count` vectors get the same. */
static int set_irqs(struct device *device, uint32_t flags, uint32_t vector, uint32_t count, int fd)
{
	static union {
		struct vfio_irq_set set;
		uint8_t room[sizeof(struct vfio_irq_set) + VECTORS * sizeof(int32_t)];
	} message;

	message.set = (struct vfio_irq_set){
		.argsz = sizeof(message.set) + count * sizeof(fd),
		.flags = flags | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.start = vector,
		.count = count,
	};
	for (uint32_t i = 0; i < count; i++)
		memcpy(message.set.data + i * sizeof(fd), &fd, sizeof(fd));
	return ioctl(device->fd, VFIO_DEVICE_SET_IRQS, &message);
}

/*
 * Before Linux 6.5 no vector can be added once MSI-X is on: all are there from the first on, silent without an eventfd.
 */
static int enable_all(struct device *device)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_PCI_MSIX_IRQ_INDEX };

	if (ioctl(device->fd, VFIO_DEVICE_GET_IRQ_INFO, &info))
		return -1;
	if (!(info.flags & VFIO_IRQ_INFO_NORESIZE) || info.count > VECTORS)
		return 0;
	return set_irqs(device, VFIO_IRQ_SET_DATA_EVENTFD, 0, info.count, -1);
}

static int vfio_set(struct device *device, uint32_t vector, int fd)
{
	if (!device->vfio->enabled && enable_all(device))
		return -1;
	device->vfio->enabled = true;
	return set_irqs(device, VFIO_IRQ_SET_DATA_EVENTFD, vector, 1, fd);
}

int vfio_disable(struct device *device)
{
	device->vfio->enabled = false;
	return set_irqs(device, VFIO_IRQ_SET_DATA_NONE, 0, 0, -1);
}

int vfio_config(struct device *device, bool write, int offset, uint16_t *value)
{
	struct vfio_region_info info;
	ssize_t done;

	if (region(device, VFIO_PCI_CONFIG_REGION_INDEX, &info))
		return -1;
	done = write ? pwrite(device->fd, value, sizeof(*value), info.offset + offset) :
		       pread(device->fd, value, sizeof(*value), info.offset + offset);
	return done == sizeof(*value) ? 0 : -1;
}

static int vfio_dma_map(struct device *device, void *memory, size_t size, uint64_t *iova)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map),
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
		.vaddr = (uintptr_t)memory,
		.iova = IOVA_BASE,
		.size = size,
	};
	struct lab_ioas_map ioas = {
		.size = sizeof(ioas),
		.flags = LAB_IOAS_MAP_FIXED_IOVA | LAB_IOAS_MAP_READABLE | LAB_IOAS_MAP_WRITEABLE,
		.ioas_id = device->vfio->ioas,
		.user_va = (uintptr_t)memory,
		.length = size,
		.iova = IOVA_BASE,
	};

	*iova = IOVA_BASE;
	return device->vfio->way == VFIO_IOMMUFD ? ioctl(device->vfio->container, LAB_IOAS_MAP, &ioas) :
						   ioctl(device->vfio->container, VFIO_IOMMU_MAP_DMA, &map);
}

const struct access vfio_access = { vfio_open, vfio_close, vfio_map, vfio_set, vfio_dma_map };
const struct access vfio_noiommu_access = { vfio_open, vfio_close, vfio_map, vfio_set, NULL };
