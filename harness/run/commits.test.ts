// SPDX-License-Identifier: GPL-2.0-only
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test from "ava";
import { KernelError, LabError } from "../host/errors.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Series } from "../series/types.ts";
import type { CommitRecord, EventBody } from "../record/model.ts";
import { announceCommits, commitFilters, runCommits } from "./commits.ts";
import type { KernelName } from "./kernels.ts";
import type { RunOptions } from "./options.ts";

/** Kernels whose only content is a text: two of one text are the same. */
async function withKernels(work: (kernel: (text: string) => Promise<Kernel>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-commits-"));
  let count = 0;
  try {
    await work(async (text) => {
      const modules = path.join(folder, String(++count));
      await mkdir(modules);
      await writeFile(path.join(modules, "bzImage"), text);
      return { modules, hash: String(count) } as Kernel;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

const series = (count: number): Series => ({
  name: "mine",
  path: "/",
  patches: Array.from({ length: count }, (_, index) => ({ file: `${index}.patch`, subject: `subject ${index + 1}` })),
});

/** What is said of the commits in the end, and which of them have cells. */
async function look(
  texts: readonly (string | Error)[],
  kernel: (text: string) => Promise<Kernel>,
): Promise<{ said: CommitRecord[]; queued: (number | undefined)[] }> {
  const said = new Map<number, CommitRecord>();
  const queued: (number | undefined)[] = [];
  const options = { series: series(texts.length), filters: {} } as RunOptions;
  const obtainKernel = async ({ commit = texts.length }: KernelName): Promise<Kernel> => {
    const text = texts[commit - 1] ?? "";
    if (text instanceof Error) throw text;
    return kernel(text);
  };
  const emit = (event: EventBody): void =>
    void (event.type === "commit" && said.set(event.record.number, event.record));
  const work = { options, emit, obtainKernel, queue: async ({ commit }: KernelName) => void queued.push(commit) };
  announceCommits([undefined], work);
  const whole = texts.at(-1);
  const sides = { base: await kernel("base"), whole: typeof whole === "string" ? await kernel(whole) : undefined };
  await runCommits(undefined, sides, work);
  return { said: [...said.values()], queued };
}

test("each commit is run, but not one whose kernel is that of the commit before or of the whole series", async (t) => {
  await withKernels(async (kernel) => {
    const { said, queued } = await look(["one", "one", "two", "two"], kernel);
    t.deepEqual(
      said.map(({ state, asWhole = false }) => [state, asWhole]),
      [
        ["builds", false],
        ["noop", false],
        ["builds", true],
        ["noop", false],
      ],
    );
    t.deepEqual(queued, [1]);
  });
});

test("a commit that does not build is said with the compiler's lines, and those after it are looked at", async (t) => {
  await withKernels(async (kernel) => {
    const error = new KernelError("commit 1 does not build", { output: "a.c:1: error: no" });
    const { said, queued } = await look([error, "two", "three"], kernel);
    t.deepEqual(
      said.map(({ state }) => state),
      ["broken", "builds", "builds"],
    );
    t.is(said[0]?.output, "a.c:1: error: no");
    t.deepEqual(queued, [2]);
  });
});

test("a full disk is no fault of a commit", async (t) => {
  await withKernels(async (kernel) => {
    await t.throwsAsync(look([new LabError("The disk is full"), "two"], kernel), { instanceOf: LabError });
  });
});

test("commits are run as after an edit, unless somebody said which specs or cells", (t) => {
  t.deepEqual(commitFilters({ profile: "full" }), { profile: "quick" });
  t.deepEqual(commitFilters({ profile: "full", grep: "bind" }), { profile: "full", grep: "bind" });
});
