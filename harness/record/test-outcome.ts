// SPDX-License-Identifier: GPL-2.0-only

/** One test of somebody else's, with how it ended. */
export interface TestOutcome {
  /** `vfio_pci_device_test: vfio_pci_device_test.reset`. */
  readonly name: string;
  readonly outcome: "PASS" | "FAIL" | "SKIP";
  readonly reason?: string;
  readonly detail?: string;
}
