// SPDX-License-Identifier: GPL-2.0-only
// Devices that hang, err or are lost.
import { named, whole, type Name, type SplatText } from "./name.ts";

const of = (address: string | undefined): string => (address ?? "").replace(/^0000:(?=[\da-f]{2}:)/, "");
/** `igb` of `igb 0000:01:00.0 eth4: `. */
const driver = /^(\S+) \S+(?: \S+)?: /;

/** The error bit that came first, where several are set; the newest kernels print none for a fatal error. */
function readErrorBit({ text }: SplatText): string {
  const bits = text.filter((line) => /: {3,}\[ ?\d+\] /.test(line));
  const one = bits.find((line) => line.includes("(First)")) ?? bits[0];
  return /\] (\w+)/.exec(one ?? "")?.[1] ?? "error";
}

function readSource({ header, text }: SplatText): string {
  const lines = [header, ...text];
  const said = lines.map((line) => /received(?: from|:) ?((?:[\da-f]{4}:)?[\da-f]{2}:[\da-f]{2}\.\d)/.exec(line)?.[1]);
  const bus = lines.map((line) => /^\S+ (\S+): (?:AER: )?PCIe Bus Error: /.exec(line)?.[1]);
  return of(bus.find(Boolean) ?? said.find(Boolean) ?? /^(?:\S+ )?(\S+): /.exec(header)?.[1]);
}

/** What is said of devices. */
export const devices: readonly Name[] = [
  whole(
    /NETDEV WATCHDOG: CPU: \d+: (transmit queue \d+ timed out)/,
    ([, what], { header }) => {
      return `NETDEV WATCHDOG: ${driver.exec(header)?.[1] ?? "netdev"}: ${what}`;
    },
    "device",
  ),
  whole(
    /(Detected (?:Tx|Hardware) Unit Hang|transmit timed out|TX timeout|tx_timeout|tx hang)/,
    ([, what], { header }) => {
      return `${driver.exec(header)?.[1] ?? "netdev"}: ${what}`;
    },
    "device",
  ),
  whole(
    /DPC: containment event/,
    (_, { header }) => {
      return `DPC: containment event of ${of(/^(?:\S+ )?(\S+): DPC/.exec(header)?.[1])}`;
    },
    "device",
  ),
  whole(
    /(?:severity=|AER: (?:Multiple )?)Uncorrect(?:ed|able) \(((?:Non-)?Fatal)\)/,
    ([, how], report) => `PCIe Bus Error: uncorrectable (${how}) ${readErrorBit(report)} of ${readSource(report)}`,
    "device",
  ),
  named(/^EEH: /, "EEH: frozen PE", {
    kind: "device",
    said: /^EEH: \[\S+\] ([A-Za-z_]\w*)\+0x/,
    asked: 12,
    skip: /eeh/,
  }),
  named(/PM: \w+\(\): \S.* returns -\d+/, "PM: callback failed", {
    ...{ kind: "device", said: /PM: \w+\(\): ([A-Za-z_]\w*)\S*(?: \[\w+\])? returns/, surely: true },
  }),
  whole(
    /PM: (?:Device \S+ )?failed to (\w+)/,
    ([, what], { header }) => {
      return `PM: ${driver.exec(header)?.[1] ?? "device"} failed to ${what}`;
    },
    "device",
  ),
  whole(
    /not ready \d+ms after (.+?); giving up/,
    ([, what], { header }) => {
      return `PCI: ${driver.exec(header)?.[1] ?? "device"} not ready after ${what}`;
    },
    "device",
  ),
  whole(
    /change power state from (\S+) to ([^\s,]+)/,
    ([, a, b], { header }) => {
      return `PCI: ${driver.exec(header)?.[1] ?? "device"} inaccessible, power state ${a} to ${b}`;
    },
    "device",
  ),
  whole(/PCIe link lost/, (_, { header }) => `${driver.exec(header)?.[1] ?? "device"}: PCIe link lost`, "device"),
  whole(/pciehp: Timeout on hotplug command/, () => "pciehp: timeout on a hot-plug command", "device"),
  named(/unlocked secondary bus reset via: /, "unlocked secondary bus reset", {
    ...{ kind: "device", said: /secondary bus reset via: ([A-Za-z_]\w*)/, surely: true },
  }),
];
