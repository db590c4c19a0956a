// SPDX-License-Identifier: GPL-2.0-only
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { LabError, UsageError, errorMessage } from "../../host/errors.ts";
import { run } from "../../host/exec.ts";
import type { Progress } from "../../host/stage.ts";
import type { KernelSource } from "../../series/types.ts";
import type { Context } from "../../host/context.ts";
import type { SourceIdentity } from "./source.ts";

type Tarball = Extract<KernelSource, { kind: "tarball" }>;

/** A tarball is its hash. @throws {UsageError} if that is no sha256. */
export function identifyTarball(source: Tarball): SourceIdentity {
  const sum = source.sha256.toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sum)) throw new UsageError(`${source.sha256} is not a sha256 (64 hexadecimal digits).`);
  const key = `tarball-${sum.slice(0, 16)}`;
  const name = path.basename(source.location);
  return { key, origin: key, label: `${name} ${sum.slice(0, 8)}`, version: versionInName(name) };
}

/** What linux-6.12.34.tar.xz is of. */
export function versionInName(name: string): string | undefined {
  return /(?:^|[^\d.])(\d+\.\d+)(?=[^\d]|$)/.exec(name)?.[1];
}

/** Verifies the tarball, then unpacks it into `folder`, which is empty. */
export async function fetchTarball(
  source: Tarball,
  folder: string,
  context: Context,
  progress: Progress,
): Promise<void> {
  const remote = /^https?:\/\//.test(source.location);
  const file = remote ? `${folder}.download` : source.location;
  try {
    if (remote) await download(source.location, file, context, progress);
    progress("verifying");
    const sum = await hashFile(file);
    if (sum !== source.sha256.toLowerCase())
      throw new UsageError(`${source.location} has the wrong checksum.`, {
        output: `sha256 wanted ${source.sha256.toLowerCase()}\nsha256 found     ${sum}`,
      });
    progress("unpacking");
    const args = ["-xf", file, "-C", folder, "--strip-components=1", "--no-same-owner"];
    await run("tar", args, context.signal === undefined ? {} : { signal: context.signal });
  } finally {
    if (remote) await rm(file, { force: true });
  }
}

async function download(url: string, file: string, context: Context, progress: Progress): Promise<void> {
  try {
    const response = await fetch(url, context.signal === undefined ? {} : { signal: context.signal });
    if (!response.ok || response.body === null)
      throw new UsageError(`${url}: ${response.status} ${response.statusText}`);
    const total = Number(response.headers.get("content-length")) / 1e6 || undefined;
    let bytes = 0;
    const body = Readable.fromWeb(response.body as import("node:stream/web").ReadableStream);
    body.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      progress("downloading, MB", Math.round(bytes / 1e6), total === undefined ? undefined : Math.round(total));
    });
    await pipeline(body, createWriteStream(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason =
      error instanceof Error && error.cause !== undefined ? errorMessage(error.cause) : errorMessage(error);
    throw new LabError(`${url} cannot be downloaded: ${reason}`, { cause: error });
  }
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
  return hash.digest("hex");
}
