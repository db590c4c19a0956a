// SPDX-License-Identifier: GPL-2.0-only
// The edu driver: factorials by interrupt, copies by DMA, and nothing left when it goes.
import {
  bind,
  readDriver,
  family,
  interruptRows,
  pciFacts,
  sh,
  unbind,
  type ShellCommand,
  type SpecContext,
} from "msixlab/spec";

const spec = family("edu", { driver: "edu", devices: "any", variants: "any" });

const buffer = 4096;

/** Gives the device to the driver; the name of its character device. */
async function bound({ guest, device }: SpecContext): Promise<string> {
  await bind(guest, device.address, "edu");
  return guest.$`cd /dev && echo edu*`;
}

/** Writes bytes that can be told apart to a file in the guest. */
const noise = (bytes: number): ShellCommand => sh`head -c ${bytes} /dev/urandom > /tmp/sent`;

const attribute = ({ device }: SpecContext): string => `/sys/bus/pci/devices/${device.address}/factorial`;

spec("the driver takes the device, with an interrupt of its own", async (t, context) => {
  const { guest, device, run } = context;
  const name = await bound(context);
  t.is(await readDriver(guest, device.address), "edu");
  const [row, ...others] = await interruptRows(guest, name);
  t.is(row, name);
  t.deepEqual(others, []);
  const kind = await guest.$`grep -w ${name} /proc/interrupts`;
  t.regex(kind, run.cell.variant === "nomsi" ? /IO-APIC/ : /MSI/);
});

spec("it computes every factorial that fits, and refuses the others", async (t, context) => {
  const { guest } = context;
  await bound(context);
  const file = attribute(context);
  const seen = await guest.$`for n in $(seq 0 12); do echo $n > ${file} && cat ${file} || exit 1; done`;
  let factorial = 1;
  const wanted = Array.from({ length: 13 }, (_, n) => (factorial *= Math.max(n, 1)));
  t.deepEqual(seen.split("\n").map(Number), wanted);
  for (const [text, why] of [
    ["13", /range/i],
    ["-1", /range|invalid/i],
    ["four", /invalid/i],
  ] as const)
    t.regex((await guest.fails(sh`echo ${text} > ${file}`)).stderr, why);
});

spec("what is written is read back, each byte at its place", async (t, context) => {
  const { guest } = context;
  const device = `/dev/${await bound(context)}`;
  await guest.$`${noise(buffer)} && cat /tmp/sent > ${device} && head -c ${buffer} ${device} | cmp - /tmp/sent`;
  // A part in the middle, at an odd place: what is around it stays.
  const at = ["bs=1", "seek=1021", "conv=notrunc"];
  const part = sh`head -c 77 /dev/urandom > /tmp/part && dd if=/tmp/part of=/tmp/sent ${at} && dd if=/tmp/part of=${device} ${at}`;
  await guest.$`${part} 2>/dev/null && cmp ${device} /tmp/sent`;
  t.pass();
});

spec("the buffer ends where it ends", async (t, context) => {
  const { guest } = context;
  const device = `/dev/${await bound(context)}`;
  t.is(await guest.$`wc -c < ${device}`, String(buffer));
  const { stderr } = await guest.fails(sh`${noise(buffer + 1)} && cat /tmp/sent > ${device}`);
  t.regex(stderr, /No space left/);
});

spec("programs at once do not see each other's copies half done", async (t, context) => {
  const { guest } = context;
  const device = `/dev/${await bound(context)}`;
  const fill = (letter: string): ShellCommand => sh`head -c ${buffer} /dev/zero | tr '\\0' ${letter} > /tmp/${letter}`;
  const writer = (letter: string): ShellCommand =>
    sh`for i in $(seq 20); do cat /tmp/${letter} > ${device} || exit 1; done`;
  const look = sh`for i in $(seq 20); do dd if=${device} bs=${buffer} count=1 2>/dev/null | tr -s ab; echo; done`;
  const script = sh`${fill("a")}; ${fill("b")}; cat /tmp/a > ${device}; (${writer("a")}) & (${writer("b")}) & ${look}; wait`;
  const seen = new Set((await guest.run(script)).split("\n").filter((line) => line !== ""));
  t.deepEqual(
    [...seen].filter((line) => !["a", "b"].includes(line)),
    [],
  );
});

spec("an open file outlives the device: reading it says that there is none", async (t, context) => {
  const { guest, device } = context;
  const file = `/dev/${await bound(context)}`;
  const gone = sh`echo ${device.address} > /sys/bus/pci/devices/${device.address}/driver/unbind`;
  const { stdout, stderr } = await guest.execute(sh`exec 3<> ${file}; ${gone}; cat <&3; echo x >&3; ls ${file}`);
  t.is(stdout, "");
  t.is(stderr.match(/No such device/g)?.length, 2, stderr);
  t.regex(stderr, /No such file/);
});

spec("a module whose file is open stays", async (t, context) => {
  const { guest } = context;
  const file = `/dev/${await bound(context)}`;
  const { stderr } = await guest.fails(sh`exec 3< ${file}; rmmod edu`);
  t.regex(stderr, /busy|unavailable|in use/i);
});

spec("twenty times bound and unbound it leaves nothing", async (t, context) => {
  const { guest, device } = context;
  for (let time = 0; time < 20; time++) {
    await bound(context);
    await unbind(guest, device.address);
  }
  t.deepEqual(await interruptRows(guest, " edu"), []);
  t.is(await guest.$`grep -c ': edu$' /proc/iomem; ls /dev | grep -c ^edu; true`, "0\n0");
  t.false((await pciFacts(guest, device.address)).busMaster);
});
