// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Definition } from "../kernel/kconfig/parse.ts";
import { folderWith } from "../kernel/testing.ts";
import { enabling, findGuards } from "./guards.ts";

const tree = {
  "drivers/Makefile": "obj-y += pci/\nobj-$(CONFIG_NET) += net/\n",
  "drivers/net/Makefile": "# a comment\nobj-$(CONFIG_ETHERNET) += \\\n\tethernet/\n",
  "drivers/net/ethernet/Makefile":
    "obj-$(CONFIG_NEW) += new.o\nnew-y := main.o ring.o\nnew-$(CONFIG_NEW_PTP) += ptp.o\n",
};

test("what a source depends on, up to the top", async (t) => {
  const folder = await folderWith(t, tree);
  t.deepEqual(await findGuards(folder, "drivers/net/ethernet/ptp.c"), ["NEW_PTP", "NEW", "ETHERNET", "NET"]);
  t.deepEqual(await findGuards(folder, "drivers/net/ethernet/main.c"), ["NEW", "ETHERNET", "NET"]);
  t.deepEqual(await findGuards(folder, "drivers/net/ethernet/none.c"), ["ETHERNET", "NET"]);
  t.deepEqual(await findGuards(folder, "drivers/pci/bus.c"), []);
});

test("they are switched on with what they plainly depend on", (t) => {
  const definition = (symbol: string, type: Definition["type"], depends: string[]): [string, Definition[]] => [
    symbol,
    [{ symbol, type, prompt: true, where: "", depends, selects: [], inChoice: false }],
  ];
  const definitions = new Map([
    definition("NEW", "tristate", ["PCI && (PTP || !PTP)", "NET"]),
    definition("PCI", "bool", []),
    definition("NET", "bool", ["SELF"]),
  ]);
  t.deepEqual(
    enabling(["NEW", "UNKNOWN"], definitions).map(({ symbol, value }) => `${symbol}=${value}`),
    ["PCI=y", "NET=y", "NEW=m"],
  );
});
