// SPDX-License-Identifier: GPL-2.0-only
import { access, mkdtemp, readFile, readlink, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import { $ } from "zx";
import { findCommand } from "../../host/find.ts";
import { root } from "../../host/paths.ts";
import { parsePackages } from "./index.ts";
import { parseUnknown, parseUris } from "./packages.ts";
import { makeVolume, unpack } from "./volume.ts";

test("the lab's packages are names of packages or patterns of them, each once", async (t) => {
  const { wanted, leftOut } = parsePackages(await readFile(path.join(root, "images/userland"), "utf8"));
  t.true(wanted.includes("iproute2"));
  t.is(new Set([...wanted, ...leftOut]).size, wanted.length + leftOut.length);
  for (const name of [...wanted, ...leftOut]) t.regex(name, /^[a-z0-9][a-z0-9+.-]+$|^\^[a-z0-9+.[\]-]+\$$/);
});

test("a package with a minus sign is left out, whatever depends on it", (t) => {
  t.deepEqual(parsePackages("a # one\n-b\n\n^c[0-9]+$\n"), { wanted: ["a", "^c[0-9]+$"], leftOut: ["b"] });
});

test("what apt-get would download, each file with its hash, whatever else it prints", (t) => {
  const text = `Reading package lists...
'http://mirror.example/pool/j/jq_1.6_amd64.deb' jq_1.6_amd64.deb 64500 SHA256:ab
'http://mirror.example/pool/p/pciutils_3%253a9.deb' pciutils_1%3a3.9.0-4_amd64.deb 104436 MD5Sum:cd
`;
  t.deepEqual(
    parseUris(text).map(({ file, hash }) => [file, hash]),
    [
      ["jq_1.6_amd64.deb", "SHA256:ab"],
      ["pciutils_1%3a3.9.0-4_amd64.deb", "MD5Sum:cd"],
    ],
  );
});

test("which packages there are not: unknown by name, or known and not to be had", (t) => {
  const text = `E: Unable to locate package no-such
Package 'gone' has no installation candidate
E: Package 'gone' has no installation candidate
E: Couldn't find any package by glob '^none[0-9]+$'
E: Couldn't find any package by regex '^none[0-9]+$'
`;
  t.deepEqual([...new Set(parseUnknown(text))], ["no-such", "gone", "^none[0-9]+$"]);
});

/** A package with a program in /bin, as some still bring them, and a manual that nobody reads. */
async function makePackage(folder: string): Promise<string> {
  const control =
    "Package: tiny\nVersion: 1\nArchitecture: all\nMaintainer: Nobody <nobody@example.org>\nDescription: x\n";
  const file = path.join(folder, "tiny.deb");
  await $`cd ${folder} && mkdir -p p/DEBIAN p/bin p/usr/share/man && echo x > p/bin/tiny && echo x > p/usr/share/man/tiny.1`;
  await writeFile(path.join(folder, "p/DEBIAN/control"), control);
  await $`dpkg-deb --build ${path.join(folder, "p")} ${file}`.quiet();
  return file;
}

const lacking = ["dpkg-deb", "mkfs.erofs"].find((tool) => findCommand(tool) === undefined);
const volume = lacking === undefined ? test : test.skip;

volume("a package is unpacked into a merged /usr, without its manual; equal folders make equal images", async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), "msixlab-userland-test-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = await makePackage(folder);
  const images: Buffer[] = [];
  for (const name of ["one", "other"]) {
    const tree = path.join(folder, name);
    await unpack([file], tree);
    t.is(await readlink(path.join(tree, "bin")), "usr/bin");
    await t.notThrowsAsync(access(path.join(tree, "usr/bin/tiny")));
    await t.throwsAsync(access(path.join(tree, "usr/share/man")));
    await t.notThrowsAsync(access(path.join(tree, "proc")));
    await makeVolume(tree, `${tree}.erofs`);
    images.push(await readFile(`${tree}.erofs`));
  }
  t.deepEqual(images[0], images[1]);
});
