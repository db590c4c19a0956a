// SPDX-License-Identifier: GPL-2.0-only
// Commands past the block layer: what an NVMe controller says of itself, what it refuses, and what becomes of those that come
// when it is reset, or is not there any more.
import type { ExecutionContext } from "ava";
import { disk, drivenBy, notVirtual } from "../../lab/device/needs.ts";
import { file, load, loaded, memory, read, Reply, shut } from "../../harness/guest/calls.ts";
import { readAttribute, startCalls } from "../../harness/guest/attribute.ts";
import { bindOwn, unbind } from "../../harness/guest/pci.ts";
import type { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { sweepFailures } from "../../harness/spec/failures.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";
import { declareLeakSpec } from "../../harness/spec/leaks.ts";
import { bindDisk } from "./disk.ts";
import { admin, identify, io } from "./nvme-commands.ts";

const controllers = [drivenBy("nvme"), notVirtual];
const about = ["nvme_user_cmd*", "nvme_submit_user_cmd", "nvme_ctrl_ioctl", "nvme_ns_*", "nvme_dev_*", "nvme_remove*"];
const spec = family("nvme", { devices: controllers, timeoutFactor: 2, about });

const folder = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}`;

/** The driver has it. @returns the controller's folder in sysfs, when it takes commands. */
async function bindController(context: SpecContext): Promise<string> {
  const { guest, device, run } = context;
  await bindOwn(guest, device);
  const live = sh`cd ${folder(context)}/nvme && grep -l live */state`;
  const state = await guest.until("the controller to be live", live, 20_000 * run.timeoutScale);
  return `${folder(context)}/nvme/${state.split("/")[0]}`;
}

const node = (path: string): string => `/dev/${path.split("/").at(-1)}`;

/** Bytes of the program's memory: a multiple of 8. */
async function bytes(calls: GuestProgram, name: string, at: number, length: number): Promise<Buffer> {
  const places = Array.from({ length: length / 8 }, (_, index) => at + 8 * index);
  const words = await calls.all(places.map((place) => load(name, place, 8)));
  const buffer = Buffer.alloc(length);
  for (const [index, word] of words.entries()) buffer.writeBigUInt64LE(loaded(word), 8 * index);
  return buffer;
}

spec("Identify says what sysfs says", async (t, context) => {
  const controller = await bindController(context);
  await using calls = await startCalls(context.guest);
  await calls.all([file("c", node(controller)), memory("m", 4096)]);
  t.is((await calls.ok(admin("c", identify("m")))).result, 0);
  const said = await bytes(calls, "m", 0, 80);
  t.is(said.readUInt16LE(0), context.device.vendor);
  const text = (from: number, to: number): string => said.subarray(from, to).toString().trim();
  // Identify Controller data structure: serial number, model number, firmware revision.
  for (const [name, from, to] of [
    ["serial", 4, 24],
    ["model", 24, 64],
    ["firmware_rev", 64, 72],
  ] as const)
    t.is((await readAttribute(calls, `${controller}/${name}`)).trim(), text(from, to), name);
  await calls.ok(shut("c"));
});

spec(
  "the controller refuses what it does not know by a status, the kernel what is no command by an errno",
  async (t, context) => {
    const controller = await bindController(context);
    await using calls = await startCalls(context.guest);
    await calls.all([file("c", node(controller)), memory("m", 4096)]);
    // Opcodes from 0xc0 are vendors': QEMU has none.
    for (const command of [{ opcode: 0xff }, identify("m", 0x1234_5678)])
      t.true((await calls.ok(admin("c", command))).result > 0, `opcode ${command.opcode} got no status`);
    t.is(await calls.refused(admin("c", { ...identify("m"), flags: 1 })), "EINVAL", "flags are the kernel's");
    t.is(await calls.refused(admin("c", { ...identify("m"), data: 4096n })), "EFAULT", "no memory is there");
    // The controller goes on as before.
    t.is((await calls.ok(admin("c", identify("m")))).result, 0);
    await calls.ok(shut("c"));
  },
);

spec(
  "a sector read by a command of one's own is the one that the block layer reads",
  { devices: [...controllers, disk] },
  async (t, context) => {
    const found = await bindDisk(context);
    await using calls = await startCalls(context.guest);
    const nsid = Number(await readAttribute(calls, `${found.folder}/nsid`));
    await context.guest.$`dd if=/dev/urandom of=${found.node} bs=4096 count=4 conv=fsync 2> /dev/null`;
    await calls.all([file("d", found.node), memory("m", 4096)]);
    t.is((await calls.ok(admin("d", identify("m", nsid)))).result, 0);
    t.is(
      Number((await bytes(calls, "m", 0, 8)).readBigUInt64LE(0)) * found.sector,
      found.bytes,
      "the namespace's size",
    );
    for (const sector of [0, 1, 7]) {
      const command = { opcode: 2, nsid, data: "m", length: found.sector, words: [sector, 0, 0] } as const;
      t.is((await calls.ok(io("d", command))).result, 0);
      const direct = await bytes(calls, "m", 0, 512);
      const usual = new Reply(await calls.ok(read("d", 512, sector * found.sector))).bytes;
      t.deepEqual(direct, usual, `sector ${sector}`);
    }
    const beyond = found.bytes / found.sector;
    t.true((await calls.ok(io("d", { opcode: 2, nsid, data: "m", length: found.sector, words: [beyond] }))).result > 0);
    await calls.ok(shut("d"));
  },
);

/** Commands on all that can be opened, before, while and after `act`: each ends, and those that come after it as `after` says. */
async function amidCommands(
  t: ExecutionContext,
  context: SpecContext,
  act: () => Promise<unknown>,
  after: "works" | "is refused",
): Promise<void> {
  const { guest } = context;
  const controller = await bindController(context);
  const nodes = [node(controller)];
  if (disk.isMet(context.device)) {
    const found = await bindDisk(context);
    nodes.push(found.node);
    // A namespace has a character device beside its disk (drivers/nvme/host/core.c). Closed after the namespace is gone it
    // brings Linux down: guest-kernel/findings/nvme-ns-char-close.md.
    if (after === "works") nodes.push(...(await guest.$`ls /dev/ng* 2> /dev/null; true`).split("\n").filter(Boolean));
  }
  await using calls = await startCalls(guest);
  await calls.ok(memory("m", 4096));
  const names = nodes.map((_, index) => `n${index}`);
  await calls.all(nodes.map((path, index) => file(`n${index}`, path)));
  context.fact("nodes", nodes.join(" "));
  for (const name of names) t.is((await calls.ok(admin(name, identify("m")))).result, 0);
  const amid = Promise.all(
    Array.from({ length: 40 }, async (_, index) => calls.ask(admin(`n${index % names.length}`, identify("m")))),
  );
  await act();
  const answers = await amid;
  context.fact("amid it", `${answers.filter(({ ok }) => ok).length} of ${answers.length} were done`);
  for (const name of names) {
    if (after === "works") t.is((await calls.ok(admin(name, identify("m")))).result, 0, `${name} after it`);
    else context.fact(name, await calls.refused(admin(name, identify("m"))));
  }
  await calls.all(names.map((name) => shut(name)));
}

spec("commands come while the controller is reset: each ends, and the next ones work", async (t, context) => {
  const controller = await bindController(context);
  await amidCommands(t, context, async () => context.guest.$`echo 1 > ${controller}/reset_controller`, "works");
});

spec("commands on files that are still open after the driver is unbound are each refused", async (t, context) => {
  const { guest, device } = context;
  for (let round = 0; round < 2; round++)
    await amidCommands(t, context, async () => unbind(guest, device.address), "is refused");
  await bindController(context);
});

spec("commands on files that are still open after the function is removed are each refused", async (t, context) => {
  const { guest } = context;
  const remove = sh`echo 1 > ${folder(context)}/remove`;
  await amidCommands(t, context, async () => guest.run(remove, { timeout: 60_000 }), "is refused");
  await guest.run(sh`echo 1 > /sys/bus/pci/rescan`, { timeout: 60_000 });
  await bindController(context);
});

spec(
  "a command in which memory runs out fails or works, and the next one works",
  { flavours: ["debug"], profile: "full" },
  async (t, context) => {
    const controller = await bindController(context);
    await using calls = await startCalls(context.guest);
    await calls.all([file("c", node(controller)), memory("m", 4096)]);
    const { points, errnos } = await sweepFailures(context, calls, admin("c", identify("m")), {
      undo: (status) => Promise.resolve(t.is(status, 0)),
    });
    context.fact("points", points);
    t.true(points > 0, "without a point nothing is proved");
    t.deepEqual(
      errnos.filter((errno) => !["ENOMEM", "EFAULT"].includes(errno)),
      [],
    );
    await calls.ok(shut("c"));
  },
);

declareLeakSpec(spec);
