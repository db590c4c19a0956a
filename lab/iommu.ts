// SPDX-License-Identifier: GPL-2.0-only

/** What stands between the device under test and memory. */
export type IommuMode = "off" | "intel" | "intel-noremap" | "intel-pt" | "intel-disabled" | "virtio" | "amd";

export interface IommuFacts {
  /** For people. */
  readonly text: string;
  /** What the IOMMU does for a device whose driver knows nothing of it. */
  readonly dma: "translating" | "absent" | "identity";
  /** Interrupts go through the IOMMU's table as well. */
  readonly interruptRemapping: boolean;
  /** QEMU's device, if there is one. */
  readonly device: string | undefined;
  readonly parameters: readonly string[];
  /** The kernel says when DMA is blocked. */
  readonly reportsFaults: boolean;
  /** The first QEMU whose model works, and what is wrong with it before; undefined: any that the lab takes. */
  readonly since?: { readonly version: string; readonly before: string };
  /** False where QEMU cannot keep it in a snapshot. */
  readonly migratable: boolean;
}

/**
 * Sources: QEMU 10.0 hw/i386/intel_iommu.c and amd_iommu.c; Documentation/admin-guide/kernel-parameters.txt. The kernel
 * parameters are always explicit: what a kernel does by itself depends on its config.
 */
export const iommuFacts: Readonly<Record<IommuMode, IommuFacts>> = {
  off: {
    text: "no IOMMU",
    ...{
      dma: "absent",
      interruptRemapping: false,
      migratable: true,
      reportsFaults: false,
      device: undefined,
      parameters: ["intel_iommu=off"],
    },
  },
  intel: {
    text: "Intel VT-d, translating, remapping interrupts",
    ...{ dma: "translating", interruptRemapping: true, migratable: true, reportsFaults: true },
    ...{ device: "intel-iommu,intremap=on", parameters: ["intel_iommu=on"] },
  },
  "intel-noremap": {
    text: "Intel VT-d, translating, without interrupt remapping",
    ...{ dma: "translating", interruptRemapping: false, migratable: true, reportsFaults: true },
    ...{ device: "intel-iommu,intremap=off,caching-mode=on", parameters: ["intel_iommu=on"] },
  },
  "intel-pt": {
    text: "Intel VT-d that lets DMA through (iommu=pt), remapping interrupts",
    ...{ dma: "identity", interruptRemapping: true, migratable: true, reportsFaults: true },
    ...{ device: "intel-iommu,intremap=on", parameters: ["intel_iommu=on", "iommu=pt"] },
  },
  "intel-disabled": {
    text: "Intel VT-d, switched off by the command line; interrupts are remapped all the same",
    ...{ dma: "absent", interruptRemapping: true, migratable: true, reportsFaults: true },
    ...{ device: "intel-iommu,intremap=on", parameters: ["intel_iommu=off"] },
  },
  virtio: {
    text: "virtio-iommu, translating",
    ...{ dma: "translating", interruptRemapping: false, migratable: true, reportsFaults: true },
    ...{ device: "virtio-iommu-pci", parameters: ["intel_iommu=off"] },
  },
  amd: {
    text: "AMD-Vi, translating, remapping interrupts",
    // hw/i386/amd_iommu.c: the regions of the IO-APIC and of remapped interrupts are built in the wrong order until then.
    since: { version: "10.2", before: "interrupts of devices behind its AMD-Vi do not arrive" },
    // The event log interrupts on vector 0, which nobody has asked for.
    ...{ dma: "translating", interruptRemapping: true, migratable: false, reportsFaults: false },
    ...{ device: "amd-iommu,intremap=on,pt=off", parameters: ["intel_iommu=off", "amd_iommu=on"] },
  },
};

export const iommuModes = Object.keys(iommuFacts) as readonly IommuMode[];
