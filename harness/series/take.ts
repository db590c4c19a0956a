// SPDX-License-Identifier: GPL-2.0-only
// `--patch WHAT`: whatever form a patch comes in, it becomes a series.
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { sha256 } from "../host/files.ts";
import { labCommand } from "../host/typed.ts";
import { readSeries } from "./read.ts";
import type { KernelSource, Series } from "./types.ts";
import type { ReviewRemark } from "../record/model.ts";
import { statedBase, type Stated } from "./base.ts";
import { readBounded, readFolder, readInput } from "./input.ts";
import type { Mail } from "./mailinfo.ts";
import { readMails } from "./mails.ts";
import { quotedPatch } from "./quoted.ts";
import { readOutOfTree } from "./out-of-tree.ts";
import { withPrefixes } from "./prefix.ts";
import { formatRange, resolveRange } from "./range.ts";
import { UnsafePatchError } from "./unsafe.ts";
import { scanPatch } from "./scan.ts";
import { chooseSeries, type Chosen } from "./thread.ts";

/** A series as it was taken in, and what a reader must know about that. */
export interface Taken {
  readonly series: Series;
  readonly stated: Stated;
  readonly notes: readonly string[];
  readonly review: readonly ReviewRemark[];
  /** The repository that the patches come from, if they come from one. */
  readonly repository?: string;
}

export interface TakeOptions {
  /** The folder that keeps what was taken, by content. */
  readonly keep: string;
  /** The kernel that was asked for: a bare range is one of its tree's. */
  readonly source: KernelSource;
  readonly stdin?: AsyncIterable<Buffer | string>;
}

/** What was read, before it is chosen from. */
interface Read {
  readonly what: string;
  readonly mails: readonly Mail[];
  readonly fragments?: readonly string[];
  readonly notes?: readonly string[];
  readonly repository?: string;
  /** The commit that the patches come after. */
  readonly commit?: string;
}

/** Takes a patch in. Nothing is written unless all of it is in order. @throws {UsageError} */
export async function takePatch(what: string, options: TakeOptions): Promise<Taken> {
  return takeRead(await readWhat(what, options), options);
}

/** Takes in a driver from outside the kernel's tree: what both sides have of it, and what is tested. @throws {UsageError} */
export async function takeOutOfTree(
  what: string,
  options: Pick<TakeOptions, "keep">,
): Promise<{ readonly base: Taken | undefined; readonly taken: Taken }> {
  const { base, mails, fragments, notes, repository } = await readOutOfTree(what);
  const from = repository === undefined ? {} : { repository };
  const before = base.length === 0 ? undefined : await takeRead({ what, mails: base, ...from }, options);
  return { base: before, taken: await takeRead({ what, mails, fragments, notes, ...from }, options) };
}

async function takeRead(read: Read, options: Pick<TakeOptions, "keep">): Promise<Taken> {
  const quoted = read.mails.length === 1 ? await quotedPatch(read.mails[0], read.what) : undefined;
  const mails = quoted === undefined ? read.mails : [quoted.mail];
  const chosen = chooseOrHint(mails, read);
  const texts = chosen.patches.map(({ mail, title }, index) => {
    const text = patchText(mail, `[PATCH ${index + 1}/${chosen.patches.length}] ${title}`);
    return withPrefixes(text) ?? text;
  });
  for (const [index, text] of texts.entries()) refuse(text, chosen.patches[index]?.title ?? read.what);
  const name = chosen.name ?? (chosen.patches.length === 1 ? chosen.patches[0]?.title : undefined);
  const folder = await keep(texts, chosen, read.fragments ?? [], options.keep);
  const series = await readSeries(folder);
  const stated = statedBase([...texts, chosen.cover?.mail.message ?? "", chosen.cover?.mail.patch ?? ""]);
  return {
    series: { ...series, name: name || path.basename(read.what) },
    stated: { ...stated, commit: stated.commit ?? read.commit },
    notes: [...(read.notes ?? []), ...chosen.notes, ...(quoted?.notes ?? []), ...formNotes(chosen)],
    review: quoted?.review ?? [],
    ...(read.repository === undefined ? {} : { repository: read.repository }),
  };
}

/** What is said of the form that patches came in; once, however many came so. */
function formNotes({ patches }: Chosen): string[] {
  const bare = patches.some(({ mail }) => withPrefixes(mail.patch) !== undefined);
  const noprefix = "The patch names files without a/ and b/ (diff.noprefix): it was read as `git apply -p0` does.";
  return [...new Set(patches.flatMap(({ mail }) => mail.notes ?? [])), ...(bare ? [noprefix] : [])];
}

function chooseOrHint(mails: readonly Mail[], { what, fragments }: Read): Chosen {
  try {
    return chooseSeries(mails, what);
  } catch (error) {
    if (!(error instanceof UsageError) || fragments === undefined || /holds no patch/.test(error.message)) throw error;
    const hint = "--series takes the *.patch files of a folder as they are, by name.";
    throw new UsageError(error.message, { hint, cause: error });
  }
}

async function readWhat(what: string, options: TakeOptions): Promise<Read> {
  if (what === "-") {
    if (options.stdin === undefined) throw new UsageError("--patch -: stdin is a terminal.");
    const name = "standard input";
    return { what: name, mails: await readMails(await readBounded(options.stdin, name), name) };
  }
  if (/^[a-z]+:\/\//i.test(what))
    throw new UsageError(`--patch ${what}: is a URL; the lab does not download patches.`, { hint: hintForUrl(what) });
  const found = statSync(what, { throwIfNoEntry: false });
  if (found?.isDirectory()) return readMailFolder(path.resolve(what));
  if (found !== undefined) return { what, mails: await readFile(what) };
  const [, folder = "", range = ""] = /^(.+?):([^/].*|)$/.exec(what) ?? [];
  if (range !== "" && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return readRange(folder, range, what);
  if (/\.\./.test(what) && !what.includes("/..") && options.source.kind === "tree")
    return readRange(options.source.path, what, what);
  throw new UsageError(`--patch ${what}: no such file or directory.`, { hint: hintFor(what) });
}

/** Where the patch itself is, by how the places that hold patches name them. */
function hintForUrl(url: string): string {
  const bare = url.replace(/[?#].*$/, "").replace(/\/$/, "");
  const forge = /^https:\/\/[^/]+\/.+\/(?:commit|pull|merge_requests)\/\w+$/.test(bare);
  // public-inbox, which list archives run on: /LIST/MESSAGE-ID/ is a page, t.mbox.gz below it the thread.
  const archived = /^https?:\/\/[^/]+\/[^/]+\/[^/]+@[^/]+$/.test(bare);
  const place = forge ? `${bare}.patch` : archived ? `${bare}/t.mbox.gz` : url;
  return `curl -L '${place}' | ${labCommand("--patch -")}`;
}

function hintFor(what: string): string {
  if (what.includes(".."))
    return "Commits are a repository and a range, as in ~/linux:v6.12..topic; with --kernel ~/linux the range alone.";
  return "A patch, a mailbox, a folder of git format-patch, a repository and a range (~/linux:v6.12..topic), or - for standard input.";
}

async function readRange(repository: string, text: string, what: string): Promise<Read> {
  const range = await resolveRange(path.resolve(repository), text);
  const { mailbox, merges } = await formatRange(range, what);
  const left = merges === 1 ? "1 merge was" : `${merges} merges were`;
  const notes = merges === 0 ? [] : [`Of ${what}, ${left} left: the patches are those of its other commits.`];
  const mails = await readMails(mailbox, what);
  return { what, mails, notes, repository: range.repository, commit: range.from };
}

async function readMailFolder(folder: string): Promise<Read> {
  const { mails: files, fragments } = await readFolder(folder);
  const mails: Mail[] = [];
  for (const file of files) mails.push(...(await readFile(file)));
  return { what: folder, mails, fragments };
}

/** A bare patch is called after its file. */
async function readFile(file: string): Promise<readonly Mail[]> {
  const mails = await readMails(await readInput(file), file);
  const name = path.basename(file).replace(/(?:\.(?:patch|diff|eml|mbox|mail|txt|gz))+$/, "");
  return mails.map((mail) => (mail.subject === "" && mail.patch !== "" ? { ...mail, subject: name } : mail));
}

function patchText({ from, date, message, patch }: Mail, subject: string): string {
  const head = [["From", from] as const, ["Date", date] as const, ["Subject", subject] as const]
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name}: ${value}\n`);
  return `${head.join("")}\n${message.trim()}\n${patch.startsWith("---\n") ? "" : "\n"}${patch}`;
}

function refuse(text: string, title: string): void {
  try {
    scanPatch(text);
  } catch (error) {
    // The title is part of what is refused: it may be what is wrong with it.
    const name = title.replaceAll(/[^\w .,:;()/'"+-]/g, "?").slice(0, 80);
    if (error instanceof UnsafePatchError)
      throw new UnsafePatchError(`“${name}” is refused: ${error.message}.`, { cause: error });
    throw error;
  }
}

const slug = (title: string): string =>
  title
    .replaceAll(/[^A-Za-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 52)
    .replace(/-$/, "") || "patch";

/** Writes the series to the folder of its content, whole or not at all. */
async function keep(
  texts: readonly string[],
  { patches }: Chosen,
  fragments: readonly string[],
  root: string,
): Promise<string> {
  await mkdir(root, { recursive: true });
  const scratch = await mkdtemp(path.join(root, ".new-"));
  try {
    const digits = (index: number): string => String(index + 1).padStart(4, "0");
    for (const [index, text] of texts.entries())
      await writeFile(path.join(scratch, `${digits(index)}-${slug(patches[index]?.title ?? "")}.patch`), text);
    const bytes: string[] = [];
    for (const file of fragments) {
      const fragment = await readInput(file);
      await writeFile(path.join(scratch, path.basename(file)), fragment);
      bytes.push(sha256(fragment));
    }
    const folder = path.join(root, sha256([...texts.map((text) => sha256(text)), ...bytes].join("\n")).slice(0, 16));
    await rename(scratch, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
