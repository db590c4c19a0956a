// SPDX-License-Identifier: GPL-2.0-only
// Name: pci_enable_msix() is gone: pci_enable_msix_exact()
// Since: 4.12
// Why: of what is left it has the same arguments; where fewer vectors are to be had it fails, and gives no positive number
// Look for: pci_enable_msix
// Needed: include/linux/pci.h lacks \bpci_enable_msix\(
// Needed: include/linux/pci.h has \bpci_enable_msix_exact\(

@@
expression dev, entries, count;
@@
-pci_enable_msix(dev, entries, count)
+pci_enable_msix_exact(dev, entries, count)
