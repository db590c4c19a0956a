// SPDX-License-Identifier: GPL-2.0-only
// Copies over real SSH and with the real tar, to a server in this process that runs commands on this host.
import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import test from "ava";
import ssh2 from "ssh2";
import { KernelError } from "../host/errors.ts";
import { makeClientKey } from "../image/keys.ts";
import { copyIn, copyOut } from "./copy.ts";
import { Guest } from "./guest.ts";

async function withGuest(use: (guest: Guest, folder: string) => Promise<void>, timeout = 10_000): Promise<void> {
  const [client, host] = [makeClientKey(), makeClientKey()];
  const server = new ssh2.Server({ hostKeys: [host.private] }, (connection) => {
    connection.on("authentication", (context) => context.accept());
    connection.on("error", () => undefined);
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _, { command }) => {
        const channel = acceptExec();
        const child = spawn("sh", ["-c", command], { detached: true });
        channel.pipe(child.stdin);
        child.stdout.pipe(channel, { end: false });
        child.stderr.pipe(channel.stderr, { end: false });
        channel.on("close", () => child.exitCode ?? process.kill(-(child.pid ?? NaN)));
        child.on("close", (code) => {
          channel.exit(code ?? 1);
          channel.end();
        });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(path.join(os.tmpdir(), "msixlab-copy-"));
  const { port } = server.address() as AddressInfo;
  const address = { port, privateKey: client.private, hostKey: host.public.split(" ")[1] ?? "" };
  try {
    await using guest = await Guest.connect({ address, emit: () => undefined, cell: "c", timeout }, 10_000);
    await use(guest, folder);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

test("what is copied in and out again is what it was, byte for byte", async (t) => {
  await withGuest(async (guest, folder) => {
    const [host, there, back] = ["host", "there", "back"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    await mkdir(path.join(host, "data"), { recursive: true });
    await mkdir(back);
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256));
    await writeFile(path.join(host, "data/file"), bytes);
    await copyIn(guest, host, ["data"], there);
    t.deepEqual(await readFile(path.join(there, "data/file")), bytes);
    await copyOut(guest, there, ["data"], back);
    t.deepEqual(await readFile(path.join(back, "data/file")), bytes);
  });
});

test("a file that is not there is an error that says so", async (t) => {
  await withGuest(async (guest, folder) => {
    const error = await t.throwsAsync(copyOut(guest, folder, ["nothing"], folder), { instanceOf: KernelError });
    t.regex(error?.output ?? "", /nothing/);
  });
});

test("a guest that dies in the middle of a copy does not hold up the lab", async (t) => {
  await withGuest(async (guest, folder) => {
    await mkdir(path.join(folder, "back"));
    await writeFile(path.join(folder, "file"), "half of it");
    // tar waits for names that nobody writes.
    const names = path.join(folder, "names");
    execFileSync("mkfifo", [names]);
    const hung = copyOut(guest, folder, ["file", "-T", names], path.join(folder, "back"));
    await t.throwsAsync(hung, { instanceOf: KernelError, message: /copy from .*: not within/ });
  }, 200);
});
