// SPDX-License-Identifier: GPL-2.0-only
import { once } from "node:events";
import path from "node:path";
import test from "ava";
import { start } from "./exec.ts";
import { withLock } from "./lock.ts";
import { folderWith } from "../kernel/testing.ts";

test("one at a time, and the one that waits is told so", async (t) => {
  const file = path.join(await folderWith(t, {}), "a.lock");
  const order: string[] = [];
  let second: Promise<void> | undefined;
  await withLock(file, {}, async () => {
    await new Promise<void>((resolve) => {
      const onWait = (): void => resolve(void order.push("second waits"));
      second = withLock(file, { onWait }, async () => void order.push("second"));
    });
    order.push("first ends");
  });
  await second;
  t.deepEqual(order, ["second waits", "first ends", "second"]);
});

test("a lock is released when the work in it fails", async (t) => {
  const file = path.join(await folderWith(t, {}), "a.lock");
  await t.throwsAsync(
    withLock(file, {}, () => Promise.reject(new Error("no"))),
    { message: "no" },
  );
  t.is(await withLock(file, {}, async () => "held"), "held");
});

test("a lock is released when its holder is killed", async (t) => {
  const file = path.join(await folderWith(t, {}), "a.lock");
  const holder = start("flock", ["--no-fork", file, "sh", "-c", "echo held; exec sleep 60"]);
  await once(holder.stdout ?? t.fail(), "data");
  let waited = false;
  const onWait = (): void => void (waited = holder.kill("SIGKILL"));
  t.is(await withLock(file, { onWait }, async () => "held"), "held");
  t.true(waited);
});

test("waiting ends when it is called off", async (t) => {
  const file = path.join(await folderWith(t, {}), "a.lock");
  const abort = new AbortController();
  await withLock(file, {}, async () => {
    const waiting = withLock(file, { signal: abort.signal, onWait: () => abort.abort() }, async () => "held");
    await t.throwsAsync(waiting, { any: true });
  });
});
