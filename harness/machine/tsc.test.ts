// SPDX-License-Identifier: GPL-2.0-only
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { hostTscKHz } from "./tsc.ts";

test("the rate of the host's counter is a CPU's", async (t) => {
  const cache = await mkdtemp(path.join(os.tmpdir(), "msixlab-tsc-"));
  try {
    const context = { cache, emit: () => undefined, jobs: 1 };
    const rate = (await hostTscKHz(context)) ?? 0;
    t.true(process.arch !== "x64" || (rate > 500_000 && rate < 10_000_000), `${rate} kHz`);
  } finally {
    await rm(cache, { recursive: true });
  }
});
