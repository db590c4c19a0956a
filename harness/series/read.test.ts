// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { addedSymbols, readSeries, readSeriesFor, seriesHash, readMailSubject } from "./read.ts";
import { folderWith } from "../kernel/testing.ts";

const diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";

test("a series is the patches of a folder by name, called what its cover letter calls it", async (t) => {
  const folder = await folderWith(t, {
    "0002-b.patch": `Subject: [PATCH v2 2/2] b: a subject that\n goes on\n\n${diff}`,
    "0001-a.patch": `Subject: [PATCH v2 1/2] a: first\n\n${diff}`,
    "0000-cover-letter.patch": "Subject: [PATCH v2 0/2] words\n",
    "a.config": "CONFIG_A=m\n",
  });
  t.deepEqual(await readSeries(folder), {
    name: "words",
    path: folder,
    patches: [
      { file: "0001-a.patch", subject: "a: first" },
      { file: "0002-b.patch", subject: "b: a subject that goes on" },
    ],
  });
});

test("without a cover letter a series is called after its folder", async (t) => {
  const folder = await folderWith(t, { "1.patch": diff });
  t.is((await readSeries(folder)).name, path.basename(folder));
});

test("one patch alone is a series", async (t) => {
  const folder = await folderWith(t, { "fix.patch": diff, "other.patch": diff });
  const series = await readSeries(path.join(folder, "fix.patch"));
  t.deepEqual(series, { name: "fix", path: folder, patches: [{ file: "fix.patch", subject: "fix.patch" }] });
});

test("no series and an empty one are said to be that", async (t) => {
  const folder = await folderWith(t, { README: "" });
  await t.throwsAsync(readSeries(folder), { instanceOf: UsageError, message: /has no \*\.patch file/ });
  await t.throwsAsync(readSeries(path.join(folder, "nil")), { instanceOf: UsageError, message: /There is no series/ });
});

test("a series' hash is of its patches' content and order, not of where it lies", async (t) => {
  const [one, two, three] = [
    await folderWith(t, { "1.patch": "a", "2.patch": "b" }),
    await folderWith(t, { "x.patch": "a", "y.patch": "b" }),
    await folderWith(t, { "1.patch": "b", "2.patch": "a" }),
  ];
  const hash = async (folder: string): Promise<string> => seriesHash(await readSeries(folder));
  t.is(await hash(one), await hash(two));
  t.not(await hash(one), await hash(three));
});

test("the symbols that a series adds", async (t) => {
  const folder = await folderWith(t, {
    "1.patch": `+++ b/Kconfig\n@@\n+config UIO_PCI_MSI\n+\ttristate\n-config OLD\n config B\n`,
  });
  t.deepEqual(await addedSymbols(await readSeries(folder)), ["UIO_PCI_MSI"]);
});

test("a mail without a subject has none", (t) => t.is(readMailSubject(diff), undefined));

test("a folder may hold the series as it is for other kernel versions, each up to the next", async (t) => {
  const folder = await folderWith(t, {
    "0000-cover-letter.patch": "Subject: [PATCH 0/1] all of it\n",
    "0001-x.patch": `Subject: [PATCH] as it is\n\n${diff}`,
    "6.1/0001-x.patch": `Subject: [PATCH] for 6.1\n\n${diff}`,
    "7.2/0001-x.patch": `Subject: [PATCH] for 7.2\n\n${diff}`,
  });
  const wanted = {
    "6.12": "as it is",
    "7.1": "as it is",
    "7.2": "for 7.2",
    "7.10": "for 7.2",
    "6.6": "for 6.1",
    "5.10": "for 6.1",
  };
  for (const [version, subject] of Object.entries(wanted)) {
    const { name, patches } = await readSeriesFor(folder, version);
    t.deepEqual([name, patches[0]?.subject], ["all of it", subject], version);
  }
  t.is((await readSeriesFor(folder, undefined)).patches[0]?.subject, "as it is");
});
