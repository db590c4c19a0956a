// SPDX-License-Identifier: GPL-2.0-only
// What is written to a disk is there, all of it, and nothing else is touched.
import { disk } from "../../lab/device/needs.ts";
import { family } from "../../harness/spec/index.ts";
import { sh } from "../../harness/guest/shell.ts";
import { bindDisk, fill, Load, verify } from "./disk.ts";

const spec = family("disk", { devices: disk });

spec("the whole disk, written through the page cache, is read past it; and the other way round", async (t, context) => {
  const found = await bindDisk(context);
  context.fact("disk", `${found.node}, ${found.bytes} bytes in sectors of ${found.sector}`);
  t.is(await fill(context, found, 1, "buffered"), "done");
  t.is(await verify(context, found, 1, "direct"), "as written");
  t.is(await fill(context, found, 2, "direct"), "done");
  t.is(await verify(context, found, 2, "buffered"), "as written");
});

spec(
  "a request of each length, from one sector to 4 MiB, touches what it names and nothing else",
  async (t, context) => {
    const found = await bindDisk(context);
    t.is(await fill(context, found, 1, "direct"), "done");
    let at = found.sector;
    for (let bytes = found.sector; bytes <= 4 << 20; bytes *= 2, at += 2 * bytes) {
      t.is(await fill(context, found, 2, "direct", { at, bytes }), "done");
      t.is(await verify(context, found, 2, "direct", { at, bytes }), "as written");
      t.is(await verify(context, found, 1, "direct", { at: at - found.sector, bytes: found.sector }), "as written");
      t.is(await verify(context, found, 1, "direct", { at: at + bytes, bytes: found.sector }), "as written");
    }
  },
);

spec("the first sector and the last are the disk's; beyond the last there is nothing", async (t, context) => {
  const found = await bindDisk(context);
  const { bytes, sector } = found;
  t.is(await fill(context, found, 1, "direct"), "done");
  for (const at of [0, bytes - sector]) t.is(await fill(context, found, 2, "direct", { at, bytes: sector }), "done");
  t.is(await verify(context, found, 1, "direct", { at: sector, bytes: bytes - 2 * sector }), "as written");
  for (const at of [0, bytes - sector])
    t.is(await verify(context, found, 2, "direct", { at, bytes: sector }), "as written");
  t.is(await fill(context, found, 3, "direct", { at: bytes, bytes: sector }), "write: ENOSPC");
  t.is(await verify(context, found, 3, "direct", { at: bytes, bytes: sector }), "read: ENODATA");
  t.is(await verify(context, found, 2, "direct", { at: bytes - sector, bytes: sector }), "as written");
});

spec("16 programs read and write at once, each what it means to", async (t, context) => {
  const found = await bindDisk(context);
  t.is(await fill(context, found, 1, "direct"), "done");
  {
    await using load = await Load.begin(context, found, 1, 16);
    for (let round = 0; round < 5; round++) await load.moved();
    const { requests, ...rest } = await load.work();
    t.deepEqual(rest, { working: 16, error: "", wrong: -1 });
    context.fact("requests", requests);
  }
  t.is(await verify(context, found, 1, "direct"), "as written");
});

spec("what is around a discarded part stays; a disk that cannot discard says so", async (t, context) => {
  const { guest } = context;
  const found = await bindDisk(context);
  const part = { at: 1 << 20, bytes: 1 << 20 };
  t.is(await fill(context, found, 1, "direct"), "done");
  const most = Number(await guest.read(`${found.folder}/queue/discard_max_bytes`));
  context.fact("discards at once", most);
  const { code } = await guest.execute(sh`blkdiscard -o ${part.at} -l ${part.bytes} ${found.node}`);
  t.is(code === 0, most > 0);
  t.is(await verify(context, found, 1, "direct", { at: 0, bytes: part.at }), "as written");
  const after = part.at + part.bytes;
  t.is(await verify(context, found, 1, "direct", { at: after, bytes: found.bytes - after }), "as written");
  t.is(await fill(context, found, 2, "direct", part), "done");
  t.is(await verify(context, found, 2, "direct", part), "as written");
});
