// SPDX-License-Identifier: GPL-2.0-only
// Patches that mean harm, or would do it: each is refused with its reason before anything is written, and whatever
// is around the tree stays as it was. Real files, and the way that every series takes.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { UsageError } from "../host/errors.ts";
import { readEntry } from "../host/files.ts";
import { applySeries } from "./overlay.ts";
import { readSeries } from "./read.ts";
import { writeFiles } from "../kernel/testing.ts";
import { limits } from "./unsafe.ts";

/** A tree, and what lies around it: all of it is looked at before and after. */
const world = await mkdtemp(path.join(os.tmpdir(), "msixlab-hostile-"));
process.env["TMPDIR"] = path.join(world, "tmp");
const tree = path.join(world, "sources/linux");
test.before(async () => {
  await mkdir(path.join(world, "tmp"));
  await writeFiles(world, { "sources/secret": "secret\n", "etc/passwd": "root\n" });
  await writeFiles(tree, {
    Makefile: "all:\n",
    "drivers/uio/uio.c": "int uio;\n",
    "drivers/uio/notes": "x\n".repeat(9),
  });
  await symlink("../../etc", path.join(tree, "outside"));
  await symlink("uio.c", path.join(tree, "drivers/uio/alias.c"));
});
test.after.always(() => rm(world, { recursive: true, force: true }));

async function snapshot(): Promise<string[]> {
  const names = (await readdir(world, { recursive: true })).filter((name) => !name.startsWith("patches")).sort();
  const entries = names.map(async (name) => {
    const entry = await readEntry(path.join(world, name));
    return `${name} ${entry.kind === "file" ? entry.bytes.toString() : JSON.stringify(entry)}`;
  });
  return Promise.all(entries);
}

let count = 0;
async function attempt(t: ExecutionContext, ...patches: readonly (string | Buffer)[]): Promise<string> {
  const folder = path.join(world, `patches/${count++}`);
  const files = patches.map((text, index) => [`${index + 1}.patch`, text.toString("utf8")] as const);
  await writeFiles(folder, Object.fromEntries(files));
  const before = await snapshot();
  const error = await t.throwsAsync(readSeries(folder).then((series) => applySeries(tree, series, "linux")));
  t.true(error instanceof UsageError, String(error.stack));
  t.deepEqual(await snapshot(), before, "all is as it was, and nothing is left behind");
  t.notRegex(error.message, /[\x00-\x09\x0b-\x1f]/, "it can be printed");
  return error.message;
}

const added = (name: string, mode = "100644", line = "x"): string =>
  `diff --git a/${name} b/${name}\nnew file mode ${mode}\n--- /dev/null\n+++ b/${name}\n@@ -0,0 +1 @@\n+${line}\n`;
const changed = (name: string): string =>
  `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-int uio;\n+int x;\n`;
const renamed = (kind: string, from: string, to: string): string =>
  `diff --git a/${from} b/${to}\nsimilarity index 100%\n${kind} from ${from}\n${kind} to ${to}\n`;
const plain = (name: string): string => `--- /dev/null\n+++ ${name}\n@@ -0,0 +1 @@\n+x\n`;
const mode = (line: string): string => `diff --git a/drivers/uio/uio.c b/drivers/uio/uio.c\n${line}\n`;

const kinds: readonly (readonly [what: string, says: RegExp, patch: string | readonly string[]])[] = [
  ["a path that leads out of the tree", /leads out of the tree/, added("../secret")],
  ["one that does so later on", /leads out of the tree/, added("drivers/../../secret")],
  ["an absolute path", /absolute path/, plain("/etc/passwd")],
  ["an absolute path behind a prefix", /absolute path/, plain("a//etc/passwd")],
  ["a device", /absolute path/, plain("/dev/mem")],
  ["a path with an empty part", /no plain path/, added("drivers//uio/x.c")],
  ["git's own folder", /belongs to git/, added(".git/hooks/post-checkout", "100755")],
  ["git's own folder in capitals", /belongs to git/, added("drivers/.GIT/config")],
  ["git's own folder by its short name", /belongs to git/, added("GIT~1/config")],
  ["submodules", /belongs to git/, added(".gitmodules")],
  ["a symbolic link", /a symbolic link/, added("drivers/uio/link", "120000", "/etc/passwd")],
  ["an edit of a symbolic link's target", /a symbolic link in the source/, changed("drivers/uio/alias.c")],
  ["an edit through a symbolic link to a folder", /outside is a symbolic link/, changed("outside/passwd")],
  ["a symbolic link, then a file below it", /a symbolic link/, [added("s", "120000", "/etc"), added("s/passwd")]],
  ["a file that is turned into a link", /a symbolic link/, mode("old mode 100644\nnew mode 120000")],
  ["a commit of another repository", /a submodule/, added("drivers/sub", "160000", "Subproject commit 0")],
  ["a set-user-id file", /the file mode 104755/, mode("old mode 100644\nnew mode 104755")],
  ["a file that everybody may write", /the file mode 100777/, added("x.sh", "100777")],
  ["a device node", /the file mode 020666/, added("drivers/null", "020666")],
  ["a mode that is no number", /no number/, added("x.sh", "10064x")],
  ["a change that cannot be read", /a binary change/, mode("index 0..1 100644\nGIT binary patch\nliteral 4\nLc$~{")],
  ["a binary file, just mentioned", /a binary change/, mode("Binary files a/x and b/x differ")],
  ["NUL in a line", /a control character, U\+0000/, added("x.c", "100644", "a\0b")],
  ["an escape sequence in a line", /U\+001B/, added("x.c", "100644", "\x1b]0;pwned\x07")],
  ["an escape sequence in the subject", /U\+001B/, `Subject: [PATCH] \x1b[2J\n\n${changed("drivers/uio/uio.c")}`],
  ["a carriage return that hides what is before it", /U\+000D/, added("x.c", "100644", "evil();\r/* good */")],
  ["text that runs backwards", /turns the direction of text, U\+202E/, added("x.c", "100644", "/* \u202e } */")],
  ["text that runs backwards in a name", /the character U\+202E/, added("x\u202ec.c")],
  ["a line break in a name", /has to be quoted/, 'diff --git "a/x\\ny" "b/x\\ny"\nnew file mode 100644\n'],
  ["a shell's or make's variable in a name", /the character U\+0024/, added("$(shell id).c")],
  ["a name that is an option", /read as an option/, added("-rf")],
  ["a name that is too long", /too long/, added(`drivers/${"x".repeat(300)}.c`)],
  ["a path that is too long", /too long/, added(`${"d/".repeat(600)}x.c`)],
  ["a file that is moved out of the tree", /leads out/, renamed("rename", "drivers/uio/uio.c", "../../secret")],
  ["a file that is copied into the tree", /leads out/, renamed("copy", "../secret", "drivers/uio/x.c")],
  [
    "a hunk that is longer than the patch",
    /longer than the patch/,
    changed("drivers/uio/uio.c").replace("+1 @", "+1,99999 @"),
  ],
  ["a hunk of absurd size", /absurd size/, changed("drivers/uio/uio.c").replace("-1 +", "-1,99999999999999999999 +")],
  ["a hunk that cannot be read", /cannot be read/, changed("drivers/uio/uio.c").replace("-1 +", "-x +")],
  ["make's own favourite", /instead of the Makefile/, added("GNUmakefile")],
  ["a name that differs by case", /only in case/, added("drivers/uio/UIO.c")],
  ["a folder that differs by case", /only in case/, added("Drivers/uio/x.c")],
  ["two new names that differ by case", /only in case/, [added("new.c"), added("NEW.c")]],
  ["a file where a folder is", /is a folder/, added("drivers/uio")],
  ["a folder where a file is", /is a file/, added("Makefile/x")],
  ["a file and a folder of one name", /a file and a folder/, [added("n"), added("n/x")]],
  ["the lab's own build", /what a build makes/, added("build/vmlinux")],
  ["a configuration", /what a build makes/, added(".config")],
  ["a generated header", /what a build makes/, added("include/generated/autoconf.h")],
  ["an object file", /what a build makes/, added("drivers/uio/uio.o")],
  ["a header with two names", /names no file/, "diff --git a/x b/y\nnew file mode 100644\n"],
  [
    "more files than anybody reviews",
    /more than \d+ files/,
    Array.from({ length: limits.files + 1 }, (_, n) => added(`f/${n}`)).join(""),
  ],
  [
    "more patches than anybody reviews",
    /more than \d+ patches/,
    Array.from({ length: limits.patches + 1 }, () => plain("a/x")),
  ],
  ["a patch of absurd size", /larger than/, `${added("x.c")}${"#\n".repeat(limits.patchBytes / 2)}`],
];

for (const [what, says, patch] of kinds)
  test.serial(`${what}: refused`, async (t) => {
    t.regex(await attempt(t, ...(typeof patch === "string" ? [patch] : patch)), says);
  });

test.serial("copies that would fill the disk", async (t) => {
  const big = path.join(tree, "drivers/uio/big");
  await writeFiles(tree, { "drivers/uio/big": "x".repeat(1 << 20) });
  const copies = Array.from({ length: 300 }, (_, n) => renamed("copy", "drivers/uio/big", `c/${n}`)).join("");
  t.regex(await attempt(t, copies), /its 300 copies of files may come to 300 MiB/);
  await rm(big);
});

test.serial("a patch that is a pipe or a device is not waited for", async (t) => {
  const folder = path.join(world, "patches/device");
  await mkdir(folder);
  await symlink("/dev/zero", path.join(folder, "1.patch"));
  await t.throwsAsync(readSeries(folder), { instanceOf: UsageError, message: /not a regular file/ });
});

test.serial("a hunk in which an escape sequence stands as context does not reach the terminal", async (t) => {
  const folder = path.join(world, "patches/context");
  await writeFiles(folder, { "1.patch": changed("drivers/uio/uio.c").replace("-int uio;", "-\x1b[2Jint uio;") });
  const series = await readSeries(folder);
  const error = await t.throwsAsync(applySeries(tree, series, "linux"), { instanceOf: UsageError });
  t.true((error as UsageError).output?.includes("-?[2Jint uio;"));
});

test.serial("what is good is taken, a new executable and form feeds too", async (t) => {
  const folder = path.join(world, "patches/good");
  const moved = renamed("rename", "drivers/uio/notes", "drivers/uio/README");
  await writeFiles(folder, { "1.patch": changed("drivers/uio/uio.c") + added("t.sh", "100755", "a\f") + moved });
  const overlay = await applySeries(tree, await readSeries(folder), "linux");
  t.deepEqual([...overlay.keys()], ["drivers/uio/README", "drivers/uio/notes", "drivers/uio/uio.c", "t.sh"]);
  t.is(await readFile(path.join(tree, "drivers/uio/uio.c"), "utf8"), "int uio;\n", "the source is not written to");
});
