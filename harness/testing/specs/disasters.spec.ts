// SPDX-License-Identifier: GPL-2.0-only
// Not about any driver: what a guest may do to the lab, for the lab's tests of itself (`--specs harness/testing/specs`).
import { family, type SpecContext } from "../../spec/index.ts";
import { sh } from "../../guest/shell.ts";

const spec = family("disasters");

const alive = async ({ guest }: SpecContext): Promise<string> => guest.$`echo alive`;

spec("all is well before", async (t, context) => {
  t.is(await alive(context), "alive");
});

spec("the guest panics", async (t, { guest }) => {
  await guest.execute(sh`echo c > /proc/sysrq-trigger`);
  t.pass("not reached: the machine is gone");
});

spec("all is well after a panic", async (t, context) => {
  t.is(await alive(context), "alive");
});

spec("the guest hangs", async (t, { guest }) => {
  await guest.execute(sh`labtool hang`, { timeout: 4_000 });
  t.pass("not reached: no CPU takes an interrupt any more");
});

spec("all is well after a hang", async (t, context) => {
  t.is(await alive(context), "alive");
});

spec("somebody kills QEMU", async (t, { guest, machine }) => {
  const command = guest.execute(sh`cat`);
  process.kill(machine.pid, "SIGKILL");
  await command;
  t.pass("not reached: the connection is gone");
});

spec("all is well after a kill", async (t, context) => {
  t.is(await alive(context), "alive");
});

spec("the kernel warns and nobody declared it", async (t, { guest }) => {
  // A line that looks like the kernel's, from user space: /dev/kmsg is how it gets a timestamp.
  await guest.$`echo '<4>BUG: spinlock bad magic on CPU#0, test/1' > /dev/kmsg`;
  t.pass();
});

spec("the spec itself is wrong", async (t) => {
  const nothing = undefined as unknown as { readonly member: string };
  t.is(nothing.member, "never");
});

spec("an assertion fails", async (t) => {
  t.is(1 + 1, 3, "sums");
});
