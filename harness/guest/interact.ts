// SPDX-License-Identifier: GPL-2.0-only
// This process's terminal, or its pipes, connected to a shell in the guest.
import type { Guest } from "./guest.ts";
import { sh, ShellCommand } from "./shell.ts";

/** Runs a login shell, or a command, with this process's input and output. @returns its exit code. */
export async function interact(guest: Guest, words: readonly string[]): Promise<number> {
  const { stdin, stdout, stderr } = process;
  const pty = stdin.isTTY && stdout.isTTY;
  // A login shell reads /etc/profile, and with it the prompt that says which machine this is.
  const command = words.length > 0 ? new ShellCommand(words.join(" ")) : sh`exec sh -l`;
  const { channel, ended } = await guest.open(command, pty);
  channel.pipe(stdout, { end: false });
  channel.stderr.pipe(stderr, { end: false });
  const resize = (): void => channel.setWindow(stdout.rows, stdout.columns, 0, 0);
  if (pty) {
    stdin.setRawMode(true);
    stdout.on("resize", resize);
    resize();
  }
  stdin.pipe(channel);
  try {
    // Without an exit status the machine went away under the shell.
    return await ended.catch(() => 3);
  } finally {
    stdin.unpipe(channel);
    stdout.off("resize", resize);
    if (pty) stdin.setRawMode(false);
    // Or an open terminal would keep the process alive.
    stdin.destroy();
  }
}
