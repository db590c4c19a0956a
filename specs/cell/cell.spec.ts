// SPDX-License-Identifier: GPL-2.0-only
// The hardware is proved before anything is tested on it. A cell that is not what it says is the lab's fault: MISS.
import { readFile } from "node:fs/promises";
import { nic } from "../../lab/device/needs.ts";
import { flavourFacts, flavours } from "../../lab/flavour.ts";
import { iommuFacts } from "../../lab/iommu.ts";
import { open, map, dma, tx } from "../../harness/guest/device-calls.ts";
import { assertSilent } from "../../harness/guest/complaint.ts";
import { cellFacts, claimedFacts } from "../../harness/guest/cell-facts.ts";
import { labFrame } from "../../harness/guest/network.ts";
import { bind } from "../../harness/guest/pci.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { family } from "../../harness/spec/index.ts";
import { lockdepWatches } from "../../harness/spec/detectors.ts";
import { expectFault } from "../../harness/spec/dma.ts";

/** The kernel boots in silence: what it complains about before the first spec belongs to no other spec. */
family("boot", { devices: "any", variants: "any" })("the kernel comes up without a complaint", async (t, { run }) => {
  const log = await readFile(run.bootLog, "utf8");
  t.regex(log, /Linux version /, "the log is a kernel's");
  assertSilent(log);
});

const withLockdep = flavours.filter((flavour) => flavourFacts[flavour].lockdep === true);

const spec = family("cell", { proof: true, devices: "any", variants: "any" });

spec("the machine is what the cell says: NIC, vectors, IOMMU, remapping, accelerator", async (t, context) => {
  const { guest, machine } = context;
  const facts = await cellFacts(guest, machine);
  for (const [name, value] of Object.entries(facts)) context.fact(name, String(value));
  t.deepEqual(facts, claimedFacts(machine.spec));
});

spec("lockdep watches as the first spec begins", { flavours: withLockdep }, async (t, context) => {
  t.true(await lockdepWatches(context));
});

spec(
  "the NIC reaches memory by DMA if, and only if, no IOMMU is in front of it",
  { devices: nic },
  async (t, context) => {
    const { guest, device, run } = context;
    const blocked = iommuFacts[run.cell.iommu].dma === "translating";
    if (blocked) expectFault(context, "nobody mapped the ring for the NIC");
    // Not by the driver under test: uio_pci_generic is there on both sides, and leaves bus mastering to whoever uses it.
    await bind(guest, device.address, "uio_pci_generic");
    await using uio = await GuestProgram.launch(guest, sh`labtool uio ${device.address}`);
    await uio.ok(open());
    await uio.ok(map("map0"));
    await guest.$`labtool pci ${device.address} set master on`;
    await uio.ok(dma());
    const { done } = await uio.ok(tx(labFrame("proof"), blocked ? 200 : 2_000));
    t.is(done, !blocked, "the NIC wrote the descriptor back");
  },
);
