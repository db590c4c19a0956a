// SPDX-License-Identifier: GPL-2.0-only
// Generated mutants as patches: patch(1), the lab and its reader of patches take them.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "ava";
import { run } from "../../../host/exec.ts";
import { fetchedSource, folderWith } from "../../../kernel/testing.ts";
import { takePatch } from "../../../series/take.ts";
import { applySeries } from "../../../series/overlay.ts";
import { readSeries } from "../../../series/read.ts";
import { diffOnePlace } from "./diff.ts";
import { generateMutants, type GeneratedMutant } from "./generated.ts";
import { readSourceTexts } from "./sources.ts";

const text = `// A driver \u00b5.
static int probe(struct pci_dev *pdev)
{
	int err;

	err = pci_enable_device(pdev);
	if (err)
		return err;
	if (!pdev->irq) {
		err = -ENODEV;
		goto err_disable;
	}
	pci_set_master(pdev,
		       true);
	return 0;

err_disable:
	pci_disable_device(pdev);
	return err;
}
`;
const file = "drivers/misc/a.c";

/** What `patch -p1 --dry-run` says of a mutant in a folder. */
async function dryRun(folder: string, { text }: Pick<GeneratedMutant, "text">): Promise<string> {
  const args = ["-p1", "--dry-run", "--force", "--fuzz=0"];
  return (await run("patch", args, { cwd: folder, input: text, okCodes: [0, 1, 2] })).all;
}

test("each mutant of a file is a patch that applies to the letter, and says what it breaks and where", async (t) => {
  const folder = await folderWith(t, { [file]: text });
  const { mutants, possible, functions } = await generateMutants([{ file, text }], { count: 99, seed: 1, folder });
  t.deepEqual([mutants.length, functions], [possible, 1]);
  t.deepEqual(mutants.map(({ name }) => name).sort(), [
    ...["a-10-errno", "a-11-goto", "a-13-call", "a-18-call", "a-7-condition", "a-9-condition"],
  ]);
  for (const mutant of mutants) t.is((await dryRun(folder, mutant)).trim(), `checking file ${file}`, mutant.text);
  const removed = mutants.find(({ name }) => name === "a-13-call");
  t.is(removed?.breaks, "a.c:13, probe(): call removed: pci_set_master(pdev,");
  t.like(removed?.at, { file, function: "probe", operator: "call", line: 13, endLine: 14 });
  t.is(
    removed?.diff,
    `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -10,8 +10,8 @@ probe()\n` +
      " \t\terr = -ENODEV;\n \t\tgoto err_disable;\n \t}\n-\tpci_set_master(pdev,\n-\t\t       true);\n+\t;\n+\n" +
      " \treturn 0;\n \n err_disable:\n",
  );
});

test("the lab takes such a patch in, as a series and with --patch", async (t) => {
  const folder = await folderWith(t, { [file]: text });
  const made = await generateMutants([{ file, text }], { count: 1, seed: 3, folder: path.join(folder, "mutants") });
  const [mutant] = made.mutants;
  if (mutant === undefined) return t.fail("there is one");
  await mkdir(path.dirname(mutant.file));
  await writeFile(mutant.file, mutant.text);
  const overlay = await applySeries(folder, await readSeries(mutant.file), "the source");
  const entry = overlay.get(file);
  t.is(entry?.kind === "file" && entry.bytes.toString() !== text, true);
  const source = { kind: "distribution", version: "6.12" } as const;
  const { series } = await takePatch(mutant.file, { keep: path.join(folder, "kept"), source });
  t.is(series.name, mutant.breaks);
  t.deepEqual(await applySeries(folder, series, "the source"), overlay);
});

test("mutants of files that have one name are told apart, and so are two at one place", async (t) => {
  const body = "static int f(void)\n{\n\treturn a && b && c;\n}\n";
  const sources = ["x/netdev.c", "y/netdev.c"].map((name) => ({ file: name, text: body }));
  const { mutants } = await generateMutants(sources, { count: 99, seed: 1, folder: "/nowhere" });
  t.deepEqual(mutants.map(({ name }) => name).sort(), [
    ...["x-netdev-3-logic", "x-netdev-3-logic-2", "y-netdev-3-logic", "y-netdev-3-logic-2"],
  ]);
});

test("what is added behind the last line is a patch, too", async (t) => {
  const folder = await folderWith(t, { [file]: text });
  const patch = diffOnePlace(file, text, `${text}/* counted */\n`);
  t.is((await dryRun(folder, { text: patch })).trim(), `checking file ${file}`);
  t.regex(patch, /^@@ -18,3 \+18,4 @@$/m);
});

test("a folder stands for its C files, as the patches on both sides leave them", async (t) => {
  const folder = await folderWith(t, {
    "d/b.c": "1\n",
    "d/a.c": "2\n",
    "d/a.h": "3\n",
    "d/e/c.c": "4\n",
    "bad.c": "5",
  });
  const added = { kind: "file", bytes: Buffer.from("6\n"), executable: false } as const;
  const tree = { folder, overlay: new Map([["d/new.c", added]]) };
  t.deepEqual(await readSourceTexts(tree, ["d/", "d/a.c"]), [
    ...[
      { file: "d/a.c", text: "2\n" },
      { file: "d/b.c", text: "1\n" },
      { file: "d/new.c", text: "6\n" },
    ],
  ]);
  for (const [name, message] of [
    ["d/none.c", /d\/none\.c: the kernel has no such file/],
    ["d/e/c.h", /neither a C file nor a folder/],
    ["../a.c", /leads out of the tree/],
    ["/d/a.c", /is an absolute path/],
    ["bad.c", /has no line break/],
  ] as const)
    await t.throwsAsync(readSourceTexts(tree, [name]), { message });
});

test("mutants of real drivers apply to them", async (t) => {
  const folder = fetchedSource();
  if (folder === undefined) {
    t.log("the source has not been fetched");
    t.pass();
    return;
  }
  const intel = "drivers/net/ethernet/intel";
  const sources = await readSourceTexts({ folder, overlay: new Map() }, [`${intel}/igbvf`, `${intel}/igb/igb_ptp.c`]);
  const { mutants, possible, functions } = await generateMutants(sources, { count: 24, seed: 7, folder: "/nowhere" });
  t.true(possible > 500 && functions > 80, `${possible} in ${functions} functions`);
  t.is(new Set(mutants.map(({ at }) => at.function)).size, 24);
  for (const mutant of mutants) {
    t.is((await dryRun(folder, mutant)).trim(), `checking file ${mutant.at.file}`, mutant.text);
    const line = (await readFile(path.join(folder, mutant.at.file), "utf8")).split("\n")[mutant.at.line - 1] ?? "";
    t.true(mutant.diff.includes(line), mutant.text);
  }
});
