// SPDX-License-Identifier: GPL-2.0-only
// What a driver has of the kernel while it has a device, and gives back with it.
import type { ExecutionContext } from "ava";
import { pciFacts } from "../../harness/guest/pci.ts";
import { inTurn, sh, type ShellCommand } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

/** Counts of the whole machine, and bits of the function: nothing in it names a driver. */
export type Holdings = Readonly<Record<string, number | boolean>>;

const counts: Readonly<Record<string, ShellCommand>> = {
  "rows of /proc/interrupts": sh`grep -c '^ *[0-9]*:' /proc/interrupts`,
  "vectors of the CPUs": sh`sed -n 's/.*mapped: *//p' /sys/kernel/debug/irq/domains/VECTOR | head -n1 | grep . || echo 0`,
  "memory regions": sh`wc -l < /proc/iomem`,
  "port regions": sh`wc -l < /proc/ioports`,
  "I/O mappings": sh`grep -c ioremap /proc/vmallocinfo`,
  "devices in classes": sh`ls -d /sys/class/*/* | wc -l`,
  "network interfaces": sh`ls /sys/class/net | wc -l`,
  "interrupts in /proc/irq": sh`ls -d /proc/irq/[0-9]* | wc -l`,
};

/** What there is now. */
export async function holdings({ guest, device }: Pick<SpecContext, "guest" | "device">): Promise<Holdings> {
  const folder = `/sys/bus/pci/devices/${device.address}`;
  const module = device.driver?.module.replaceAll("-", "_") ?? "";
  const own = {
    "times enabled": sh`cat ${folder}/enable`,
    // With CONFIG_DMA_API_DEBUG (kernel/dma/debug.c); elsewhere there is no such file.
    "DMA mappings": sh`cat /sys/kernel/debug/dma-api/dump 2>/dev/null | grep -c ${` ${device.address} `}`,
    "references to the module": sh`cat /sys/module/${module}/refcnt 2>/dev/null || echo 0`,
  };
  const all = Object.entries({ ...counts, ...own });
  const output = await guest.run(
    inTurn(
      ";",
      all.map(([, command]) => sh`{ ${command}; true; }`),
    ),
    { timeout: 60_000 },
  );
  const numbers = output.split("\n").map(Number);
  const { busMaster, msix } = await pciFacts(guest, device.address);
  return {
    ...Object.fromEntries(all.map(([name], index) => [name, numbers[index] ?? NaN])),
    "bus master": busMaster,
    ...(msix === undefined ? {} : { "MSI-X on": msix.enabled }),
  };
}

/** Holds until as much is held as before: what RCU and work queues give back comes a moment later. */
export async function givenBack(t: ExecutionContext, context: SpecContext, before: Holdings): Promise<void> {
  const deadline = performance.now() + 5_000 * context.run.timeoutScale;
  let now = await holdings(context);
  while (JSON.stringify(now) !== JSON.stringify(before) && performance.now() < deadline) now = await holdings(context);
  t.deepEqual(now, before, "what the driver held is given back");
}
