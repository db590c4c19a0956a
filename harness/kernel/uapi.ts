// SPDX-License-Identifier: GPL-2.0-only
// The headers that a series adds or changes for user space, as `make headers_install` would install them, with those
// that they include. Kept by the content of source and series.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { identify, withSource } from "./fetch/index.ts";
import { exists, readEntry, sha256, writeWhole, type Entry } from "../host/files.ts";
import { withLock } from "../host/lock.ts";
import { makeEnvironment } from "./make.ts";
import { applySeries, type Overlay } from "../series/overlay.ts";
import { seriesHash } from "../series/read.ts";
import { stage } from "../host/stage.ts";
import type { KernelRequest } from "./types.ts";
import type { Context } from "../host/context.ts";

/** Installed headers. */
export interface UapiHeaders {
  /** The folder to hand to a compiler. */
  readonly include: string;
  /** Those that the series adds or changes, as a program includes them: `linux/uio.h`. */
  readonly added: readonly string[];
  /** Why the kernel would not install some of them, by name: scripts/headers_install.sh. */
  readonly refused: Readonly<Record<string, string>>;
  /** Documentation/userspace-api/ioctl/ioctl-number.rst with the series applied. */
  readonly ioctlNumbers: string;
}

const roots = ["include/uapi/", "arch/x86/include/uapi/"];
const registry = "Documentation/userspace-api/ioctl/ioctl-number.rst";

/**
 * What a series brings for user space, or the headers that are named; undefined if there are none. Without a series
 * they are the kernel's own.
 */
export async function uapiHeaders(
  request: KernelRequest,
  context: Context,
  names?: readonly string[],
): Promise<UapiHeaders | undefined> {
  const { series, source } = request;
  if (series === undefined && names === undefined) return undefined;
  const identity = await identify(source, context);
  const what = [identity.key, series === undefined ? "" : await seriesHash(series), "1", ...(names ?? [])];
  const hash = sha256(what.join("\n")).slice(0, 32);
  const folder = path.join(context.cache, "kernel/uapi", hash);
  const record = path.join(folder, "headers.json");
  await withLock(`${folder}.lock`, { signal: context.signal }, () =>
    stage(context, "uapi", series?.name ?? identity.label, async (progress) => {
      if (await exists(record)) return { value: undefined, cached: true };
      await rm(folder, { recursive: true, force: true });
      const headers = await withSource(source, identity, context, progress, async (fetched) => {
        const overlay: Overlay =
          series === undefined ? new Map() : await applySeries(fetched.folder, series, identity.label);
        return install(fetched.folder, overlay, names ?? [...overlay].flatMap(added), folder);
      });
      await writeWhole(record, JSON.stringify(headers));
      return { value: undefined, cached: false };
    }),
  );
  const headers = JSON.parse(await readFile(record, "utf8")) as UapiHeaders;
  return headers.added.length === 0 ? undefined : { ...headers, include: path.join(folder, "include") };
}

const added = ([file, { kind }]: readonly [string, Entry]): string[] => (kind === "file" ? uapiName(file) : []);

async function install(
  source: string,
  overlay: Overlay,
  added: readonly string[],
  folder: string,
): Promise<UapiHeaders> {
  // headers_install.sh looks for its helper below the working folder.
  await mkdir(path.join(folder, "scripts"), { recursive: true });
  const compiler = ["gcc", "-O1", "-w", "-o", path.join(folder, "scripts/unifdef"), "scripts/unifdef.c"];
  await run("env", compiler, { cwd: source, env: makeEnvironment() });
  const refused: Record<string, string> = {};
  const seen = new Set<string>();
  for (const queue = [...added]; queue.length > 0;) {
    const name = queue.pop() ?? "";
    if (seen.has(name)) continue;
    seen.add(name);
    const text = await readHeader(name, source, overlay);
    if (text === undefined) continue;
    const why = await installOne(name, text, source, folder);
    if (why !== undefined) refused[name] = why;
    else queue.push(...(await includedBy(path.join(folder, "include", name))));
  }
  const numbers = await readText(registry, source, overlay);
  return { include: "", added, refused, ioctlNumbers: numbers ?? "" };
}

/** How a program names a file of the kernel's: nothing for one that it cannot. */
export function uapiName(file: string): string[] {
  const root = roots.find((prefix) => file.startsWith(prefix));
  return root !== undefined && file.endsWith(".h") ? [file.slice(root.length)] : [];
}

async function readText(file: string, source: string, overlay: Overlay): Promise<string | undefined> {
  const entry = overlay.get(file) ?? (await readEntry(path.join(source, file)));
  return entry.kind === "file" ? entry.bytes.toString() : undefined;
}

/** A header's text. Where the architecture has none of its own the build writes one: scripts/Makefile.asm-headers. */
async function readHeader(name: string, source: string, overlay: Overlay): Promise<string | undefined> {
  for (const root of roots) {
    const text = await readText(root + name, source, overlay);
    if (text !== undefined) return text;
  }
  const generic = name.replace(/^asm\//, "asm-generic/");
  return generic === name ? undefined : `#include <${generic}>\n`;
}

/** Installs one header; why the kernel would not. */
async function installOne(name: string, text: string, source: string, folder: string): Promise<string | undefined> {
  const [raw, out] = [path.join(folder, "raw", name), path.join(folder, "include", name)];
  for (const file of [raw, out]) await mkdir(path.dirname(file), { recursive: true });
  await writeFile(raw, text);
  const script = path.join(source, "scripts/headers_install.sh");
  const { code, all } = await run("sh", [script, raw, out], {
    cwd: folder,
    env: makeEnvironment(),
    okCodes: [0, 1],
  });
  if (code === 0 && !(await exists(out)))
    throw new LabError(`headers_install.sh did not write ${name}`, { output: all });
  return code === 0 ? undefined : all.replaceAll(`${folder}/raw/`, "").trim();
}

async function includedBy(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8");
  return [...text.matchAll(/^\s*#\s*include\s*<([^>]+)>/gm)].map(([, name = ""]) => name);
}
