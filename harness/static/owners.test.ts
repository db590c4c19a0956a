// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { folderWith } from "../kernel/testing.ts";
import { findCallers, findOwners } from "./owners.ts";

const files = {
  config: "CONFIG_UIO=m\nCONFIG_UIO_DEMO=m\nCONFIG_PCI=y\n",
  "drivers/Makefile": "obj-y += pci/\nobj-$(CONFIG_UIO) += uio/\nobj-$(CONFIG_OTHER) += other/\n",
  "drivers/pci/Makefile": "obj-$(CONFIG_PCI) += msi.o\n",
  "drivers/pci/msi.c": "#include <linux/demo.h>\n",
  "drivers/uio/Makefile":
    "obj-$(CONFIG_UIO) += uio.o\nobj-$(CONFIG_UIO_DEMO) += uio-demo.o\nuio-demo-y := main.o hw.o\nobj-$(CONFIG_OTHER) += off.o\n",
  "drivers/uio/uio.c": "void uio_register(void)\n{\n}\nEXPORT_SYMBOL_GPL(__uio_register);\n",
  "drivers/uio/main.c": '#include "hw.h"\nint probe(void)\n{\n\tuio_register();\n}\n',
  "drivers/uio/hw.c": '#include <linux/demo.h>\n#include "hw.h"\n',
  "drivers/uio/off.c": "",
  "drivers/other/Makefile": "obj-y += far.o\n",
};

test("what files are built into: modules, the kernel, nothing; headers by those who include them", async (t) => {
  const tree = await folderWith(t, files);
  const asked = ["uio/uio.c", "uio/hw.c", "uio/off.c", "uio/hw.h", "pci/msi.c", "other/far.c", "uio/Kconfig"];
  const names = [...asked.map((name) => `drivers/${name}`), "include/linux/demo.h"];
  const owners = await findOwners({ tree, config: `${tree}/config` }, names);
  t.deepEqual(
    owners.map(({ into }) => into),
    [["uio"], ["uio_demo"], [], ["uio_demo"], ["vmlinux"], [], [], ["uio_demo", "vmlinux"]],
  );
});

test("a driver calls a module if it uses what that exports; one that is not there is left out", async (t) => {
  const tree = await folderWith(t, files);
  const calls = await findCallers({ tree, config: `${tree}/config` }, ["uio_demo", "uio", "missing"], ["uio"]);
  t.deepEqual(
    [...calls],
    [
      ["uio_demo", ["uio"]],
      ["uio", []],
    ],
  );
});
