// SPDX-License-Identifier: GPL-2.0-only
// The text of a mail → author, subject, message and patch, by git mailinfo --scissors: what `git am --scissors` would
// commit is so by construction (scissors, headers in the text, encoded words, where a patch begins).
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isBlamed, UsageError } from "../host/errors.ts";
import { run } from "../host/exec.ts";
import { quoteDepth } from "./quote.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

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
  /** What a reader must know about how it came, as sentences. */
  readonly notes?: readonly string[];
  /** Why its patch cannot be taken. */
  readonly unreadable?: string;
}

/** git as nobody has set it up, outside of any repository. */
export const gitEnvironment = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CEILING_DIRECTORIES: os.tmpdir(),
  LC_ALL: "C.UTF-8",
};

/** Reads a text with the header that it came with; a bare patch has none. `what` names it in errors. */
export async function mailinfo(head: Buffer, text: string, what: string): Promise<Mail> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-mail-"));
  try {
    const [message, patch] = [path.join(scratch, "message"), path.join(scratch, "patch")];
    const decoded = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n";
    const input = head.length === 0 ? Buffer.from(text) : Buffer.concat([head, Buffer.from(`${decoded}${text}`)]);
    // A review quotes scissors, too: what is above them belongs to the patch that it quotes.
    const scissors = (quoteDepth(text.split("\n")) ?? 0) > 0 ? "--no-scissors" : "--scissors";
    // -k: the subject as it is. git's own words for a mail that it cannot read name files that are gone by then.
    const { stdout } = await run("git", ["mailinfo", "-k", scissors, "--quoted-cr=strip", message, patch], {
      input,
      cwd: scratch,
      env: gitEnvironment,
      timeout: 60_000,
    }).catch((error: unknown) => {
      if (!isBlamed(error)) throw error;
      const output = error.output === undefined ? {} : { output: error.output };
      throw new UsageError(`git cannot read ${what}.`, { ...output, cause: error });
    });
    const header = (name: string): string => new RegExp(`^${name}: (.*)$`, "m").exec(stdout)?.[1]?.trim() ?? "";
    const [author, email] = [header("Author"), header("Email")];
    return {
      from: email === "" ? author : `${author} <${email}>`,
      date: header("Date"),
      subject: header("Subject"),
      message: await readBounded(message, what),
      patch: await readBounded(patch, what),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A mail's encodings make it smaller and never larger, but what is decoded is what counts. */
async function readBounded(file: string, what: string): Promise<string> {
  if ((await stat(file)).size > limits.patchBytes)
    throw new UnsafePatchError(`${what} is refused: it is larger than ${limits.patchBytes >> 20} MiB.`);
  return readFile(file, "utf8");
}
