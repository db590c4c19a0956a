// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { mainSource, parseDeb822, parseOneLine, suiteFile, type AptSource } from "./apt-sources.ts";

const source = (
  uri: string,
  suites: string,
  components: string,
  options: Readonly<Record<string, string>> = {},
): AptSource => ({ uris: uri.split(" "), suites: suites.split(" "), components: components.split(" "), options });

const oneLine: readonly [title: string, text: string, expected: readonly AptSource[]][] = [
  ["plain", "deb http://m.example/debian bookworm main", [source("http://m.example/debian", "bookworm", "main")]],
  [
    "several components and a comment",
    "deb http://m.example/debian bookworm main contrib # ours",
    [source("http://m.example/debian", "bookworm", "main contrib")],
  ],
  [
    "options",
    "deb [arch=amd64,i386 signed-by=/k.gpg lang=en] http://m.example/d bookworm main",
    [source("http://m.example/d", "bookworm", "main", { Architectures: "amd64 i386", "Signed-By": "/k.gpg" })],
  ],
  [
    "trusted",
    "deb [ trusted=yes ] file:/repo ./ ",
    [{ ...source("file:/repo", "./", "x", { Trusted: "yes" }), components: [] }],
  ],
  ["sources of source", "deb-src http://m.example/debian bookworm main", []],
  ["off", "# deb http://m.example/debian bookworm main\n\n", []],
  ["a disc", "deb cdrom:[Debian GNU/Linux 12 _Bookworm_]/ bookworm main", []],
];
for (const [title, text, expected] of oneLine)
  test(`sources.list: ${title}`, (t) => t.deepEqual(parseOneLine(text), [...expected]));

const deb822: readonly [title: string, text: string, expected: readonly AptSource[]][] = [
  [
    "two stanzas, a comment, other case",
    "Types: deb deb-src\n# mirror\nURIs: http://a/d http://b/d\nsuites: trixie trixie-updates\nComponents: main\n\n\nTypes: deb\nURIs: http://s/d\nSuites: trixie-security\nComponents: main\nSigned-By: /k.gpg\n",
    [
      source("http://a/d http://b/d", "trixie trixie-updates", "main"),
      source("http://s/d", "trixie-security", "main", { "Signed-By": "/k.gpg" }),
    ],
  ],
  ["off", "Enabled: no\nTypes: deb\nURIs: http://a/d\nSuites: trixie\nComponents: main\n", []],
  ["source packages alone", "Types: deb-src\nURIs: http://a/d\nSuites: trixie\nComponents: main\n", []],
  [
    "folded values, and a key that stands inline",
    "Types: deb\nURIs:\n http://a/d\n http://b/d\nSuites: trixie\nComponents: main\nSigned-By:\n -----BEGIN\n .\n abc\n",
    [source("http://a/d http://b/d", "trixie", "main", { "Signed-By": "\n -----BEGIN\n .\n abc" })],
  ],
  ["nothing", "# empty\n", []],
];
for (const [title, text, expected] of deb822)
  test(`deb822: ${title}`, (t) => t.deepEqual(parseDeb822(text), [...expected]));

const debian = source("http://m.example/debian", "bookworm bookworm-updates", "main", { "Signed-By": "/k.gpg" });
const security = source("http://m.example/security", "bookworm-security", "main");

test("the main source is the one with the release's own suite", (t) => {
  t.is(mainSource([security, debian], "bookworm"), debian);
  t.is(mainSource([security], "bookworm"), undefined);
});

test("backports come from where the release comes from, with the same trust", (t) => {
  const text = suiteFile([security, debian], "bookworm", "bookworm-backports") ?? "";
  t.deepEqual(parseDeb822(text), [{ ...debian, suites: ["bookworm-backports"] }]);
});

test("an inline key survives", (t) => {
  const signed = { ...debian, options: { "Signed-By": "\n -----BEGIN\n .\n abc" } };
  const text = suiteFile([signed], "bookworm", "bookworm-backports") ?? "";
  t.deepEqual(parseDeb822(text)[0]?.options, signed.options);
});

test("nothing is added where backports are configured, or the release is not to be found", (t) => {
  const backports = source("http://m.example/debian", "bookworm-backports", "main");
  t.is(suiteFile([debian, backports], "bookworm", "bookworm-backports"), undefined);
  t.is(suiteFile([security], "bookworm", "bookworm-backports"), undefined);
});
