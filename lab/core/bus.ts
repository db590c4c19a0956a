// SPDX-License-Identifier: GPL-2.0-only
// What is between a device and the rest of the kernel: PCI, interrupts, DMA, and what hands a device to user space.
import { debug, machines, nomsi, pciehp, type Core } from "./core.ts";

export const busCores: readonly Core[] = [
  {
    paths: ["drivers/pci/hotplug/acpi*", "drivers/pci/hotplug/pci_hotplug*", "include/linux/pci_hotplug.h"],
    reason: "slots: a device is plugged by ACPI, and by the root port",
    machines: {
      quick: [...machines("igb", ["off"]), ...machines("igb", ["off"], pciehp)],
      default: machines("igb", ["off"], debug),
      full: machines("e1000e", ["off", "intel"]),
    },
  },
  {
    paths: ["drivers/pci/hotplug/**"],
    reason: "native hot-plug of the root port",
    machines: {
      quick: machines("igb", ["off"], pciehp),
      default: [...machines("e1000e", ["off"], pciehp), ...machines("igb", ["off"], { ...pciehp, ...debug })],
      full: machines("igb", ["intel"], pciehp),
    },
  },
  {
    paths: ["drivers/pci/pcie/**", "include/linux/aer.h"],
    reason: "services of the root port: errors, power management, native hot-plug",
    machines: {
      quick: [...machines("igb", ["off"], pciehp), ...machines("igb", ["off"])],
      default: [...machines("e1000e", ["off"], pciehp), ...machines("igb", ["off"], { ...pciehp, ...debug })],
      full: machines("igb", ["intel"], pciehp),
    },
  },
  {
    paths: ["drivers/pci/iov.c"],
    reason: "virtual functions and the device that makes them",
    machines: {
      quick: [...machines("igbvf", ["off", "intel"]), ...machines("igb", ["off"])],
      default: [...machines("igbvf", ["off"], debug), ...machines("igb", ["off"], debug)],
      full: machines("igbvf", ["intel"], debug),
    },
  },
  {
    paths: ["drivers/pci/msi/**", "kernel/irq/msi.c", "include/linux/msi*.h", "arch/x86/kernel/apic/msi.c"],
    reason: "MSI-X and MSI, remapped and not; and interrupt pins where both are switched off",
    labDriver: true,
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [
        ...machines("e1000e", ["off"]),
        ...machines("ivshmem", ["off"]),
        ...machines("igb", ["off"], nomsi),
        ...machines("igb", ["off"], debug),
        // MSI without MSI-X.
        ...machines("ahci", ["off"], debug),
      ],
      full: [...machines("igb", ["intel-noremap", "virtio"]), ...machines("igb", ["intel"], debug)],
    },
  },
  {
    paths: [
      ...["kernel/irq/**", "arch/x86/kernel/irq*", "arch/x86/kernel/apic/**"],
      ...["include/linux/irq*.h", "include/linux/interrupt.h", "arch/x86/include/asm/{apic,irq}*.h"],
    ],
    reason: "interrupts: messages, remapped messages, pins",
    labDriver: true,
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [
        ...machines("e1000e", ["off"]),
        ...machines("igb", ["off"], nomsi),
        ...machines("igb", ["off", "intel"], debug),
      ],
      full: machines("igb", ["intel-noremap", "virtio"]),
    },
  },
  {
    paths: ["kernel/dma/**", "include/linux/dma-*.h", "include/linux/swiotlb.h"],
    reason: "DMA mappings, straight and through an IOMMU",
    machines: {
      quick: [...machines("igb", ["off", "intel"]), ...machines("nvme-disk", ["intel"])],
      default: machines("igb", ["off", "intel"], debug),
      full: [...machines("igb", ["virtio", "intel-pt"]), ...machines("e1000e", ["intel"])],
    },
  },
  {
    paths: ["drivers/iommu/intel/**", "include/linux/{intel-iommu,dmar}.h"],
    reason: "Intel's IOMMU, translating, passing through, remapping interrupts and not",
    labDriver: true,
    machines: {
      quick: machines("igb", ["intel"]),
      default: [
        ...machines("e1000e", ["intel"]),
        ...machines("igb", ["intel-noremap", "intel-pt"]),
        ...machines("igb", ["intel"], debug),
      ],
      full: [...machines("igb", ["intel-disabled"]), ...machines("igbvf", ["intel"]), ...machines("pair", ["intel"])],
    },
  },
  {
    paths: ["drivers/iommu/amd/**", "include/linux/amd-iommu.h"],
    reason: "AMD's IOMMU",
    labDriver: true,
    machines: {
      quick: machines("igb", ["amd"]),
      default: [...machines("e1000e", ["amd"]), ...machines("igb", ["amd"], debug)],
    },
  },
  {
    paths: ["drivers/iommu/virtio-iommu.c", "include/uapi/linux/virtio_iommu.h"],
    reason: "virtio's IOMMU",
    labDriver: true,
    machines: {
      quick: machines("igb", ["virtio"]),
      default: [...machines("e1000e", ["virtio"]), ...machines("igb", ["virtio"], debug)],
    },
  },
  {
    paths: ["drivers/iommu/**", "include/linux/{iommu,iommufd,iova}*.h", "include/uapi/linux/iommufd.h"],
    reason: "IOMMUs, whoever made them",
    labDriver: true,
    machines: {
      quick: machines("igb", ["intel", "virtio"]),
      default: [...machines("igb", ["intel-pt"]), ...machines("igb", ["intel"], debug)],
      full: [...machines("e1000e", ["intel", "virtio"]), ...machines("pair", ["intel"])],
    },
  },
  {
    paths: ["drivers/vfio/**", "include/linux/vfio*.h", "include/uapi/linux/vfio.h"],
    reason: "devices handed to user space, with an IOMMU and without",
    labDriver: true,
    machines: {
      quick: machines("igb", ["intel", "off"]),
      default: [
        ...machines("e1000e", ["intel"]),
        ...machines("igb", ["virtio"]),
        ...machines("igb", ["intel"], debug),
        ...machines("igb", ["off"], debug),
      ],
      full: [...machines("igbvf", ["intel"]), ...machines("pair", ["intel"])],
    },
  },
  {
    paths: ["drivers/uio/**", "include/linux/uio_driver.h"],
    reason: "userspace I/O",
    labDriver: true,
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [...machines("e1000e", ["off"]), ...machines("edu", ["off"]), ...machines("igb", ["off"], debug)],
      full: [...machines("ivshmem", ["off"]), ...machines("igb", ["off"], nomsi)],
    },
  },
  {
    paths: ["fs/eventfd.c", "include/linux/eventfd.h", "virt/**", "include/linux/irqbypass.h"],
    reason: "eventfds that an interrupt signals",
    labDriver: true,
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [...machines("e1000e", ["off"]), ...machines("igb", ["off", "intel"], debug)],
    },
  },
  {
    paths: [
      "drivers/pci/**",
      "include/linux/pci*.h",
      "include/uapi/linux/pci*.h",
      "arch/x86/pci/**",
      "drivers/acpi/pci*",
    ],
    reason: "PCI itself, which every device goes through",
    machines: {
      quick: machines("igb", ["off", "intel"]),
      default: [
        ...machines("rtl8139", ["off"]),
        ...machines("igb", ["off"], pciehp),
        ...machines("igb", ["off"], debug),
        ...machines("igbvf", ["off"]),
      ],
      full: [...machines("e1000e", ["off", "intel"]), ...machines("nvme-disk", ["off"])],
    },
  },
];
