// SPDX-License-Identifier: GPL-2.0-only
import { readFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { isBare } from "./texts.ts";

const fixture = (name: string): Promise<string> =>
  readFile(path.join(import.meta.dirname, "../series/fixtures", name), "utf8");

test("a diff alone is told from a patch that somebody sent", async (t) => {
  const diff = await fixture("p12-bare-git-diff.diff");
  t.true(isBare(diff));
  // As --patch keeps it: a subject, which is the file's name.
  t.true(isBare(`Subject: [PATCH 1/1] p12-bare-git-diff\n\n\n${diff}`));
  t.false(isBare(await fixture("p07-diff-below-reply.mbox")));
  t.false(isBare(`commit 1234567890ab\nAuthor: Ann <ann@example.org>\n\n    words\n\n${diff}`));
});
