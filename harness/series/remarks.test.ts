// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { codeAbove } from "./remarks.ts";

const lines = `#include <linux/pci.h>

struct demo {
	int vectors;
};

/* Wakes (whom?) */
static irqreturn_t demo_handler(int irq, void *arg)
{
	if (pci_check_and_mask_intx(arg))
		wake_up(arg); /* not kick(arg) */
	return IRQ_HANDLED;
}

static int
demo_open(struct uio_info *info,
	  struct inode *inode)
{
	pr_info("called open(2)\\n");
	if (sizeof(*info) > limit(info))
		return -EIO;
	return pci_enable_msix(info->priv, NULL, 0);
}`.split("\n");

const file = (path: string) => ({
  path,
  diff: [`--- /dev/null`, `+++ b/${path}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join(
    "\n",
  ),
  insertions: lines.length,
  deletions: 0,
});
const above = (text: string) => codeAbove(file("demo.c"), lines.indexOf(text) + 1);

test("a remark below a function is about that function, and what it calls", (t) => {
  t.deepEqual(codeAbove(file("demo.c"), lines.indexOf("static int")), {
    function: "demo_handler",
    calls: ["pci_check_and_mask_intx", "wake_up"],
  });
  t.deepEqual(codeAbove(file("demo.c"), lines.length), {
    function: "demo_open",
    calls: ["pr_info", "limit", "pci_enable_msix"],
  });
});

test("a remark within a function is about what is called down to it", (t) => {
  t.deepEqual(above('\tpr_info("called open(2)\\n");'), { function: "demo_open", calls: ["pr_info"] });
});

test("a remark elsewhere is about no function", (t) => {
  t.is(above("\tint vectors;"), undefined);
  t.is(above("static int"), undefined);
  t.is(codeAbove(file("Kconfig"), lines.length), undefined);
});
