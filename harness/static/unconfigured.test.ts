// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { folderWith } from "../kernel/testing.ts";
import { findPossibleOwners } from "./unconfigured.ts";

const files = {
  "drivers/net/Makefile": "obj-$(CONFIG_ONE) += one.o\nobj-$(CONFIG_MANY) += many.o\nobj-$(CONFIG_LATE) += many.o\n",
  "drivers/net/one.c": '#include "one.h"\n',
  "drivers/net/many.c": "#include <linux/many.h>\n",
  "drivers/big/core/Makefile":
    "obj-$(CONFIG_BIG) += big-core.o\nbig-core-y := main.o en/rx.o $(shared-y)\nbig-core-$(CONFIG_BIG_TLS) += en/tls/tls.o\nshared-y := list.o\n",
  "drivers/big/core/en/rx.c": "",
  "kernel/Makefile": "obj-y = fork.o\n",
};

const table: readonly (readonly [file: string, parts: readonly (readonly string[])[]])[] = [
  ["drivers/net/one.c", [["one", "ONE"]]],
  ["drivers/net/one.h", [["one", "ONE"]]],
  [
    "drivers/net/many.c",
    [
      ["many", "MANY"],
      ["many", "LATE"],
    ],
  ],
  [
    "include/linux/many.h",
    [
      ["many", "MANY"],
      ["many", "LATE"],
    ],
  ],
  ["drivers/big/core/main.c", [["big_core", "BIG"]]],
  ["drivers/big/core/en/rx.c", [["big_core", "BIG"]]],
  ["drivers/big/core/en/tls/tls.c", [["big_core", "BIG_TLS", "BIG"]]],
  ["drivers/big/core/list.c", [["big_core", "BIG"]]],
  ["kernel/fork.c", [["fork"]]],
  ["drivers/net/none.c", []],
  ["drivers/net/Kconfig", []],
];

for (const [file, parts] of table)
  test(`${file} is ${parts.length === 0 ? "part of nothing" : `part of ${parts.map(([name]) => name).join(", ")}`}`, async (t) => {
    const folder = await folderWith(t, files);
    const [owner] = await findPossibleOwners({ folder, overlay: new Map() }, [file]);
    t.deepEqual(
      owner?.parts.map(({ module, symbols }) => [module, ...symbols]),
      parts.map((part) => [...part]),
    );
  });

test("a series that adds a driver adds it to a Makefile; a header that its source includes is its own", async (t) => {
  const folder = await folderWith(t, files);
  const added = {
    "drivers/net/Makefile": "obj-$(CONFIG_NEW) += new-nic.o\nnew-nic-y := hw.o\n",
    "drivers/net/hw.c": '#include "hw.h"\n',
  };
  const entries = Object.entries(added).map(
    ([name, text]) => [name, { kind: "file", bytes: Buffer.from(text), executable: false }] as const,
  );
  const tree = { folder, overlay: new Map(entries) };
  const owners = await findPossibleOwners(tree, ["drivers/net/hw.c", "drivers/net/hw.h"]);
  for (const { parts } of owners) t.deepEqual(parts, [{ module: "new_nic", symbols: ["NEW"] }]);
});
