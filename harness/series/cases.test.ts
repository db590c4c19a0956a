// SPDX-License-Identifier: GPL-2.0-only
// Patches as people send them that git am does not read, or reads wrong: taken as they are meant, or refused by name.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { folderWith } from "../kernel/testing.ts";
import { applySeries } from "./overlay.ts";
import { patchPath } from "./read.ts";
import { takePatch, type Taken } from "./take.ts";
import { base64, boxed, diff, mime, part, printable, tree } from "./testing-mails.ts";

const world = await mkdtemp(path.join(os.tmpdir(), "msixlab-cases-"));
process.env["TMPDIR"] = world;
test.after.always(() => rm(world, { recursive: true, force: true }));

const source = { kind: "distribution", version: "6.12" } as const;
const keep = async (): Promise<string> => path.join(await mkdtemp(path.join(world, "keep-")), "kept");
const take = async (mail: string | Buffer): Promise<Taken> =>
  takePatch("-", { keep: await keep(), source, stdin: Readable.from([Buffer.from(mail)]) });
const fixture = async (name: string): Promise<Taken> =>
  takePatch(path.join(import.meta.dirname, "fixtures", name), { keep: await keep(), source });
const kept = ({ series }: Taken, index = 0): Promise<string> =>
  readFile(patchPath(series, series.patches[index]?.file ?? ""), "utf8");

/** As the fixtures' patch finds the file: what its hunk has as context, and the lines above it. */
const probe =
  '\terr = pcim_enable_device(pdev);\n\tif (err) {\n\t\tdev_err(&pdev->dev, "%s: WHAT: %d\\n",\n\t\t\t__func__, err);\n\t\treturn err;\n\t}\n';
const driver = (said: string): string => `${"/* */\n".repeat(77)}\n${probe.replace("WHAT", said)}`;
const uio = "drivers/uio/uio_pci_generic.c";

/** What the driver is once a fixture's patch is applied. */
async function patched(t: Parameters<typeof folderWith>[0], { series }: Taken): Promise<string> {
  const overlay = await applySeries(
    await folderWith(t, { [uio]: driver("pci_enable_device failed") }),
    series,
    "linux",
  );
  const entry = overlay.get(uio);
  return entry?.kind === "file" ? String(entry.bytes) : "";
}

const head = (subject = "[PATCH] lib: count widgets"): string =>
  `From: Sam Sender <sam@example.org>\nDate: Mon, 2 Nov 2026 10:00:00 +0100\nSubject: ${subject}\n`;
const message = "They have to be counted.\n\nSigned-off-by: Ann Author <ann@example.org>\n";
const stat = " lib/widget.c | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n";
const body = `${message}---\n${stat}\n${diff()}`;
const written = (subject = "[PATCH] lib: count widgets"): string =>
  `From 505d06fe5a508bff1671a2d00b3f4103e058f4a4 Mon Sep 17 00:00:00 2001\nFrom: Ann Author <ann@example.org>\nDate: Sun, 1 Nov 2026 09:00:00 +0000\nSubject: ${subject}\n\n${body}`;
const html = `<html><pre>${body.replaceAll("<", "&lt;")}</pre></html>`;

/** What each of the fixtures' patches says of its author and itself, whatever it came in. */
const ann =
  /^From: Ann Author <ann@example.org>\nDate: .*2026.*\nSubject: \[PATCH 1\/1\] uio_pci_generic: Say in words what failed\n\nA function's name is no message.\n\nSigned-off-by: Ann/;

test("attached in base64: author, subject and message are the attachment's", async (t) => {
  const taken = await fixture("p01-attachment-base64.mbox");
  t.regex(await kept(taken), ann);
  t.regex(taken.notes.join(), /taken from an attachment/);
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("format=flowed: the stuffing is taken off", async (t) => {
  const taken = await fixture("p04-flowed-stuffed.mbox");
  t.regex(await kept(taken), /\n drivers\/uio\/uio_pci_generic.c \| 2 \+-\n 1 file changed/);
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("scissors in an answer: author, subject and message are those below them", async (t) => {
  const taken = await fixture("p05-scissors-in-reply.mbox");
  t.regex(await kept(taken), ann);
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("a diff below the text of an answer is taken", async (t) => {
  const taken = await fixture("p07-diff-below-reply.mbox");
  t.is(taken.series.name, "message of uio_pci_generic");
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("file names without a/ and b/: taken, and said", async (t) => {
  const taken = await fixture("p09-noprefix.diff");
  t.regex(taken.notes.join(), /without a\/ and b\/ \(diff\.noprefix\)/);
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("a bare diff is taken, and named after its file", async (t) => {
  const taken = await fixture("p12-bare-git-diff.diff");
  t.is(taken.series.name, "p12-bare-git-diff");
  t.deepEqual(taken.notes, []);
  t.is(await patched(t, taken), driver("cannot enable the device"));
});

test("quoted with its tabs as blanks: refused, by that reason", async (t) => {
  const taken = await fixture("p14-quoted-tabs-as-spaces.mbox");
  t.regex(await kept(taken), ann, "the header that is quoted is read");
  const error = await t.throwsAsync<UsageError>(patched(t, taken), { instanceOf: UsageError });
  t.regex(error.message, /is refused: its white space was changed on the way: tabs became blanks/);
  t.regex(error.hint ?? "", /the raw mail/);
});

const shapes: Readonly<Record<string, string>> = {
  "HTML beside the text repeats the patch: the text is taken": `${head()}${boxed("alternative", part("text/plain; charset=utf-8", body), part("text/html; charset=utf-8", html))}`,
  "the same in a box with an attachment": `${head()}${boxed("mixed", boxed("alternative", part("text/plain; charset=utf-8", body), part("text/html", html)).slice("MIME-Version: 1.0\n".length), part("image/png\nContent-Transfer-Encoding: base64", base64("png")))}`,
  "boxes in boxes": `${head()}${boxed("mixed", boxed("mixed", part("text/plain", body)))}`,
  "a clear signature takes its dashes off": `${head()}\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${body.replaceAll(/^-/gm, "- -")}\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n-----END PGP SIGNATURE-----\n`,
  "a forwarded mail is opened": `${head("Fwd: look")}${boxed("mixed", part("text/plain", "Look.\n"), part("message/rfc822", written().slice(written().indexOf("\n") + 1)))}`,
  "a mail of git format-patch in the text of an answer": `${head("Re: widgets")}\nHi,\n\nlike this?\n\n${written()}`,
  "format=flowed in quoted-printable": `${head()}${mime("utf-8", "quoted-printable", "; format=flowed; delsp=yes")}\n${printable(Buffer.from(body.replaceAll(/^ /gm, "  ")))}`,
  "format=flowed that is said and not done": `${head()}${mime("utf-8", "8bit", "; format=flowed")}\n${body}`,
  "the text has the patch, too, with its lines broken: the attachment is taken": `${head()}${boxed("mixed", part("text/plain; format=flowed", `${message}\n${diff().replaceAll("\t", "\n")}`), part("text/x-patch\nContent-Disposition: attachment; filename=a.patch", diff()))}`,
  "plain -p0 names with times": `--- lib/widget.c\t2026-11-02\n+++ lib/widget.c\t2026-11-02\n${diff().split("\n").slice(4).join("\n")}`,
  "8 bits that are no UTF-8, in the diff as well": `${head()}${mime("iso-8859-1", "8bit")}\n${body}`,
};
for (const [what, mail] of Object.entries(shapes))
  test(what, async (t) => {
    const taken = await take(mail);
    t.is(taken.series.patches.length, 1);
    const overlay = await applySeries(await folderWith(t, tree), taken.series, "linux");
    const entry = overlay.get("lib/widget.c");
    t.is(entry?.kind === "file" ? String(entry.bytes) : "", tree["lib/widget.c"].replace("0", "1"));
    t.notRegex(await kept(taken), /<pre>|PGP|^MIME|Hi,/m);
  });

test("a diff is converted with the text around it", async (t) => {
  const text = `${head()}${mime("iso-8859-1", "8bit")}\n${message}---\n${diff("/* für */ 1")}`;
  t.regex(await kept(await take(Buffer.from(text, "latin1"))), /return \/\* für \*\/ 1;/);
});

test("two mails in one: each patch has its own author and message", async (t) => {
  const other = written("[PATCH 2/2] lib: name gadgets").replace(
    diff(),
    "diff --git a/lib/gadget.c b/lib/gadget.c\n--- a/lib/gadget.c\n+++ b/lib/gadget.c\n@@ -1 +1 @@\n-int gadget;\n+int b;\n",
  );
  const attached = (text: string): string =>
    part(
      "application/octet-stream\nContent-Disposition: attachment; filename=a.patch\nContent-Transfer-Encoding: base64",
      base64(text),
    );
  const taken = await take(
    `${head("two patches")}${boxed("mixed", part("text/plain", "attached\n"), attached(other), attached(written("[PATCH 1/2] lib: count widgets")))}`,
  );
  t.deepEqual(
    taken.series.patches.map(({ subject }) => subject),
    ["lib: count widgets", "lib: name gadgets"],
  );
});

const refused: Readonly<Record<string, readonly [mail: string, says: RegExp]>> = {
  "HTML alone": [`${head()}MIME-Version: 1.0\nContent-Type: text/html\n\n${html}`, /is refused: it is HTML alone/],
  "an encrypted mail": [
    `${head()}${boxed("encrypted", part("application/pgp-encrypted", "Version: 1\n"), part("application/octet-stream", "-----BEGIN PGP MESSAGE-----\n"))}`,
    /is refused: it is encrypted/,
  ],
  "format=flowed with broken lines": [
    `${head()}${mime("utf-8", "8bit", "; format=flowed")}\n${body.replaceAll(/^ /gm, "  ").replace("int widget(void)\n  {", "int widget \n(void)\n  {")}`,
    /is refused: it is format=flowed, and its mailer broke lines of the patch/,
  ],
  "answers with a diff each": [
    ["a", "b"].map((name) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${head(`Re: ${name}`)}\n${diff()}\n`).join(""),
    /holds 2 answers with a diff, and no patch/,
  ],
};
for (const [what, [mail, says]] of Object.entries(refused))
  test(`${what}: refused by name`, async (t) => {
    await t.throwsAsync(take(mail), { instanceOf: UsageError, message: says });
  });

test("no-break spaces, and white space that the source has otherwise, are named", async (t) => {
  const folder = await folderWith(t, tree);
  const applied = async (text: string): Promise<string> =>
    (await t.throwsAsync(take(`${head()}\n${text}`).then(({ series }) => applySeries(folder, series, "linux"))))
      .message;
  t.regex(await applied(body.replaceAll("\t", "\u00a0".repeat(8))), /no-break spaces/);
  t.regex(await applied(body.replace("\tint n", "\t\tint n")), /does not apply to linux: .*only white space differs/);
});
