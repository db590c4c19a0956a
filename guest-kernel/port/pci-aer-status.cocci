// SPDX-License-Identifier: GPL-2.0-only
// Name: pci_cleanup_aer_uncorrect_error_status() is called pci_aer_clear_nonfatal_status()
// Since: 5.7
// Why: a rename
// Look for: pci_cleanup_aer_uncorrect_error_status
// Needed: include/linux/aer.h has \bpci_aer_clear_nonfatal_status\(

@@
expression dev;
@@
-pci_cleanup_aer_uncorrect_error_status(dev)
+pci_aer_clear_nonfatal_status(dev)
