// SPDX-License-Identifier: GPL-2.0-only
// What is handed to `--patch`, as bytes: never more than a limit, wherever they come from.
import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { errorMessage, UsageError } from "../host/errors.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

const mebibytes = limits.inputBytes >> 20;

/** Reads a stream to its end. @throws {UnsafePatchError} once it is too long: what never ends must not fill the memory. */
export async function readBounded(stream: AsyncIterable<Buffer | string>, what: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limits.inputBytes)
      throw new UnsafePatchError(`${what} is refused: it is larger than ${mebibytes} MiB.`);
    chunks.push(buffer);
  }
  return unpacked(Buffer.concat(chunks), what);
}

/** Reads a file or a pipe; mailboxes that list archives pack with gzip are unpacked. */
export async function readInput(file: string): Promise<Buffer> {
  const found = await stat(file);
  if (!found.isFile() && !found.isFIFO())
    throw new UnsafePatchError(`${file} is refused: it is neither a file nor a pipe.`);
  if (found.size > limits.inputBytes)
    throw new UnsafePatchError(`${file} is refused: it is larger than ${mebibytes} MiB.`);
  const handle = await open(file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${errorMessage(error)}`);
  });
  return readBounded(createReadStream(file, { fd: handle }) as AsyncIterable<Buffer>, file);
}

function unpacked(bytes: Buffer, what: string): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.inputBytes });
  } catch (error) {
    const large = error instanceof RangeError;
    if (large) throw new UnsafePatchError(`${what} is refused: unpacked it is larger than ${mebibytes} MiB.`);
    throw new UsageError(`${what} cannot be unpacked: ${errorMessage(error)}.`);
  }
}

/** Files of a folder that may hold mails or patches, and the config fragments beside them, by name. */
export async function readFolder(
  folder: string,
): Promise<{ readonly mails: readonly string[]; readonly fragments: readonly string[] }> {
  const names = (await readdir(folder)).sort();
  const paths = (ending: RegExp): string[] =>
    names.filter((name) => ending.test(name)).map((name) => path.join(folder, name));
  const mails = paths(/\.(?:patch|diff|eml|mbox|mail)(?:\.gz)?$/);
  if (mails.length === 0) throw new UsageError(`${folder} has no *.patch, *.diff, *.eml or *.mbox file.`);
  return { mails, fragments: paths(/\.config$/) };
}
