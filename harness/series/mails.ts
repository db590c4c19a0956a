// SPDX-License-Identifier: GPL-2.0-only
// Mails, read with git's own tools: git mailsplit takes a mailbox apart, git mailinfo a mail.
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isBlamed, UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { limits, Refusal } from "./refusal.ts";

/** A mail, decoded. */
export interface Mail {
  /** `Name <address>`; empty if it does not say. */
  readonly from: string;
  readonly date: string;
  /** With its `[PATCH …]`. */
  readonly subject: string;
  /** What is before the diff: the commit message and what is below its `---`. */
  readonly message: string;
  /** From the first diff on; empty if there is none. */
  readonly patch: string;
}

const env = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" };
/** Mails that are read at once. */
const together = 4;

/** Takes a mailbox (or one mail, or a bare patch) apart, in the order of its mails. @throws {UsageError} */
export async function readMails(mailbox: Buffer, what: string): Promise<readonly Mail[]> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-mails-"));
  try {
    const folder = path.join(scratch, "mails");
    await mkdir(folder);
    // -b: what begins with no From line is one mail. mboxrd: the form that list archives write.
    const options = { input: mailbox, cwd: scratch, env: { ...env, GIT_CEILING_DIRECTORIES: os.tmpdir() } };
    await run("git", ["mailsplit", "-b", "--mboxrd", "-d6", `-o${folder}`], options);
    const names = (await readdir(folder)).sort();
    if (names.length > limits.mails) throw new Refusal(`${what} is refused: it has more than ${limits.mails} mails.`);
    const mails: Mail[] = [];
    for (let at = 0; at < names.length; at += together) {
      const some = names.slice(at, at + together).map((name) => readMail(path.join(folder, name), what));
      mails.push(...(await Promise.all(some)));
    }
    return mails;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function readMail(file: string, what: string): Promise<Mail> {
  const mail = await readFile(file);
  // -k: the subject as it is. git's own words for a mail that it cannot read name files that are gone by then.
  const info = await run("git", ["mailinfo", "-k", "--quoted-cr=strip", `${file}.msg`, `${file}.patch`], {
    input: mail,
    cwd: path.dirname(file),
    env: { ...env, GIT_CEILING_DIRECTORIES: os.tmpdir() },
    timeout: 60_000,
  }).catch((error: unknown) => {
    if (!isBlamed(error)) throw error;
    throw new UsageError(`git cannot read mail ${Number(path.basename(file))} of ${what}.`, {
      ...(error.output === undefined ? {} : { output: error.output }),
      cause: error,
    });
  });
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(info.stdout)?.[1]?.trim() ?? "";
  const [author, email] = [header("Author"), header("Email")];
  return {
    from: email === "" ? author : `${author} <${email}>`,
    date: header("Date"),
    subject: header("Subject"),
    message: await textOf(`${file}.msg`, what),
    patch: await textOf(`${file}.patch`, what),
  };
}

/** A mail's encodings make it smaller and never larger, but what is decoded is what counts. */
async function textOf(file: string, what: string): Promise<string> {
  if ((await stat(file)).size > limits.patchBytes)
    throw new Refusal(`${what} is refused: a mail of it is larger than ${limits.patchBytes >> 20} MiB.`);
  return readFile(file, "utf8");
}
