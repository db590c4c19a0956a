// SPDX-License-Identifier: GPL-2.0-only
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import ssh2 from "ssh2";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import type { Kernel } from "../kernel/types.ts";
import type { Context } from "../host/context.ts";
import type { EventBody } from "../record/model.ts";
import { root } from "../host/paths.ts";
import { buildImage, joinInitrd, makeKeys, modulesArchive } from "./index.ts";

async function scratch(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "msixlab-image-"));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

function contextIn(cache: string): { context: Context; events: EventBody[] } {
  const events: EventBody[] = [];
  return { context: { cache, jobs: 1, emit: (event) => events.push(event) }, events };
}

async function list(archive: string): Promise<string[]> {
  const { stdout } = await run("cpio", ["--list", "--quiet"], { input: await readFile(archive) });
  return stdout.trimEnd().split("\n");
}

test("the image is built once, is the same wherever it is built, and holds what the guest needs", async (t) => {
  const cache = await scratch(t);
  const { context, events } = contextIn(path.join(cache, "one"));
  const first = await buildImage(context);
  t.false(first.cached);
  t.deepEqual(await buildImage(context), { path: first.path, cached: true });

  const checkout = path.join(cache, "checkout");
  await cp(path.join(root, "images"), path.join(checkout, "images"), { recursive: true });
  const second = await buildImage(contextIn(path.join(cache, "two")).context, {}, checkout);
  t.is(path.basename(path.dirname(second.path)), path.basename(path.dirname(first.path)));
  t.deepEqual(await readFile(second.path), await readFile(first.path));

  const names = await list(first.path);
  for (const name of ["init", "bin/busybox", "bin/sh", "usr/sbin/dropbear", "usr/bin/labtool", "dev/console"])
    t.true(names.includes(name), name);
  t.true(names.some((name) => /(^|\/)ld-linux-x86-64\.so\.2$/.test(name)));

  const ends = events.flatMap((event) => (event.type === "stage-end" ? [event.record] : []));
  t.deepEqual(
    ends.map(({ stage, cached, ok }) => ({ stage, cached, ok })),
    [
      { stage: "image", cached: false, ok: true },
      { stage: "image", cached: true, ok: true },
    ],
  );
});

test("a tool that does not compile leaves nothing in the cache and says what the compiler said", async (t) => {
  const folder = await scratch(t);
  const checkout = path.join(folder, "checkout");
  await mkdir(path.join(checkout, "images/tools"), { recursive: true });
  await writeFile(path.join(checkout, "images/manifest"), "tool /usr/bin/x images/tools\n");
  await writeFile(path.join(checkout, "images/tools/x.c"), "int main(void) { int unused; return 0; }\n");
  const { context, events } = contextIn(path.join(folder, "cache"));
  const error = await t.throwsAsync(buildImage(context, {}, checkout), { instanceOf: LabError });
  t.regex((error as LabError).output ?? "", /unused variable/);
  const last = events.at(-1);
  t.true(last?.type === "stage-end" && !last.record.ok);
});

test("a kernel's modules: those that modprobe can load, with its indexes", async (t) => {
  const folder = await scratch(t);
  const release = "6.12.1";
  const kernel = { release, hash: "abc", modules: folder } as Kernel;
  const { context } = contextIn(path.join(folder, "cache"));
  await t.throwsAsync(modulesArchive(kernel, context), { instanceOf: LabError, message: /no modules at/ });

  const modules = path.join(folder, "lib/modules", release);
  await mkdir(path.join(modules, "kernel/drivers/uio"), { recursive: true });
  await writeFile(path.join(modules, "kernel/drivers/uio/uio.ko"), "module");
  await writeFile(path.join(modules, "modules.dep.bin"), "");
  await t.throwsAsync(modulesArchive(kernel, context), { instanceOf: LabError, message: /no modules\.dep/ });

  await writeFile(path.join(modules, "modules.dep"), "kernel/drivers/uio/uio.ko:\n");
  t.deepEqual(
    (await list(await modulesArchive(kernel, context))).filter((name) => /\.|dep/.test(path.basename(name))),
    [
      `lib/modules/${release}`,
      `lib/modules/${release}/kernel/drivers/uio/uio.ko`,
      `lib/modules/${release}/modules.dep`,
    ],
  );
});

test("a run's keys fit each other, and only their owner can read them", async (t) => {
  const folder = await scratch(t);
  const keys = await makeKeys(folder);
  for (const secret of [keys.clientKeyFile, keys.archive]) t.is((await stat(secret)).mode & 0o777, 0o600);

  const client = ssh2.utils.parseKey(keys.clientPrivateKey);
  if (client instanceof Error) throw client;
  const { stdout } = await run("cpio", ["--extract", "--to-stdout", "--quiet", "root/.ssh/authorized_keys"], {
    input: await readFile(keys.archive),
  });
  t.is(stdout.trim().split(" ")[1], client.getPublicSSH().toString("base64"));
  t.true((await list(keys.archive)).includes("etc/dropbear/dropbear_ed25519_host_key"));

  const host = ssh2.utils.parseKey(`ssh-ed25519 ${keys.hostKey.toString("base64")}`);
  t.false(host instanceof Error);
  t.regex(await readFile(keys.knownHostsFile, "utf8"), /^msixlab ssh-ed25519 /);
  t.regex(keys.hostKeyFingerprint, /^SHA256:[A-Za-z0-9+/]{43}$/);
});

test("each part of an initrd starts at a multiple of four", async (t) => {
  const folder = await scratch(t);
  const parts = ["a", "bb", "cccc"].map((text, index) => ({ text, file: path.join(folder, `${index}`) }));
  await Promise.all(parts.map(({ text, file }) => writeFile(file, text)));
  const out = path.join(folder, "initrd");
  await joinInitrd(
    parts.map(({ file }) => file),
    out,
  );
  t.is(await readFile(out, "latin1"), "a\0\0\0bb\0\0cccc");
  t.is((await stat(out)).mode & 0o777, 0o600);
});
