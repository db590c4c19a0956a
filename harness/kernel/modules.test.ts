// SPDX-License-Identifier: GPL-2.0-only
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { findModules } from "./modules.ts";
import { folderWith } from "./testing.ts";
import type { Workspace } from "./workspace.ts";

const igb = "drivers/net/igb";
const build = {
  [`build/${igb}/.igb_main.o.cmd`]: `deps := /src/${igb}/igb_main.c /src/${igb}/igb.h`,
  [`build/${igb}/.igb_ethtool.o.cmd`]: `deps := /src/${igb}/igb_ethtool.c /src/${igb}/igb.h`,
  [`build/${igb}/igb.mod`]: `${igb}/igb_main.o\n${igb}/igb_ethtool.o\n`,
  [`build/${igb}/igb.ko`]: "",
  "build/drivers/uio/.uio.o.cmd": "deps := /src/drivers/uio/uio.c",
  "build/drivers/uio/uio.mod": "drivers/uio/uio.o\n",
  "build/drivers/uio/uio.ko": "",
  "build/fs/.eventfd.o.cmd": "deps := /src/fs/eventfd.c /src/include/linux/eventfd.h",
  "build/drivers/x/.x.o.cmd": "deps := /src/drivers/x/x.c",
  "build/drivers/x/x.mod": "drivers/x/x.o\n",
};

async function find(t: ExecutionContext, files: readonly string[], built = true): Promise<string[] | undefined> {
  const state = JSON.stringify({ sourceKey: "source", touched: [], built });
  const folder = await folderWith(t, { ...build, "state.json": state });
  const workspace = { build: path.join(folder, "build"), stateFile: path.join(folder, "state.json") };
  return findModules(workspace as Workspace, files);
}

test("a module of one object, and one of several, whose header all of them read", async (t) => {
  t.deepEqual(await find(t, ["drivers/uio/uio.c"]), ["drivers/uio/uio.ko"]);
  t.deepEqual(await find(t, [`${igb}/igb_ethtool.c`]), [`${igb}/igb.ko`]);
  t.deepEqual(await find(t, [`${igb}/igb.h`, "drivers/uio/uio.c"]), [`${igb}/igb.ko`, "drivers/uio/uio.ko"]);
});

test("what is built in, what was not made, and what is no C takes a whole build", async (t) => {
  t.is(await find(t, ["fs/eventfd.c"]), undefined);
  t.is(await find(t, ["drivers/uio/uio.c", "fs/eventfd.c"]), undefined);
  t.is(await find(t, ["drivers/x/x.c"]), undefined);
  t.is(await find(t, ["drivers/none.c"]), undefined);
  t.is(await find(t, ["drivers/uio/Kconfig"]), undefined);
  t.is(await find(t, ["drivers/uio/uio.c"], false), undefined);
});
