// SPDX-License-Identifier: GPL-2.0-only
// The port above the device reports an error, and the kernel recovers from it (Documentation/PCI/pci-error-recovery.rst):
// each driver below is asked and told. Injected at the port: QEMU's NICs do not report errors themselves.
import { belowPort, notVirtual, ownDriver } from "../../lab/device/needs.ts";
import { LabError } from "../../harness/host/errors.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { sh } from "../../harness/guest/shell.ts";
import { startWork, works } from "./in-use.ts";

const spec = family("errors", { devices: [ownDriver, notVirtual, belowPort], variants: ["pciehp"], timeoutFactor: 2 });

/** Reports an error, `COMP_TIME` (QEMU's hw/pci/pcie_aer.c has the names), and waits until the kernel has said what came of it. */
async function report(context: SpecContext, error: string, expected: RegExp): Promise<void> {
  const { machine, guest, run } = context;
  const before = (await context.kernelLog()).length;
  const command = `pcie_aer_inject_error port0 ${error}`;
  const answer = await machine.qmp.human(command);
  if (!answer.startsWith("OK")) throw new LabError(`QEMU: ${command}: ${answer.trim()}`);
  const deadline = performance.now() + 20_000 * run.timeoutScale;
  while (!expected.test((await context.kernelLog()).slice(before)))
    if (performance.now() > deadline) await guest.until(`recovery from ${error}`, sh`dmesg | tail -n 20; false`, 1);
}

/** Errors by the names that QEMU gives them, one of each severity, and what the kernel's last word on each is. */
const severities = [
  { severity: "correctable", error: "RCVR", last: /severity=Correct/ },
  { severity: "non-fatal", error: "COMP_TIME", last: /device recovery (?:successful|failed)/ },
  { severity: "fatal", error: "DLP", last: /device recovery (?:successful|failed)/ },
] as const;

for (const { severity, error, last } of severities)
  spec(
    `a ${severity} error is reported while the device is at work; the kernel recovers and the device works`,
    async (t, context) => {
      if (severity !== "correctable")
        context.expectSplat({ kind: "device", title: /AER: |PCIe Bus Error/, why: "the lab injected the error" });
      await works(context);
      for (let round = 0; round < 2; round++) {
        await using work = await startWork(context);
        context.fact("at work", work.text);
        await report(context, error, last);
        t.notRegex(await context.kernelLog(), /device recovery failed/);
        await works(context);
      }
    },
  );
