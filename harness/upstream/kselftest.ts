// SPDX-License-Identifier: GPL-2.0-only
// Collections of the kernel's own selftests (tools/testing/selftests) as specs: one for each collection, and what each
// test in it says as a result of its own.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { iommuFacts } from "../../lab/iommu.ts";
import { copyIn } from "../guest/copy.ts";
import { bind } from "../guest/pci.ts";
import { sh } from "../guest/shell.ts";
import { family, type SpecContext } from "../spec/index.ts";
import type { Needs } from "../spec/registry.ts";
import { permitVfio } from "../spec/vfio.ts";
import { readTests } from "./outcomes.ts";

/** The family of a collection's specs. */
export const collectionFamily = (collection: string): string => `kselftest ${collection}`;

/** What a collection is about, and what it is told: nothing of most. */
interface Kselftest {
  readonly needs: Needs;
  /** Readies the device under test; gives the programs' environment. */
  readonly prepare: (context: SpecContext) => Promise<Readonly<Record<string, string>>>;
}

const nothing: Kselftest = { needs: {}, prepare: async () => ({}) };

/**
 * Virtual functions of a device that VFIO has must be asked for (drivers/vfio/pci/vfio_pci.c), and pages of 2 MiB be there:
 * tests are skipped without.
 */
const readiness = sh`
enable=/sys/module/vfio_pci/parameters/enable_sriov
[ ! -e $enable ] || echo 1 >$enable
echo 8 >/proc/sys/vm/nr_hugepages`;

const subjects: Readonly<Record<string, Kselftest>> = {
  vfio: {
    // tools/testing/selftests/vfio/lib/iommu.c knows the ways that need an IOMMU, and no other.
    needs: { driver: "vfio_pci", dma: ["translating"] },
    prepare: async ({ guest, device, run }) => {
      await permitVfio(guest, iommuFacts[run.cell.iommu]);
      await bind(guest, device.address, "vfio-pci");
      await guest.run(readiness);
      return { VFIO_SELFTESTS_BDF: device.address };
    },
  },
};

/** Where the collections are in the guest. */
const place = "/tmp/kselftest";

/** Milliseconds, before `timeoutScale`, for one program: kselftest's own default is 45 s (kselftest/runner.sh). */
const programDeadline = 45_000;

/** Declares the spec of a collection. */
export function declareKselftest(collection: string): void {
  const { needs, prepare } = subjects[collection] ?? nothing;
  const spec = family(collectionFamily(collection), { ...needs, timeoutFactor: 6 });
  spec("all its programs run to completion", async (t, context) => {
    const folder = context.run.kselftests?.[collection] ?? "";
    const programs = await programsIn(folder, collection);
    t.true(programs.length > 0, `${collection} has no program`);
    await copyIn(context.guest, folder, [collection], place);
    const environment = Object.entries(await prepare(context)).map(([name, value]) => `${name}=${value}`);
    const errors: string[] = [];
    for (const program of programs) {
      const command = sh`cd ${place}/${collection} && env ${environment} ./${program} 2>&1`;
      const ended = await context.guest.execute(command, { timeout: programDeadline * context.run.timeoutScale });
      const told = readTests(program, { code: ended.code, output: ended.stdout });
      for (const one of told.tests) context.outcome(one);
      errors.push(...told.errors);
    }
    context.fact("programs", programs.length);
    t.deepEqual(errors, []);
  });
}

/** What `make install` lists: `vfio:vfio_pci_device_test`. */
async function programsIn(folder: string, collection: string): Promise<string[]> {
  const list = await readFile(path.join(folder, "kselftest-list.txt"), "utf8");
  const lines = list.split("\n").filter((line) => line.startsWith(`${collection}:`));
  return lines.map((line) => line.slice(collection.length + 1));
}
