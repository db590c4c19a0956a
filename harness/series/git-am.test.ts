// SPDX-License-Identifier: GPL-2.0-only
// Mails in every shape that git am reads: what the lab keeps of one makes the same commit as `git am --scissors` makes
// of the mail itself. The commits' ids are compared: author, date, subject, message and tree.
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import test from "ava";
import { run } from "../host/exec.ts";
import { writeFiles } from "../kernel/testing.ts";
import { patchPath } from "./read.ts";
import { takePatch } from "./take.ts";
import { base64, boxed, diff, mime, part, printable, tree } from "./testing-mails.ts";

const world = await mkdtemp(path.join(os.tmpdir(), "msixlab-am-"));
process.env["TMPDIR"] = world;
const origin = path.join(world, "origin");
const env = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_COMMITTER_NAME: "C",
  GIT_COMMITTER_EMAIL: "c@example.org",
  GIT_COMMITTER_DATE: "2026-11-02T10:00:00Z",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
};
test.before(async () => {
  await writeFiles(origin, tree);
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    ["commit", "-qm", "base"],
  ])
    await run("git", ["-C", origin, ...args], { env });
});
test.after.always(() => rm(world, { recursive: true, force: true }));

/** The commit that git am makes of a mail, as git shows it. */
async function committed(input: Buffer): Promise<string> {
  const clone = await mkdtemp(path.join(world, "clone-"));
  await cp(origin, clone, { recursive: true });
  const git = async (args: readonly string[], more = {}) => run("git", ["-C", clone, ...args], { env, ...more });
  await git(["am", "--scissors", "-q"], { input });
  const { stdout } = await git(["show", "--format=%H%nauthor %an <%ae>%ndate %ad%n%B", "HEAD"]);
  return stdout;
}

const head = (subject = "[PATCH] lib: count widgets", from = "Ann Author <ann@example.org>"): string =>
  `From: ${from}\nDate: Mon, 2 Nov 2026 10:00:00 +0100\nSubject: ${subject}\nMessage-ID: <1@example.org>\n`;
const message = "They have to be counted.\n\nSigned-off-by: Ann Author <ann@example.org>\n";
const body = `${message}---\n lib/widget.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\n${diff()}-- \n2.39.5\n\n`;
const plain = `${head()}\n${body}`;
const accented = body.replace("They have", "Sämtliche müssen");
const scissors = `Hi,\n\nOn Monday, Bob wrote:\n> I do not understand it.\n\nHow about this?\n\n-- >8 --\n`;
const signature = "-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n-----END PGP SIGNATURE-----\n";
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const added = `diff --git a/lib/new.sh b/lib/new.sh\nnew file mode 100755\nindex 0000000..1111111\n--- /dev/null\n+++ b/lib/new.sh\n@@ -0,0 +1 @@\n+x\n\\ No newline at end of file\n`;
const renamed =
  "diff --git a/lib/gadget.c b/lib/thing.c\nsimilarity index 100%\nrename from lib/gadget.c\nrename to lib/thing.c\n";

const shapes: Readonly<Record<string, string | Buffer>> = {
  "a mail": plain,
  "a mail of a list archive": `From mboxrd@z Thu Jan  1 00:00:00 1970\n${plain}`,
  "line ends of Windows": plain.replaceAll("\n", "\r\n"),
  "a mail without a message": `${head()}\n${diff()}`,
  "a changelog below the dashes": plain.replace("---\n", "---\nv2: counts all of them\n\n"),
  "a diff without dashes above it": `${head()}\n${message}\n${diff()}`,
  "a diff without git's header": `${head()}\n${message}---\n${diff().replace(/^diff --git.*\nindex.*\n/, "")}`,
  "an Index line, as quilt and Subversion write": `${head()}\n${message}\nIndex: b/lib/widget.c\n${"=".repeat(67)}\n${diff().replace(/^diff --git.*\nindex.*\n/, "")}`,
  "a new executable without a line break at its end": `${head()}\n${message}---\n${added}`,
  "a renamed file, and another": `${head()}\n${message}---\n${renamed}${diff()}`,
  "tags in the subject": `${head("[RFC PATCH net-next v2 RESEND] lib: count widgets")}\n${body}`,
  "a folded subject": `${head("[PATCH] lib: count widgets,\n all of them")}\n${body}`,
  "an answer with a diff below its text": `${head("Re: [BUG] lib: count widgets")}\n> Why?\n\nDoes this help?\n\nAnn\n\n${diff()}\n-- \nAnn\n`,
  "an answer, scissors, a header in the text": `${head("Re: widgets?", "Sam <sam@example.org>")}\n${scissors}From: Ann Author <ann@example.org>\nSubject: [PATCH] lib: count widgets\n\n${body}`,
  "scissors of another make, no header": `${head()}\nA word first.\n8< - - - - - - - - 8< - - -\n${body}`,
  "an author in the text": `${head(undefined, "Sam <sam@example.org>")}\nFrom: Ann Author <ann@example.org>\n\n${body}`,
  "author, date and subject in the text": `${head("hello", "Sam <sam@example.org>")}\nFrom: Ann Author <ann@example.org>\nDate: Sun, 1 Nov 2026 09:00:00 +0000\nSubject: [PATCH] lib: count them\n\n${body}`,
  "an author in the text, encoded": `${head(undefined, "Sam <sam@example.org>")}\nFrom: =?UTF-8?q?Ann=20Sch=C3=B6n?= <ann@example.org>\n\n${body}`,
  "an encoded subject in two words": `${head("=?UTF-8?q?=5BPATCH=5D_lib=3A_z=C3=A4hle?=\n =?UTF-8?B?IFdpZGdldHM=?=")}\n${body}`,
  "an author in ISO 8859-1": `${head(undefined, "=?iso-8859-1?Q?J=F6rg_M=FCller?= <j@example.org>")}\n${body}`,
  "an author with a comma": `${head(undefined, '"Author, Ann" <ann@example.org>')}\n${body}`,
  "quoted-printable": `${head()}${mime("utf-8", "quoted-printable")}\n${printable(Buffer.from(accented))}`,
  base64: `${head()}${mime("utf-8", "base64")}\n${base64(accented)}`,
  "8 bits, UTF-8": `${head()}${mime("utf-8", "8bit")}\n${accented}`,
  "8 bits, ISO 8859-1": latin1(`${head()}${mime("iso-8859-1", "8bit")}\n${accented}`),
  "quoted-printable, ISO 8859-1": `${head()}${mime("iso-8859-1", "quoted-printable")}\n${printable(latin1(accented))}`,
  "base64, Windows 1252": `${head()}${mime("windows-1252", "base64")}\n${base64(latin1(accented))}`,
  "8 bits that nothing is said of: ISO 8859-1": latin1(`${head()}\n${accented}`),
  "koi8-r": Buffer.concat([
    Buffer.from(`${head()}${mime("koi8-r", "8bit")}\n`),
    Buffer.from([0xf7, 0xd3, 0xc5, 0x0a, 0x0a]),
    Buffer.from(body),
  ]),
  "git format-patch --attach": `${head()}${boxed("mixed", part("text/plain; charset=UTF-8; format=fixed", message), part('text/x-patch; name="0001.patch"\nContent-Disposition: attachment; filename="0001.patch"', `---\n${diff()}`))}`,
  "git format-patch --inline": `${head()}${boxed("mixed", part("text/plain; charset=UTF-8; format=fixed", message), part('text/x-patch; name="0001.patch"\nContent-Disposition: inline; filename="0001.patch"', `---\n${diff()}`))}`,
  "a diff attached in base64": `${head()}${boxed("mixed", part("text/plain", message), part("text/x-diff\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.diff", base64(diff())))}`,
  "signed beside the text (PGP/MIME)": `${head()}${boxed("signed", part("text/plain; charset=us-ascii", body), part("application/pgp-signature; name=signature.asc", signature))}`,
  "the footer of a list as a part": `${head()}${boxed("mixed", part("text/plain", body), part("text/plain", "_______________\ndev mailing list\n"))}`,
};

for (const [what, mail] of Object.entries(shapes))
  test(`${what}: as git am reads it`, async (t) => {
    const bytes = Buffer.from(mail);
    const { series } = await takePatch("-", {
      keep: path.join(await mkdtemp(path.join(world, "keep-")), "kept"),
      source: { kind: "distribution", version: "6.12" },
      stdin: Readable.from([bytes]),
    });
    t.is(series.patches.length, 1);
    const kept = await run("cat", [patchPath(series, series.patches[0]?.file ?? "")]);
    t.is(await committed(Buffer.from(kept.stdout)), await committed(bytes));
  });

test("the table has the shapes that matter", (t) => t.true(Object.keys(shapes).length >= 25));
