// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Entry } from "../host/files.ts";
import { listFunctions } from "./functions.ts";
import { touchedFiles } from "./touched.ts";

const before = `#include <linux/pci.h>

struct demo {
	int vectors;
};

/*
 * Wakes (whom?)
 */
static irqreturn_t demo_handler(int irq, void *arg)
{
	if (arg) {
		wake_up(arg);
	}
	return IRQ_HANDLED;
}

static __printf(2, 3) int
demo_open(struct uio_info *info,
	  struct inode *inode)
{
	pr_info("} not the end {\\n");
	return 0;
}

static inline int demo_old(void) { return 1; }

#if defined(CONFIG_A) || \\
	defined(CONFIG_B)
SYSCALL_DEFINE1(demo, int, fd)
{
	return fd;
}
#endif

static const struct pci_driver demo_driver = {
	.name = "demo",
};
`;

const file = (text: string): Entry => ({ kind: "file", bytes: Buffer.from(text), executable: false });
const map = (files: Readonly<Record<string, string>>): ReadonlyMap<string, Entry> =>
  new Map(Object.entries(files).map(([name, text]) => [name, file(text)]));

test("the functions of a C file, with their lines", (t) => {
  const lines = before.split("\n");
  const found = listFunctions(before).map(({ name, first, last }) => [name, lines[first - 1], lines[last - 1]]);
  t.deepEqual(found, [
    ["demo_handler", "static irqreturn_t demo_handler(int irq, void *arg)", "}"],
    ["demo_open", "static __printf(2, 3) int", "}"],
    ["demo_old", "static inline int demo_old(void) { return 1; }", "static inline int demo_old(void) { return 1; }"],
    ["demo", "SYSCALL_DEFINE1(demo, int, fd)", "}"],
  ]);
});

test("a changed line names its function, a removed one that of the old file, a comment none", async (t) => {
  const after = before
    .replace("Wakes (whom?)", "Wakes everybody")
    .replace("return 0;", "return -EIO;")
    .replace("static inline int demo_old(void) { return 1; }\n", "")
    .replace("int vectors;", "int vectors;\n\tint opened;");
  const [touched, ...more] = await touchedFiles(map({ "drivers/demo.c": before }), map({ "drivers/demo.c": after }));
  t.deepEqual(more, []);
  t.deepEqual(touched?.functions, ["demo_old", "demo_open"]);
  t.is(touched?.change, "changed");
  t.deepEqual([touched?.insertions, touched?.deletions], [3, 3]);
  t.deepEqual(
    touched?.lines.map((number) => after.split("\n")[number - 1]),
    ["\tint opened;", " * Wakes everybody", "\treturn -EIO;"],
  );
});

test("files that are added, removed and renamed; one that stays as it is is none", async (t) => {
  const old = map({ "a.c": before, "b.c": "int b;\n", same: "x\n", Kconfig: "config A\n" });
  const now = map({ "z/new.c": before.replace("fd;", "0;"), "c.c": "int c(void)\n{\n}\n", same: "x\n", Kconfig: "" });
  const touched = await touchedFiles(old, now);
  t.deepEqual(
    touched.map((one) => [one.file, one.change, one.renamedFrom, one.functions.join()]),
    [
      ["Kconfig", "changed", undefined, ""],
      ["b.c", "removed", undefined, ""],
      ["c.c", "added", undefined, "c"],
      ["z/new.c", "changed", "a.c", "demo"],
    ],
  );
});
