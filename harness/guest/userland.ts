// SPDX-License-Identifier: GPL-2.0-only
// Debian's programs in the guest, from the userland volume. They run in the volume as their root, with the guest's own
// processes, devices, modules and network.
import { userlandModules, userlandSerial } from "../../lab/userland.ts";
import type { CommandOptions, Guest } from "./guest.ts";
import { sh, type ShellCommand, type ShellValue } from "./shell.ts";
import type { GuestResult, OpenChannel } from "./ssh.ts";

/** Where the volume is mounted. */
export const userlandFolder = "/userland";

/** Mounted the first time that a machine is asked; a snapshot has it if its machine had. */
const mount = sh`
[ -e ${userlandFolder}/proc/self ] && exit
modprobe -a ${userlandModules}
for serial in /sys/block/*/serial; do
  [ "$(cat $serial)" != ${userlandSerial} ] || disk=$(basename $(dirname $serial))
done
mkdir -p ${userlandFolder} && mount -t erofs -o ro /dev/$disk ${userlandFolder} || exit
for one in sys dev; do mount -o rbind /$one ${userlandFolder}/$one || exit; done
for one in run tmp; do mount -t tmpfs $one ${userlandFolder}/$one || exit; done
mount -t proc proc ${userlandFolder}/proc`;

/** A command in the volume, by its own shell: `chroot` would take the first of a pipe alone. */
function inside(command: ShellCommand): ShellCommand {
  return sh`chroot ${userlandFolder} /usr/bin/dash -c ${command.text}`;
}

/** The guest, as its Debian programs see it. */
export class Userland {
  readonly #guest: Guest;

  private constructor(guest: Guest) {
    this.#guest = guest;
  }

  /** @throws {KernelError} if the volume cannot be mounted. */
  static async mount(guest: Guest): Promise<Userland> {
    await guest.run(mount);
    return new Userland(guest);
  }

  /** Runs a command that must succeed, as `guest.$` does. @throws {KernelError} if it fails. */
  $(pieces: TemplateStringsArray, ...values: readonly ShellValue[]): Promise<string> {
    return this.run(sh(pieces, ...values));
  }

  /** Runs a command that must succeed; its output, without the last newline. @throws {KernelError} if it fails. */
  run(command: ShellCommand, options: CommandOptions = {}): Promise<string> {
    return this.#guest.run(inside(command), options);
  }

  /** Runs a command, whatever it exits with. */
  execute(command: ShellCommand, options: CommandOptions = {}): Promise<GuestResult> {
    return this.#guest.execute(inside(command), options);
  }

  /** A command whose input and output stay open. @throws {KernelError} if it does not begin in time. */
  open(command: ShellCommand): Promise<OpenChannel> {
    return this.#guest.open(inside(command));
  }
}
