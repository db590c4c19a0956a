// SPDX-License-Identifier: GPL-2.0-only
// A mailbox → its mails, and those that are attached to them: git mailsplit takes the box apart.
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { run } from "../host/exec.ts";
import { mailWithin, unflowed, withoutSignature } from "./cleartext.ts";
import { gitEnvironment, mailinfo, type Mail } from "./mailinfo.ts";
import { decodeText, unpack } from "./mime.ts";
import { limits, UnsafePatchError } from "./unsafe.ts";

/** Mails that are read at once. */
const together = 4;
/** Mails in mails in mails. */
const deepest = 4;

/** Takes a mailbox (or one mail, or a bare patch) apart, in the order of its mails. @throws {UsageError} */
export async function readMails(mailbox: Buffer, what: string): Promise<readonly Mail[]> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "msixlab-mails-"));
  try {
    const folder = path.join(scratch, "mails");
    await mkdir(folder);
    // -b: what begins with no From line is one mail. mboxrd: the form that list archives write.
    const options = { input: mailbox, cwd: scratch, env: gitEnvironment };
    await run("git", ["mailsplit", "-b", "--mboxrd", "-d6", `-o${folder}`], options);
    const names = (await readdir(folder)).sort();
    if (names.length > limits.mails)
      throw new UnsafePatchError(`${what} is refused: it has more than ${limits.mails} mails.`);
    const mails: Mail[] = [];
    for (let at = 0; at < names.length; at += together) {
      const some = names.slice(at, at + together).map(async (name) => {
        const bytes = await readFile(path.join(folder, name));
        return openMail(bytes, `mail ${Number(name)} of ${what}`);
      });
      mails.push(...(await Promise.all(some)).flat());
    }
    return mails;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A mail, or the mails that are attached to it: what its own text says is not about the patch then. */
async function openMail(bytes: Buffer, what: string, depth = 0): Promise<readonly Mail[]> {
  const { head, text, attached, flowed, unreadable } = await unpack(bytes, what);
  const mails = attached.filter(isMail);
  if (mails.length > 0 && depth < deepest) {
    const found = await Promise.all(mails.map((one) => openMail(one, `an attachment of ${what}`, depth + 1)));
    const note = "The patch was taken from an attachment, with the author and the message that the attachment names.";
    return found.flat().map((mail) => ({ ...mail, notes: [note, ...(mail.notes ?? [])] }));
  }
  const signless = withoutSignature(mailWithin(text));
  const plain = attached.length === 0 ? signless : aboveDiff(signless);
  const { text: own, fault } = flowed ? unflowed(plain) : { text: plain };
  const mail = await mailinfo(head, [own, ...attached.map(decodeText)].join("\n"), what);
  const reason = unreadable ?? fault;
  return [reason === undefined ? mail : { ...mail, unreadable: reason }];
}

const isMail = (bytes: Buffer): boolean => /^(?:From |From: |Subject: |Date: )/.test(bytes.toString("latin1", 0, 16));

/** A text without its diff: beside an attached one it is taken for the same, with its lines broken. */
function aboveDiff(text: string): string {
  return text.split(/^(?=diff --git |--- \S.*\n\+\+\+ )/m)[0] ?? "";
}
