// SPDX-License-Identifier: GPL-2.0-only
// Binding, the last close and unbinding reset the device. That is nobody else's business: neither who writes to its
// configuration space meanwhile may notice it, nor who uses the bridge above it.
import * as z from "zod/mini";
import { busReset, interrupting, scratch, scratchOffset } from "../../lab/device/needs.ts";
import { open, map, peek, poke } from "../../harness/guest/device-calls.ts";
import { bind, unbind } from "../../harness/guest/pci.ts";
import { sh } from "../../harness/guest/shell.ts";
import { UioSession } from "./uio-session.ts";
import { family, type SpecContext } from "../../harness/spec/index.ts";

const spec = family("reset", { driver: "uio_msi", profile: "default" });

/** Opens the device behind a driver and says what is in its scratch register. */
async function found({ guest, device }: SpecContext, driver: string): Promise<{ uio: UioSession; value: unknown }> {
  await bind(guest, device.address, driver);
  const uio = await UioSession.start(guest, device.address);
  await uio.all([open(), driver === "uio_msi" ? map("BAR0") : map("map0")]);
  return { uio, value: (await uio.ok(peek(scratchOffset(device)))).value };
}

async function scribbled({ device }: SpecContext, uio: UioSession): Promise<void> {
  await uio.ok(poke(scratchOffset(device), 0x12345678));
}

// The kernel complains of a bridge that is not locked once, and then no more.
spec(
  "a device that can only be reset with its bus is reset, and the bridge is locked meanwhile",
  { devices: [...interrupting, busReset, scratch], fresh: true },
  async (t, context) => {
    const { guest, device } = context;
    t.is(await guest.read(`/sys/bus/pci/devices/${device.address}/reset_method`), "bus");
    const { uio: other } = await found(context, "uio_pci_generic");
    await scribbled(context, other);
    await other[Symbol.asyncDispose]();
    const bound = await found(context, "uio_msi");
    t.is(bound.value, 0, "binding resets it");
    await scribbled(context, bound.uio);
    await bound.uio[Symbol.asyncDispose]();
    const reopened = await found(context, "uio_msi");
    t.is(reopened.value, 0, "the last close resets it");
    await scribbled(context, reopened.uio);
    await unbind(guest, device.address);
    await using unbound = (await found(context, "uio_pci_generic")).uio;
    t.is((await unbound.ok(peek(scratchOffset(device)))).value, 0, "unbinding resets it");
    await reopened.uio[Symbol.asyncDispose]();
    t.notRegex(await context.kernelLog(), /unlocked secondary bus reset/);
  },
);

/** `labtool pci BDF scribble`: how often somebody wrote to configuration space, and how often that did not last. */
const Scribbled = z.object({ writes: z.number(), lost: z.number() });

spec(
  "what others write to configuration space while the device is reset is not lost",
  { devices: [...interrupting, scratch] },
  async (t, context) => {
    const { guest, device, run } = context;
    const file = `/sys/bus/pci/drivers/uio_msi`;
    await bind(guest, device.address, "uio_msi");
    const node = sh`/dev/$(ls /sys/bus/pci/devices/${device.address}/uio)`;
    // Each way to a reset by itself: what comes next would restore what the one before has lost.
    const ways = {
      "the last close": sh`: < ${node}`,
      unbinding: sh`echo ${device.address} > ${file}/unbind; echo ${device.address} > ${file}/bind`,
    };
    for (const [way, command] of Object.entries(ways)) {
      const ended = sh`kill -0 $scribbler 2> /dev/null`;
      const script = sh`labtool pci ${device.address} scribble 2000 & scribbler=$!; while ${ended}; do ${command}; done; wait`;
      const { writes, lost } = await guest.json(Scribbled, script, { timeout: 20_000 * run.timeoutScale });
      t.true(writes > 0, way);
      t.is(lost, 0, way);
    }
  },
);
