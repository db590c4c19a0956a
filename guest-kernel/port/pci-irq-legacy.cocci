// SPDX-License-Identifier: GPL-2.0-only
// Name: PCI_IRQ_LEGACY is called PCI_IRQ_INTX
// Since: 6.10
// Why: a rename
// Look for: PCI_IRQ_LEGACY
// Needed: include/linux/pci.h lacks \bPCI_IRQ_LEGACY\b
// Needed: include/linux/pci.h has \bPCI_IRQ_INTX\b

@@
@@
-PCI_IRQ_LEGACY
+PCI_IRQ_INTX
