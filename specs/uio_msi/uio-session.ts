// SPDX-License-Identifier: GPL-2.0-only
// A program in the guest that holds /dev/uioN, or the same device by VFIO: `labtool uio` and its like.
import type { PciAddress } from "../../lab/ids.ts";
import { open, map, fire, arm } from "../../harness/guest/device-calls.ts";
import { counts, eventfd, wait } from "../../harness/guest/eventfds.ts";
import type { Guest } from "../../harness/guest/guest.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { sh } from "../../harness/guest/shell.ts";
import { KernelError } from "../../harness/host/errors.ts";
import { set } from "./commands.ts";

/** How often each eventfd was signalled since it was last asked. */
export type Counts = Readonly<Record<string, number>>;

/** Milliseconds in which an interrupt arrives, on a host that is busy with other machines. */
const arrival = 5_000;

/** Milliseconds in which the program answers. */
const answered = 40_000;

export class UioSession extends GuestProgram {
  /** Starts the program on the device of a PCI function; it does not open it yet. */
  static async start(guest: Guest, device: PciAddress | string, timeout = answered): Promise<UioSession> {
    return UioSession.labtool(guest, ["uio", device], timeout);
  }

  /** Starts the program that looks at memory after a child of it, which armed the device, was killed. */
  static async orphan(guest: Guest, device: PciAddress): Promise<UioSession> {
    return UioSession.labtool(guest, ["orphan", device]);
  }

  /** Starts any of labtool's sessions. */
  static async labtool(guest: Guest, words: readonly (string | number)[], timeout = answered): Promise<UioSession> {
    const command = sh`labtool ${words}`;
    return new UioSession(await guest.open(command), command.text, timeout);
  }

  /** Starts the program and opens and maps the device. */
  static async open(guest: Guest, device: PciAddress | string): Promise<UioSession> {
    const session = await UioSession.start(guest, device);
    await session.ok(open());
    await session.ok(map("BAR0"));
    return session;
  }

  /** How often each eventfd was signalled since the last time, once nothing more comes. */
  async counts(): Promise<Counts> {
    return countsIn(await this.ok(counts()));
  }

  /**
   * Has the device raise vectors, one after the other, each waited for on the eventfd that it should wake (`vN`, unless
   * told): for each the eventfds that were signalled, and how often.
   */
  async fire(vectors: readonly number[], wakes = (vector: number): string => `v${vector}`): Promise<readonly Counts[]> {
    return Promise.all(
      vectors.map(async (vector) => {
        const name = wakes(vector);
        // All three are under way before the first is answered. That it does not come is for the caller to judge.
        const [, came, rest] = await Promise.all([
          this.ok(fire(vector)),
          this.ask(wait(name, arrival)),
          this.ok(counts()),
        ]);
        const found = countsIn(rest);
        return signalled({ ...found, [name]: (found[name] ?? 0) + (came.count ?? 0) });
      }),
    );
  }

  /** Makes one eventfd a vector, `v0` to `v<count - 1>`, and hands each to its vector. */
  async armVectors(count: number): Promise<void> {
    const vectors = Array.from({ length: count }, (_, vector) => [eventfd(`v${vector}`), set(vector, `v${vector}`)]);
    await this.all([arm(), ...vectors.flat()]);
  }
}

function countsIn({ settled, counts: found }: { readonly settled: boolean; readonly counts: Counts }): Counts {
  if (!settled) throw new KernelError("interrupts do not stop", { output: JSON.stringify(found) });
  return found;
}

function signalled(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
