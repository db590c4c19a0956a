// SPDX-License-Identifier: GPL-2.0-only

/** What is different about a machine beside its device and its IOMMU. */
export type Variant = "nomsi" | "pciehp";

export interface VariantFacts {
  /** For people. */
  readonly text: string;
  readonly parameters: readonly string[];
  /** QEMU's arguments. */
  readonly args: readonly string[];
}

export const variantFacts: Readonly<Record<Variant, VariantFacts>> = {
  // The capability stays in config space; the kernel refuses to use it (drivers/pci/msi/msi.c, pci_msi_supported).
  nomsi: { text: "message-signalled interrupts switched off (pci=nomsi)", parameters: ["pci=nomsi"], args: [] },
  // Otherwise q35 hot-plugs by ACPI (hw/acpi/ich9.c).
  pciehp: {
    text: "native PCI Express hot-plug",
    // Firmware offers it; a kernel without ASPM does not ask (drivers/acpi/pci_root.c, ACPI_PCIE_REQ_SUPPORT).
    parameters: ["pcie_ports=native"],
    args: ["-global", "ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off"],
  },
};

export const variants = Object.keys(variantFacts) as readonly Variant[];
