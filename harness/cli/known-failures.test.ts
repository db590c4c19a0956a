// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { readKnownFailures } from "./known-failures.ts";

const entry = { spec: "vectors", reason: "one is lost", link: "https://bugs.example/1", expires: "2026-11-30" };

async function read(t: ExecutionContext, text: string, today: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-known-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "known.json");
  await writeFile(file, text);
  return readKnownFailures(file, new Date(`${today}T12:00:00Z`));
}

test("an entry holds up to and with its last day", async (t) => {
  t.deepEqual(await read(t, JSON.stringify([entry]), "2026-11-30"), [entry]);
});

test("an entry that has expired is an error that says which", async (t) => {
  await t.throwsAsync(read(t, JSON.stringify([entry]), "2026-12-01"), {
    instanceOf: UsageError,
    message: /entry 1 \("vectors"\) has expired on 2026-11-30: one is lost \(https:\/\/bugs\.example\/1\)/,
  });
});

for (const [what, text, says] of [
  ["no JSON", "[", /not a list of known failures/],
  ["no list", "{}", /not a list of known failures/],
  ["an entry without a reason", JSON.stringify([{ ...entry, reason: undefined }]), /not a list of known failures/],
  ["a day that there is not", JSON.stringify([{ ...entry, expires: "2026-02-30" }]), /not a list of known failures/],
  ["a link that is none", JSON.stringify([{ ...entry, link: "ticket 7" }]), /not a list of known failures/],
  ["a member that there is not", JSON.stringify([{ ...entry, expire: "2026-01-01" }]), /not a list of known failures/],
  ["a pattern that is none", JSON.stringify([{ ...entry, spec: "/(/" }]), /\/\(\/: Invalid regular expression/],
] as const)
  test(`${what} is bad input`, async (t) => {
    await t.throwsAsync(read(t, text, "2026-01-01"), { instanceOf: UsageError, message: says });
  });

test("a list that was named and is not there is bad input; the usual one may be missing or empty", async (t) => {
  await t.throwsAsync(readKnownFailures("/nonexistent.json"), { instanceOf: UsageError, message: /nonexistent\.json/ });
  t.deepEqual(await readKnownFailures(undefined), []);
});
