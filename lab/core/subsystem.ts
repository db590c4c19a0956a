// SPDX-License-Identifier: GPL-2.0-only
// What is above drivers of one class: their subsystem and its libraries.
import { debug, machines, type Core } from "./core.ts";

export const subsystemCores: readonly Core[] = [
  {
    paths: ["drivers/net/{phy,mdio}/**", "drivers/net/{mii,mdio}.c", "include/linux/{phy,mii,mdio}*.h"],
    reason: "how a NIC talks to its transceiver",
    machines: {
      quick: machines("rtl8139", ["off"]),
      default: [...machines("i82551", ["off"]), ...machines("pcnet", ["off"]), ...machines("rtl8139", ["off"], debug)],
    },
  },
  {
    paths: ["drivers/ptp/**", "include/linux/ptp*.h"],
    reason: "clocks of NICs",
    machines: {
      quick: machines("igb", ["off"]),
      default: [...machines("e1000e", ["off"]), ...machines("igb", ["off"], debug)],
    },
  },
  {
    paths: ["net/**", "include/net/**", "include/linux/{net,skb,etherdevice,if_,ethtool}*.h"],
    reason: "the network's core, under NICs with one queue and with several",
    machines: {
      quick: [...machines("igb", ["off"]), ...machines("e1000e", ["off"])],
      default: [...machines("virtio-net", ["off"]), ...machines("igb", ["off"], debug)],
      full: [...machines("rtl8139", ["off"]), ...machines("vmxnet3", ["off"])],
    },
  },
  {
    paths: [
      ...["drivers/nvme/host/{core,ioctl,multipath,zns,hwmon,auth,pr,sysfs,trace,constants}.c"],
      ...["drivers/nvme/host/nvme.h", "include/linux/nvme.h"],
    ],
    reason: "NVM Express, whatever carries it",
    machines: {
      quick: machines("nvme-disk", ["off", "intel"]),
      default: machines("nvme-disk", ["off"], debug),
    },
  },
  {
    paths: ["block/**", "include/linux/blk*.h", "include/linux/bio.h"],
    reason: "block devices, with one queue and with several",
    machines: {
      quick: [...machines("nvme-disk", ["off"]), ...machines("virtio-blk", ["off"])],
      default: [...machines("ahci", ["off"]), ...machines("nvme-disk", ["off"], debug)],
      full: machines("virtio-scsi", ["off"]),
    },
  },
  {
    paths: ["drivers/ata/lib*", "include/linux/{ata,libata}*.h"],
    reason: "the library under each ATA host",
    machines: { quick: machines("ahci", ["off", "intel"]), default: machines("ahci", ["off"], debug) },
  },
  {
    paths: ["drivers/scsi/{scsi,sd,sr,sg,hosts,constants}*", "include/scsi/**"],
    reason: "SCSI's core, above virtual and emulated hosts",
    machines: {
      quick: [...machines("virtio-scsi", ["off"]), ...machines("ahci", ["off"])],
      default: [...machines("lsi53c895a", ["off"]), ...machines("virtio-scsi", ["off"], debug)],
      full: [...machines("megasas", ["off"]), ...machines("pvscsi", ["off"])],
    },
  },
  {
    paths: ["drivers/usb/host/xhci*"],
    reason: "the host controller of USB 3",
    machines: { quick: machines("xhci", ["off", "intel"]), default: machines("xhci", ["off"], debug) },
  },
  {
    paths: ["drivers/usb/{core,common}/**", "include/linux/usb.h", "include/linux/usb/**"],
    reason: "USB's core, above each kind of host controller",
    machines: {
      quick: [...machines("xhci", ["off"]), ...machines("ehci", ["off"])],
      default: [...machines("uhci", ["off"]), ...machines("ohci", ["off"]), ...machines("xhci", ["off"], debug)],
    },
  },
  {
    paths: [
      "drivers/virtio/virtio{.,_ring,_pci,_dma_buf,_anchor}*",
      "include/linux/virtio*.h",
      "include/uapi/linux/virtio*.h",
    ],
    reason: "queues and transport of virtio devices",
    machines: {
      quick: [...machines("virtio-net", ["off", "intel"]), ...machines("virtio-blk", ["off"])],
      default: [...machines("virtio-rng", ["off"]), ...machines("virtio-blk", ["off"], debug)],
      full: machines("virtio-scsi", ["off"]),
    },
  },
  {
    paths: ["drivers/gpu/drm/*", "drivers/gpu/drm/display/**", "include/drm/**", "include/uapi/drm/drm*.h"],
    reason: "displays: modes, buffers, virtual blanking",
    machines: {
      quick: [...machines("virtio-gpu", ["off"]), ...machines("bochs-display", ["off"])],
      default: [...machines("cirrus-vga", ["off"]), ...machines("virtio-gpu", ["off"], debug)],
      full: machines("virtio-gpu", ["intel"]),
    },
  },
  {
    paths: ["sound/core/**", "sound/pci/{hda,ac97}/**", "sound/hda/**", "include/sound/**"],
    reason: "sound cards",
    machines: {
      quick: [...machines("intel-hda", ["off"]), ...machines("es1370", ["off"])],
      default: [...machines("intel-hda", ["intel"]), ...machines("intel-hda", ["off"], debug)],
    },
  },
  {
    paths: ["drivers/tty/**", "include/linux/{serial,tty}*.h"],
    reason: "serial ports and what is above them",
    machines: { quick: machines("pci-serial", ["off", "intel"]), default: machines("pci-serial", ["off"], debug) },
  },
  {
    paths: ["drivers/mmc/**", "include/linux/mmc/**"],
    reason: "SD cards and their hosts",
    machines: { quick: machines("sdhci", ["off", "intel"]), default: machines("sdhci", ["off"], debug) },
  },
  {
    paths: ["drivers/watchdog/watchdog_*", "include/linux/watchdog.h"],
    reason: "watchdogs",
    machines: { quick: machines("i6300esb", ["off"]), default: machines("i6300esb", ["off"], debug) },
  },
];
