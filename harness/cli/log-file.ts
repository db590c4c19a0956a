// SPDX-License-Identifier: GPL-2.0-only
// A log as it lies on a disk → text: unpacked, in whatever encoding; or what it is instead.
import { createReadStream } from "node:fs";
import { Readable, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { errorMessage, UsageError } from "../host/errors.ts";
import { start } from "../host/exec.ts";

type Bytes = AsyncIterable<Buffer>;

/** Formats that a tool of the host unpacks from standard input with -dc, and Debian's package of it. */
const tools = [
  { name: "xz", magic: "fd377a585a00", package: "xz-utils" },
  { name: "zstd", magic: "28b52ffd", package: "zstd" },
  { name: "bzip2", magic: "425a68", package: "bzip2" },
  { name: "lz4", magic: "04224d18", package: "lz4" },
] as const;
const gzip = "1f8b";
/** What is no log, by its first bytes. */
const others: readonly (readonly [string, string])[] = [
  ["504b0304", "a zip archive: unpack it first"],
  ["377abcaf271c", "a 7z archive: unpack it first"],
  ["7f454c46", "an ELF file (a program, or a memory dump: `crash` reads that)"],
  ["4b44554d50202020", "a memory dump: `crash` or `makedumpfile --dump-dmesg` reads it"],
  ["4c50454b52494c45", "the journal's own format: `journalctl --file` reads it"],
  ["4c504b5348485248", "the journal's own format: `journalctl --file` reads it"],
  ["25504446", "a PDF"],
  ["89504e47", "a picture"],
  ["ffd8ff", "a picture"],
];
/** Bytes that are looked at before anything is decided. */
const looked = 4096;
/** Of them may be no text: the noise on a serial line; more is no log. */
const noise = 0.3;
/** Packed in packed in packed: a log is not. */
const deepest = 4;

/** The text of a log, piece by piece; `-` is standard input. */
export async function* readLog(file: string): AsyncIterable<string> {
  const source = file === "-" ? process.stdin : createReadStream(file);
  try {
    yield* decompress(source as Bytes, file, 0);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${file}: ${errorMessage(error)}`, { cause: error });
  }
}

async function* decompress(source: Bytes, file: string, depth: number): AsyncIterable<string> {
  const { head, all } = await peek(source);
  const hex = head.toString("hex", 0, 8);
  const tool = tools.find(({ magic }) => hex.startsWith(magic));
  if (depth < deepest && hex.startsWith(gzip)) return yield* decompress(gunzip(all), file, depth + 1);
  if (depth < deepest && tool !== undefined) return yield* decompress(unpack(all, file, tool), file, depth + 1);
  refuse(head, hex, file);
  if (isBase64(head)) return yield* decompress(fromBase64(all), file, depth + 1);
  const decoder = new TextDecoder(hex.startsWith("fffe") ? "utf-16le" : hex.startsWith("feff") ? "utf-16be" : "utf-8");
  for await (const chunk of all) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The first bytes, and all of them. */
async function peek(source: Bytes): Promise<{ head: Buffer; all: Bytes }> {
  const rest = source[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  for (let length = 0; length < looked;) {
    const next = await rest.next();
    if (next.done === true) break;
    first.push(Buffer.from(next.value));
    length += next.value.length;
  }
  const all = async function* (): Bytes & AsyncGenerator<Buffer> {
    yield* first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  };
  return { head: Buffer.concat(first), all: all() };
}

function refuse(head: Buffer, hex: string, file: string): void {
  const known = others.find(([magic]) => hex.startsWith(magic))?.[1];
  if (known !== undefined) throw new UsageError(`${file} is not a log but ${known}`);
  // POSIX ustar: the magic stands at 257.
  if (head.toString("latin1", 257, 262) === "ustar")
    throw new UsageError(`${file} is a tar archive: unpack it first; judge takes several files`);
  if (hex.startsWith("fffe") || hex.startsWith("feff")) return;
  const text = head.toString("utf8");
  // BEL, backspace, tab, line ends and ESC are a terminal's.
  const odd = text.match(/[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]/g)?.length ?? 0;
  if (text.length > 0 && odd > text.length * noise)
    throw new UsageError(`${file} is not a text file: ${odd} of its first ${text.length} characters are binary`);
}

function gunzip(packed: Bytes): Bytes {
  const stream = createGunzip();
  // A failure comes out of the stream that is read.
  pipeline(Readable.from(packed), stream, () => undefined);
  return stream as Bytes;
}

async function* unpack(packed: Bytes, file: string, tool: (typeof tools)[number]): AsyncGenerator<Buffer> {
  const child = start(tool.name, ["-dc"], {
    input: Readable.from(packed),
    encoding: "buffer",
    buffer: { stdout: false, stderr: true },
  });
  for await (const chunk of child.stdout as unknown as Bytes) yield chunk;
  const { exitCode, stderr } = await child;
  if (exitCode === 0) return;
  const missing = exitCode === 127 ? `${tool.name} is missing: install ${tool.package}` : undefined;
  const said = Buffer.from(stderr as unknown as Uint8Array)
    .toString("utf8")
    .trim();
  throw new UsageError(`cannot unpack ${file}: ${missing ?? said}`);
}

/** Lines of base64 and nothing else: an attachment that somebody saved as it was sent. */
function isBase64(head: Buffer): boolean {
  const lines = head.toString("latin1").split(/\r?\n/).slice(0, 4);
  return lines.length === 4 && lines.slice(0, 3).every((line) => /^[A-Za-z0-9+/]{60,76}$/.test(line));
}

async function* fromBase64(source: Bytes): AsyncGenerator<Buffer> {
  let rest = "";
  for await (const chunk of source) {
    const text = rest + chunk.toString("latin1").replace(/\s/g, "");
    const whole = text.length - (text.length % 4);
    rest = text.slice(whole);
    yield Buffer.from(text.slice(0, whole), "base64");
  }
  yield Buffer.from(rest, "base64");
}
