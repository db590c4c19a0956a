// SPDX-License-Identifier: GPL-2.0-only
import { defineDevice } from "./definition.ts";
import { behindRootPort, deviceBus, disk, KiB, rootPort, scsiDiskConfig, scsiDiskModules } from "./parts.ts";

/** QEMU 10.0 hw/usb/hcd-xhci-nec.c, with a disk that speaks USB Attached SCSI. */
export const necXhci = defineDevice({
  model: "nec-xhci",
  chip: "NEC uPD720200 xHCI, USB 3.0",
  address: behindRootPort,
  vendor: 0x1033,
  device: 0x0194,
  // A USB controller.
  class: 0x0c03,
  bars: [{ index: 0, size: 16 * KiB, kind: "memory", wide: true, msixTable: 12 * KiB }],
  vectors: 16,
  disk: true,
  // The disk forbids it (hw/usb/dev-uas.c).
  migratable: false,
  driver: {
    name: "xhci_hcd",
    module: "xhci-pci",
    modules: ["xhci-hcd", "usbcore", "usb-common", "usb-storage", "uas", ...scsiDiskModules],
    config: {
      ...scsiDiskConfig,
      USB_SUPPORT: "y",
      USB: "m",
      USB_PCI: "y",
      USB_XHCI_HCD: "m",
      USB_STORAGE: "m",
      USB_UAS: "m",
    },
  },
  qemu: {
    before: [...rootPort, ...disk],
    device: "nec-usb-xhci,bus=port0",
    beside: [
      "-device",
      `usb-uas,id=uas0,bus=${deviceBus}.0`,
      "-device",
      "scsi-hd,id=disk1,bus=uas0.0,scsi-id=0,lun=0,drive=disk0",
    ],
  },
});
