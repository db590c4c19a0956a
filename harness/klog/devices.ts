// SPDX-License-Identifier: GPL-2.0-only
// What is said of a device that hangs, errs or is lost, without a stack trace: by its driver, the PCI core, power
// management. What the hardware corrected itself is no complaint.

/** A complaint about a device: its first line, and the lines that may follow in the same report. */
export interface DeviceRule {
  readonly header: RegExp;
  readonly goesOn?: RegExp;
}

// dev_printk() puts driver and device first, netdev_printk() the interface too.
const device = String.raw`(?:\S+ )?\S+: `;
const netdev = String.raw`(?:\S+ ){0,2}\S+: `;
const of = (prefix: string, words: string): RegExp => new RegExp(`^${prefix}(?:${words})`);

// drivers/pci/pcie/aer.c: aer_print_error() and pcie_do_recovery() print these below the first line.
const aerMore = of(
  device,
  String.raw`AER: (?:  |(?!.*error (?:message )?received)\S)|(?:AER: )?PCIe Bus Error: | {2}device \[| {3,}\[ ?\d+\] | {2}TLP Header: |DPC: |.*(?:error_detected|slot_reset)`,
);
// drivers/base/power/main.c: suspend_report_result(), pm_dev_err().
const pmMore = new RegExp(
  `${of(device, String.raw`PM: .*(?:returns -\d+|error -\d+)`).source}|^PM: Some devices failed`,
);

export const deviceRules: readonly DeviceRule[] = [
  // net/sched/sch_generic.c dev_watchdog(), a WARNING before Linux 6.6.
  { header: of(netdev, String.raw`NETDEV WATCHDOG: CPU: \d+: transmit queue \d+ timed out `) },
  // e1000, igb, igc, ixgbe, fm10k; e1000e; ixgbe; tg3; i40e and ice; bnxt_en and mlx5.
  {
    header: of(
      netdev,
      String.raw`Detected (?:Tx|Hardware) Unit Hang|tx hang \d+ detected on queue \d+|transmit timed out, resetting|tx_timeout: VSI_|TX timeout detected`,
    ),
    goesOn:
      /^ {2}(?:Tx Queue|TD[HT]|next_to_|time_stamp|next_to_watch|jiffies|desc\.status)|^buffer_info\[|^tx_buffer_info\[/,
  },
  {
    header: of(
      device,
      String.raw`AER: (?:Multiple )?Uncorrect(?:ed|able) \((?:Non-)?Fatal\) error (?:message )?received|(?:AER: )?PCIe Bus Error: severity=Uncorrect|DPC: containment event, status`,
    ),
    goesOn: aerMore,
  },
  // arch/powerpc/kernel/eeh.c and eeh_driver.c.
  {
    header: /^EEH: (?:\w+: )?(?:Recovering PHB#|Frozen P\S+(?: on \S+)? detected|PHB#\S+ failure detected|Fenced PHB#)/,
    goesOn: /^EEH: /,
  },
  {
    header: of(device, String.raw`PM: (?:\w+\(\): \S+.* returns -\d+|(?:Device \S+ )?failed to \w+.*: error -\d+)`),
    goesOn: pmMore,
  },
  // drivers/pci/pci.c pci_dev_wait(), pci_power_up(), pci_set_low_power_state(); igb and igc when reads give all ones.
  {
    header: of(
      netdev,
      String.raw`not ready \d+ms after .+; giving up|(?:Unable to|can't) change power state from \S+ to \S+[, (]+(?:device|config space) inaccessible|PCIe link lost`,
    ),
  },
  // drivers/pci/hotplug/pciehp_hpc.c pcie_wait_cmd(): the port never said that it was done, or nobody heard it.
  { header: of(device, String.raw`pciehp: Timeout on hotplug command `) },
  // drivers/pci/pci.c pci_bridge_secondary_bus_reset(): once a boot.
  { header: of(device, "unlocked secondary bus reset via: ") },
];
