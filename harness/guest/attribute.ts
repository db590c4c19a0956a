// SPDX-License-Identifier: GPL-2.0-only
// Attributes in sysfs and the like, written and read by one system call each, so that the errno is known.
import { file, openFlags, read, Reply, shut, write, type SystemCall } from "./calls.ts";
import type { Guest } from "./guest.ts";
import { GuestProgram } from "./program.ts";
import { sh } from "./shell.ts";

/** A program that makes system calls, with no device of its own; each may take so many milliseconds. */
export async function startCalls(guest: Guest, timeout?: number): Promise<GuestProgram> {
  return GuestProgram.launch(guest, sh`labtool calls`, timeout);
}

let opened = 0;

/** Opens a file, does one thing with it, and closes it: the errno, and what came back. */
async function once(
  program: GuestProgram,
  path: string,
  flags: number,
  call: (name: string) => SystemCall,
): Promise<{ errno?: string; reply?: Reply }> {
  const name = `attribute${++opened}`;
  const made = await program.ask(file(name, path, flags));
  if (!made.ok) return { errno: made.errno ?? "unknown" };
  const answer = await program.ask(call(name));
  await program.ok(shut(name));
  return answer.ok ? { reply: new Reply(answer) } : { errno: answer.errno ?? "unknown" };
}

/** Writes an attribute: the errno, or undefined if it worked. */
export async function writeAttribute(program: GuestProgram, path: string, text: string): Promise<string | undefined> {
  const bytes = Buffer.from(text).toString("hex");
  return (await once(program, path, openFlags.writeOnly, (name) => write(name, bytes))).errno;
}

/** Reads an attribute, without its last newline: what it says, or the errno in brackets. */
export async function readAttribute(program: GuestProgram, path: string): Promise<string> {
  const { errno, reply } = await once(program, path, openFlags.readOnly, (name) => read(name, 2048));
  return reply === undefined ? `(${errno})` : reply.bytes.toString().replace(/\n$/, "");
}
