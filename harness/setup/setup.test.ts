// SPDX-License-Identifier: GPL-2.0-only
// The small pure parts of setup: versions, policy, apt's complaints, the table.
import test from "ava";
import { lacking, type NeedReport } from "./examine.ts";
import { explain, type Explanation } from "./explain.ts";
import { findCommand, searchedFolders } from "../host/find.ts";
import { decide, isSet, type Circumstances } from "./policy.ts";
import { qemuDevices } from "./probe.ts";
import { renderTable } from "./table.ts";
import { atLeast, upstream, versionIn } from "../host/version.ts";

test("versions compare by number, missing parts are zero", (t) => {
  for (const [found, minimum] of [
    ["10.0.2", "8.0"],
    ["8.0", "8.0"],
    ["8", "8.0"],
    ["8.0.1", "8"],
  ] as const)
    t.true(atLeast(found, minimum), `${found} ${minimum}`);
  for (const [found, minimum] of [
    ["7.2.19", "8.0"],
    ["8.0", "8.0.1"],
    ["0", "1.0"],
  ] as const)
    t.false(atLeast(found, minimum), `${found} ${minimum}`);
});

test("versions are read off what programs print and off Debian's", (t) => {
  t.is(versionIn("QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)"), "10.0.2");
  t.is(versionIn("no version"), undefined);
  t.is(upstream("1:7.2+dfsg-7+deb12u18+b3"), "7.2");
  t.is(upstream("6.12.117-1~deb12u1"), "6.12.117");
});

const base: Circumstances = { apt: true, power: "root", terminal: false, ci: false, wish: undefined };
const policies: readonly [title: string, change: Partial<Circumstances>, decision: ReturnType<typeof decide>][] = [
  ["root, nobody there", {}, "tell"],
  ["root at a terminal", { terminal: true }, "ask"],
  ["root in CI", { ci: true }, "install"],
  ["root in CI with a terminal", { ci: true, terminal: true }, "install"],
  ["sudo without a password, asked to", { power: "sudo", wish: "auto" }, "install"],
  ["no way to be root, asked to", { power: "none", wish: "auto", ci: true }, "tell"],
  ["told not to, in CI", { ci: true, wish: "never" }, "tell"],
  ["no apt", { apt: false, ci: true, wish: "auto" }, "tell"],
];
for (const [title, change, decision] of policies)
  test(`policy: ${title}: ${decision}`, (t) => t.is(decide({ ...base, ...change }), decision));

test("a variable that says no is not set", (t) => {
  t.deepEqual(["1", "true", "yes"].map(isSet), [true, true, true]);
  t.deepEqual(["", "0", "false", undefined].map(isSet), [false, false, false, false]);
});

const complaints: readonly [kind: Explanation["kind"], output: string][] = [
  ["locked", "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 12 (apt-get)"],
  ["dpkg", "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."],
  ["disk", "E: You don't have enough free space in /var/cache/apt/archives/."],
  ["network", "W: Failed to fetch http://m.example/InRelease  Temporary failure resolving 'm.example'"],
  ["lists", "E: Unable to locate package nosuch"],
  ["lists", "E: The value 'bookworm-backports' is invalid for APT::Default-Release as such a release is not available"],
  ["lists", "E: Failed to fetch http://m.example/x.deb  404  Not Found [IP: 192.0.2.1 80]"],
  ["conflict", "The following packages have unmet dependencies:\n libelf-dev : Depends: libelf1 (= 0.188-2.1)"],
  ["network", "Temporary failure resolving 'm.example'\nE: Unable to locate package flex"],
  ["other", "Segmentation fault"],
];
for (const [kind, output] of complaints)
  test(`apt: ${output.slice(0, 60)}: ${kind}`, (t) => t.is(explain(output).kind, kind));

const report: NeedReport = {
  name: "QEMU",
  why: "",
  status: "too old",
  required: true,
  found: "7.2",
  package: "qemu-system-x86",
  todo: "8.0 or newer",
};
const flex: NeedReport = {
  ...report,
  name: "flex",
  status: "missing",
  found: undefined,
  package: "flex",
  todo: undefined,
};

test("the table is aligned and says what to do", (t) => {
  t.is(
    renderTable([report, flex, { ...flex, status: "ok", found: "2.6.4" }]),
    [
      "NEED  FOUND  STATUS   WHAT TO DO",
      "QEMU  7.2    too old  8.0 or newer",
      "flex  -      missing  install flex",
      "flex  2.6.4  ok",
    ].join("\n"),
  );
});

const long: NeedReport = { ...report, found: "/usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/libc.a" };
const talkative: NeedReport = {
  ...flex,
  name: "kernel versions",
  found: "6.1, 6.12, 7.2 (sid), the newest of those that can be asked for",
  todo: "give a kernel tree as --kernel, or a tarball with its checksum; a version alone needs apt and its lists",
};

for (const columns of [40, 60, 80, 120, 200])
  test(`in ${columns} columns no line of the table is wider, and nothing is left out`, (t) => {
    const table = renderTable([report, flex, long, talkative], columns);
    for (const line of table.split("\n")) t.true(line.length <= columns, line);
    const letters = (text: string): string => [...text.replaceAll(/\s/g, "")].sort().join("");
    const all = renderTable([report, flex, long, talkative]);
    // Where need and text are below each other, a dash for nothing is left out.
    t.is(letters(table).replaceAll("-", ""), letters(all).replaceAll("-", ""));
    t.is(table === all, columns === 200);
  });

test("what is optional or merely low stands in no one's way", (t) => {
  const others: NeedReport[] = [
    { ...flex, status: "optional", required: false },
    { ...flex, status: "low", required: false },
  ];
  t.deepEqual(lacking([report, flex, ...others]), [report, flex]);
  t.deepEqual(lacking(others, ["flex"]), others.slice(0, 1), "unless what was asked for needs it");
});

test("QEMU's devices are read off its help", (t) => {
  const help = 'Network devices:\nname "igb", bus PCI, desc "Intel 82576"\nname "e1000-82545em", bus PCI\n';
  t.deepEqual([...qemuDevices(help)], ["igb", "e1000-82545em"]);
});

test("commands are found, those for administrators too; what is not absolute is not searched", (t) => {
  t.truthy(findCommand("sh"));
  t.is(findCommand("no-such-command-here"), undefined);
  t.is(findCommand("/no/such/file"), undefined);
  t.deepEqual(searchedFolders("/a::b:.:/c"), ["/a", "/c", "/usr/local/sbin", "/usr/sbin", "/sbin"]);
});
