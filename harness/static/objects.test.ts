// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test from "ava";
import { folderWith } from "../kernel/testing.ts";
import { ObjectFinder } from "./objects.ts";

const tree = {
  "drivers/Makefile": "obj-$(CONFIG_UIO) += uio/\nobj-$(CONFIG_NONE) += none/\n",
  "drivers/uio/Makefile": [
    "obj-$(CONFIG_UIO) += uio.o",
    "obj-$(CONFIG_UIO_MSI) += uio_msi.o",
    "obj-$(CONFIG_BOTH) += both.o",
    "both-y := one.o",
    "both-$(CONFIG_TWO) += two.o",
    "ccflags-y += -I$(srctree)/$(src)",
  ].join("\n"),
  "drivers/none/Makefile": "obj-y += none.o\n",
  "kernel/Makefile": "obj-y = fork.o\n",
  "dot.config": 'CONFIG_UIO=m\n# CONFIG_UIO_MSI is not set\nCONFIG_BOTH=y\nCONFIG_TEXT="a # b"\n',
};

test("kbuild's own Makefiles say what a configuration compiles, and into what", async (t) => {
  const folder = await folderWith(t, tree);
  const finder = new ObjectFinder(folder, path.join(folder, "dot.config"));
  t.deepEqual(await finder.of("drivers/uio/uio.c"), { file: "drivers/uio/uio.o", owner: "drivers/uio/uio.o" });
  t.deepEqual(await finder.of("drivers/uio/one.c"), { file: "drivers/uio/one.o", owner: "vmlinux" });
  t.deepEqual(await finder.of("kernel/fork.c"), { file: "kernel/fork.o", owner: "vmlinux" });
});

test("what is off, a part that is off, a folder that is off, a file that nobody compiles", async (t) => {
  const folder = await folderWith(t, tree);
  const finder = new ObjectFinder(folder, path.join(folder, "dot.config"));
  for (const file of ["drivers/uio/uio_msi.c", "drivers/uio/two.c", "drivers/none/none.c", "drivers/uio/other.c"])
    t.is(await finder.of(file), undefined, file);
});
