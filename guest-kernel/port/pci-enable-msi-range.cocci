// SPDX-License-Identifier: GPL-2.0-only
// Name: pci_enable_msi_range() and pci_enable_msi_exact() are gone: pci_alloc_irq_vectors()
// Since: 4.12
// Why: the same for MSI alone; pci_enable_msi_exact() gave 0 for all that was asked for
// Look for: pci_enable_msi_range, pci_enable_msi_exact
// Needed: include/linux/pci.h lacks \bpci_enable_msi_range\(
// Needed: include/linux/pci.h has \bpci_alloc_irq_vectors\(

@@
expression dev, least, most;
@@
-pci_enable_msi_range(dev, least, most)
+pci_alloc_irq_vectors(dev, least, most, PCI_IRQ_MSI)

@@
expression dev, count;
@@
-pci_enable_msi_exact(dev, count)
+min(0, pci_alloc_irq_vectors(dev, count, count, PCI_IRQ_MSI))
