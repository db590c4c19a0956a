// SPDX-License-Identifier: GPL-2.0-only
// Name: error reporting of PCI Express is the core's
// Since: 6.6
// Why: it is on wherever it can be; drivers can no longer say so
// Look for: pcie_error_reporting
// Needed: include/linux/aer.h lacks \bpci_enable_pcie_error_reporting\(

@@
expression dev;
@@
-\(pci_enable_pcie_error_reporting\|pci_disable_pcie_error_reporting\)(dev);

@@
expression dev;
@@
-pci_enable_pcie_error_reporting(dev)
+0
