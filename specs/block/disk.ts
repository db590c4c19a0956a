// SPDX-License-Identifier: GPL-2.0-only
// The disk behind the function under test, whatever bus it is on. What is on it is a pattern that says of each place which
// one it is (images/tools/disk.c).
import * as z from "zod/mini";
import { bindOwn } from "../../harness/guest/pci.ts";
import { Answer, readAnswer } from "../../harness/guest/answer.ts";
import { answers, command } from "../../harness/guest/command.ts";
import { GuestProgram } from "../../harness/guest/program.ts";
import { inTurn, sh, type ShellCommand } from "../../harness/guest/shell.ts";
import type { SpecContext } from "../../harness/spec/index.ts";

export interface Disk {
  /** `/dev/nvme0n1`. */
  readonly node: string;
  /** `/sys/class/block/nvme0n1`. */
  readonly folder: string;
  readonly bytes: number;
  /** Bytes of the smallest request. */
  readonly sector: number;
}

/** By way of the page cache, or past it (O_DIRECT). */
export type Way = "buffered" | "direct";

/** Part of a disk, in bytes. */
export interface Extent {
  readonly at: number;
  readonly bytes: number;
}

/** Milliseconds, before `timeoutScale`, for a request over the whole disk. */
const wholeDisk = 30_000;

/** The name of `$d`, if it is a whole disk and not empty. */
const whole = sh`[ -e $d/partition ] || ! [ "$(cat $d/size)" -gt 0 ] || echo \${d##*/}`;

/** The names of whole disks with something in them below the function; fails if there are none. One may just go. */
const namesBelow = (address: string): ShellCommand =>
  inTurn(";", [
    sh`exec 2>/dev/null`,
    sh`for d in /sys/class/block/*; do case $(readlink -f $d) in */${address}/*) ${whole};; esac; done | grep .`,
  ]);

/** Has the kernel's own driver take the function, and waits for its disk. @throws {KernelError} if there is none in time. */
export async function bindDisk(context: SpecContext): Promise<Disk> {
  await bindOwn(context.guest, context.device);
  return findDisk(context);
}

/** Waits for the disk: drivers look for disks after they have taken a controller. */
export async function findDisk({ guest, device, run }: SpecContext): Promise<Disk> {
  const names = await guest.until("a disk", namesBelow(device.address), 20_000 * run.timeoutScale);
  const folder = `/sys/class/block/${names.split("\n")[0]}`;
  const [sectors, sector] = await Promise.all(
    ["size", "queue/logical_block_size"].map(async (file) => Number(await guest.read(`${folder}/${file}`))),
  );
  // Sysfs counts in units of 512 bytes, whatever the disk's sectors are (Documentation/ABI/stable/sysfs-block).
  return {
    node: folder.replace("/sys/class/block", "/dev"),
    folder,
    bytes: (sectors ?? 0) * 512,
    sector: sector ?? 512,
  };
}

/** Waits until no disk is left of the function. */
export async function diskGone({ guest, device, run }: SpecContext): Promise<void> {
  await guest.until("the disk to be gone", sh`! (${namesBelow(device.address)})`, 20_000 * run.timeoutScale);
}

const Verified = z.extend(Answer, { wrong: z.optional(z.number()), found: z.optional(z.string()) });

async function ask(
  context: SpecContext,
  { node }: Disk,
  words: readonly (string | number)[],
): Promise<z.infer<typeof Verified>> {
  const { guest, run } = context;
  const { command, stdout, stderr } = await guest.execute(sh`labtool disk ${node} ${words}`, {
    timeout: wholeDisk * run.timeoutScale,
  });
  return stdout === "" ? { ok: false, errno: stderr.trim() } : readAnswer(Verified, stdout, command);
}

const extentWords = (extent: Extent | undefined): readonly number[] =>
  extent === undefined ? [] : [extent.at, extent.bytes];

/** Writes the pattern of a seed to a disk or a part of it, and flushes; `done`, or what failed: `write: EIO`. */
export async function fill(context: SpecContext, disk: Disk, seed: number, way: Way, extent?: Extent): Promise<string> {
  const { ok, call, errno } = await ask(context, disk, ["fill", seed, way, ...extentWords(extent)]);
  return ok ? "done" : `${call}: ${errno}`;
}

/** Reads a disk or a part of it: `as written`, or what is wrong, and where. */
export async function verify(
  context: SpecContext,
  disk: Disk,
  seed: number,
  way: Way,
  extent?: Extent,
): Promise<string> {
  const { ok, call, errno, wrong, found } = await ask(context, disk, ["verify", seed, way, ...extentWords(extent)]);
  if (!ok) return `${call}: ${errno}`;
  return wrong === -1 ? "as written" : `at byte ${wrong} there is ${found}`;
}

/** What a disk at work has done. */
const Work = z.object({
  requests: z.number(),
  /** Workers that no request has failed yet. */
  working: z.number(),
  /** Why the last of the others stopped; empty: none did. */
  error: z.string(),
  /** Where what was read was not the pattern; -1: nowhere. */
  wrong: z.number(),
});
export type Work = Readonly<z.infer<typeof Work>>;

const work = command(answers(Work.shape), "work");

/** A disk that holds the pattern of a seed at work, until it is disposed of. */
export class Load implements AsyncDisposable {
  readonly #program: GuestProgram;

  private constructor(program: GuestProgram) {
    this.#program = program;
  }

  /** Begins; returns when requests are under way. */
  static async begin({ guest, run }: SpecContext, { node }: Disk, seed: number, workers = 4): Promise<Load> {
    const timeout = wholeDisk * run.timeoutScale;
    const load = new Load(await GuestProgram.launch(guest, sh`labtool disk ${node} load ${seed} ${workers}`, timeout));
    await load.moved();
    return load;
  }

  async work(): Promise<Work> {
    return this.#program.ok(work);
  }

  /** Waits until more requests are done than now: of those that were under way, and of new ones. */
  async moved(): Promise<Work> {
    const { requests } = await this.work();
    return this.#until((work) => work.requests > requests + 2 * work.working || work.working === 0);
  }

  /** Waits until each worker has been told that the disk is gone. */
  async ended(): Promise<Work> {
    return this.#until(({ working }) => working === 0);
  }

  async #until(wanted: (work: Work) => boolean): Promise<Work> {
    return this.#program.until(work, wanted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}
