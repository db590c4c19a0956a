// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { addMoved, splitSections } from "./sections.ts";

const section = (hunk: string) => ({
  file: "drivers/demo/Makefile",
  text: `diff --git a/drivers/demo/Makefile b/drivers/demo/Makefile\n--- a/drivers/demo/Makefile\n+++ b/drivers/demo/Makefile\n${hunk}`,
});

test("a patch is its message and what it does to each file", (t) => {
  const { head, sections } = splitSections(
    `Subject: s\n\ntext\n---\n${section("@@ -1 +1,2 @@\n a\n+b\n").text}${section("").text}`,
  );
  t.is(head, "Subject: s\n\ntext\n---\n");
  t.deepEqual(
    sections.map(({ file }) => file),
    ["drivers/demo/Makefile", "drivers/demo/Makefile"],
  );
});

test("what is added to a list goes behind the nearest neighbour that is left", (t) => {
  const hunk =
    "@@ -7,3 +7,4 @@\n obj-$(CONFIG_A)         += a.o\n obj-$(CONFIG_B)\t+= b.o\n obj-$(CONFIG_GONE)\t+= gone.o\n+obj-$(CONFIG_NEW)\t+= new.o\n";
  t.is(
    addMoved(section(hunk), "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B)\t+= b.o\nobj-$(CONFIG_C)\t+= c.o\n"),
    "obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B)\t+= b.o\nobj-$(CONFIG_NEW)\t+= new.o\nobj-$(CONFIG_C)\t+= c.o\n",
  );
});

test("or before the nearest below", (t) => {
  const hunk = "@@ -1,1 +1,2 @@\n obj-$(CONFIG_GONE) += gone.o\n+obj-$(CONFIG_NEW) += new.o\n obj-$(CONFIG_C) += c.o\n";
  t.is(
    addMoved(section(hunk), "obj-$(CONFIG_B) += b.o\nobj-$(CONFIG_C) += c.o\n"),
    "obj-$(CONFIG_B) += b.o\nobj-$(CONFIG_NEW) += new.o\nobj-$(CONFIG_C) += c.o\n",
  );
});

const kconfig = `config A
	tristate "A"
	help
	  If you compile this as a module, it will be called a.

	  It has had another paragraph since then.

config B
	tristate "B"
`;

test("a symbol is added between entries, never within one", (t) => {
  const hunk = `@@ -1,6 +1,10 @@
 	help
 	  If you compile this as a module, it will be called a.
 
+config NEW
+	tristate "New"
+
 config GONE
 	tristate "Gone"
`;
  t.is(addMoved(section(hunk), kconfig), kconfig.replace("config B", 'config NEW\n\ttristate "New"\n\nconfig B'));
});

test("the last entry of a menu stays in it", (t) => {
  const hunk = '@@ -1,2 +1,4 @@\n config A\n \ttristate "A"\n+config NEW\n+\tbool "New"\n';
  t.is(
    addMoved(section(hunk), 'if PCI\nconfig A\n\ttristate "A"\nendif\n'),
    'if PCI\nconfig A\n\ttristate "A"\nconfig NEW\n\tbool "New"\nendif\n',
  );
});

test("nothing is guessed: a hunk that takes lines away, or whose neighbours are gone or twice there, has no place", (t) => {
  t.is(addMoved(section("@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), "a\nc\n"), undefined);
  t.is(addMoved(section("@@ -1,1 +1,2 @@\n a\n+c\n"), "b\n"), undefined);
  t.is(addMoved(section("@@ -1,1 +1,2 @@\n a\n+c\n"), "a\nb\na\n"), undefined);
});
