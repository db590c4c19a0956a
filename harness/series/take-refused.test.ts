// SPDX-License-Identifier: GPL-2.0-only
// What is no patch, or no whole one, or no good one: one clear message, and nothing is left behind.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { takePatch } from "./take.ts";
import { gadget, mail, thread, widget } from "./testing.ts";

const world = await mkdtemp(path.join(os.tmpdir(), "msixlab-take-"));
process.env["TMPDIR"] = world;
test.after.always(() => rm(world, { recursive: true, force: true }));

const source = { kind: "distribution", version: "6.12" } as const;

const refused: readonly (readonly [what: string, text: string | Buffer, says: RegExp])[] = [
  ["nothing", "", /holds no patch/],
  ["words alone", "I like it.\n", /holds no patch/],
  [
    "a series with a gap",
    [thread[1], mail("[PATCH 3/3] c", widget("1")), mail("[PATCH 1/3] a", gadget("a"))].join(""),
    /more than one series|not the whole series/,
  ],
  [
    "patches that are not there",
    [mail("[PATCH 1/3] a", widget("1")), mail("[PATCH 3/3] c", gadget("c"))].join(""),
    /of 3 patches, 2 is missing/,
  ],
  [
    "two series",
    [...thread.slice(1, 3), mail("[PATCH 1/2] other", widget("7"))].join(""),
    /more than one series: patch 1 of 2 is lib: count widgets, and other/,
  ],
  [
    "a packed file that would fill the disk",
    gzipSync(Buffer.alloc(200 * 2 ** 20)),
    /unpacked it is larger than 128 MiB/,
  ],
  ["a packed file that is torn", gzipSync("x".repeat(9999)).subarray(0, 30), /cannot be unpacked/],
  [
    "a bomb inside of a mail",
    mail("[PATCH] a", "").replace(
      "\n\n",
      `\nContent-Transfer-Encoding: base64\nContent-Type: application/gzip\n\n${gzipSync(widget("1")).toString("base64")}`,
    ),
    /holds no patch/,
  ],
  [
    "boxes in boxes",
    mail("[PATCH] a", nested(40)).replace(
      "\nSubject",
      '\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="box-40-"\nSubject',
    ),
    /^mail 1 of standard input cannot be read: .*nesting depth/,
  ],
  [
    "a path that leads out",
    mail("[PATCH] a", widget("1").replaceAll("lib/widget.c", "../widget.c")),
    /leads out of the tree/,
  ],
  [
    "a path that leads out, encoded",
    mail("[PATCH] a", Buffer.from(widget("1").replaceAll("lib/", "../")).toString("base64")).replace(
      "\nSubject",
      "\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\nSubject",
    ),
    /leads out of the tree/,
  ],
];

function nested(depth: number): string {
  if (depth === 0) return `\n${widget("1")}`;
  return `\n--box-${depth}-\nContent-Type: multipart/mixed; boundary="box-${depth - 1}-"\n\n${nested(depth - 1)}\n--box-${depth}---\n`;
}

for (const [what, text, says] of refused)
  test.serial(`${what}: an error, and nothing is left behind`, async (t) => {
    const before = await readdir(world);
    const keep = path.join(world, "kept");
    const stdin = Readable.from([Buffer.from(text)]);
    const error = await t.throwsAsync(takePatch("-", { keep, source, stdin }), { instanceOf: UsageError });
    t.regex(error.message, says);
    t.deepEqual(await readdir(world), before);
  });

test.serial("what is not there is said with what it could be", async (t) => {
  const hint = async (what: string): Promise<string | undefined> =>
    (await t.throwsAsync<UsageError>(takePatch(what, { keep: "/nonexistent", source }), { instanceOf: UsageError }))
      .hint;
  t.regex((await hint("nil")) ?? "", /a folder of git format-patch/);
  t.regex((await hint("v1..v2")) ?? "", /with --kernel ~\/linux the range alone/);
  t.regex(
    (await hint("https://example.org/t.mbox.gz")) ?? "",
    /curl -L 'https:\/\/example.org\/t.mbox.gz' \| npm run lab/,
  );
  const folder = await folderWith(t, { x: "" });
  await t.throwsAsync(takePatch(`${folder}:v1..v2`, { keep: world, source }), { message: /is not a git repository/ });
  await t.throwsAsync(takePatch(folder, { keep: world, source }), { message: /has no \*\.patch/ });
  await t.throwsAsync(takePatch("/dev/zero", { keep: world, source }), { message: /neither a file nor a pipe/ });
});
