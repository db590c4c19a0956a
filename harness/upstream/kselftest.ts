// SPDX-License-Identifier: GPL-2.0-only
// Collections of the kernel's own selftests (tools/testing/selftests) as specs: one for each collection, and what each
// test in it says as a result of its own.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { copyIn } from "../guest/copy.ts";
import { sh } from "../guest/shell.ts";
import { family } from "../spec/index.ts";
import { readTests } from "./outcomes.ts";
import { subject } from "./site.ts";

/** The family of a collection's specs. */
export const collectionFamily = (collection: string): string => `kselftest ${collection}`;

/** Where the collections are, as the programs see it. */
const place = "/tmp/kselftest";

/** Milliseconds, before `timeoutScale`, for one program: kselftest's own default is 45 s (kselftest/runner.sh). */
const programDeadline = 45_000;

/** Declares the spec of a collection. */
export function declareKselftest(collection: string): void {
  const { needs, prepare } = subject(collection);
  const spec = family(collectionFamily(collection), { ...needs, timeoutFactor: 6 });
  spec("all its programs run to completion", async (t, context) => {
    const folder = context.run.kselftests?.[collection] ?? "";
    const programs = await programsIn(folder, collection);
    t.true(programs.length > 0, `${collection} has no program`);
    await using site = await prepare(context);
    await copyIn(context.guest, folder, await readdir(folder), `${site.root}${place}`);
    const environment = Object.entries(site.environment).map(([name, value]) => `${name}=${value}`);
    const errors: string[] = [];
    for (const program of programs) {
      const command = sh`cd ${place}/${collection} && env ${environment} ./${program} 2>&1`;
      const ended = await site.execute(command, { timeout: programDeadline * context.run.timeoutScale });
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
