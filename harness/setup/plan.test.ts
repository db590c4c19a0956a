// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { choose, parsePolicy } from "./apt-policy.ts";
import { parseDeb822 } from "./apt-sources.ts";
import { asCommands, makePlan, sourcesFile, type AptState } from "./plan.ts";

const main = "Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\nComponents: main\n";
const bookworm = { id: "debian", version: "12", codename: "bookworm" };
const old = `qemu-system-x86:
  Installed: (none)
  Candidate: 1:7.2+dfsg-7+deb12u18+b3
  Version table:
     1:7.2+dfsg-7+deb12u18+b3 500
        500 http://m.example/debian bookworm/main amd64 Packages
`;
const backported = `${old.replace(/ {5}1:7[^]*/, "")}     1:10.0.2+ds-2+deb13u1~bpo12+1 100
        100 http://m.example/debian bookworm-backports/main amd64 Packages
 *** 1:7.2+dfsg-7 500
        500 http://m.example/debian bookworm/main amd64 Packages
        100 /var/lib/dpkg/status
`;
const flex = `flex:
  Installed: (none)
  Candidate: 2.6.4-8.2
  Version table:
     2.6.4-8.2 500
        500 http://m.example/debian bookworm/main amd64 Packages
`;
const state = (policy: string, sources = main, release: AptState["release"] = bookworm): AptState => ({
  release,
  sources: parseDeb822(sources),
  known: parsePolicy(policy),
});

test("apt-cache policy is read: candidate, versions, suites", (t) => {
  const known = parsePolicy(`${backported}${flex}`);
  t.deepEqual([...known.keys()], ["qemu-system-x86", "flex"]);
  t.is(known.get("qemu-system-x86")?.candidate, "1:7.2+dfsg-7+deb12u18+b3");
  t.deepEqual(known.get("qemu-system-x86")?.offers, [
    { version: "1:10.0.2+ds-2+deb13u1~bpo12+1", suites: ["bookworm-backports"] },
    { version: "1:7.2+dfsg-7", suites: ["bookworm"] },
  ]);
  t.is(parsePolicy(flex.replace(/Candidate: .*/, "Candidate: (none)")).get("flex")?.candidate, undefined);
});

test("a version is taken as apt would, from a named suite, or not at all", (t) => {
  t.is(choose(parsePolicy(flex).get("flex"), "2.0"), "candidate");
  t.deepEqual(choose(parsePolicy(backported).get("qemu-system-x86"), "8.0"), { suite: "bookworm-backports" });
  t.is(choose(parsePolicy(old).get("qemu-system-x86"), "8.0"), undefined);
  t.is(choose(undefined, "8.0"), undefined);
});

test("known packages: one installation, no update", (t) => {
  const plan = makePlan(state(flex), ["flex", "flex"]);
  t.deepEqual(plan.installs, [{ suite: undefined, packages: ["flex"] }]);
  t.false(plan.update);
});

test("an unknown package: the lists are fetched first", (t) => {
  t.true(makePlan(state(""), ["flex"]).update);
});

test("a QEMU that is too old: backports, said aloud, after the release's own packages", (t) => {
  const plan = makePlan(state(`${old}${flex}`), ["qemu-system-x86", "flex"]);
  t.deepEqual(plan.installs, [
    { suite: undefined, packages: ["flex"] },
    { suite: "bookworm-backports", packages: ["qemu-system-x86"] },
  ]);
  t.is(plan.file?.path, sourcesFile);
  t.regex(plan.notes.join("\n"), /7\.2.*needs 8\.0.*\n.*http:\/\/m\.example\/debian will be added/);
  t.is(plan.backports, "bookworm-backports");
});

test("without lists, Debian 12 is known to need backports and Debian 13 not to", (t) => {
  t.truthy(makePlan(state(""), ["qemu-system-x86"]).file);
  const trixie = { id: "debian", version: "13", codename: "trixie" };
  t.is(makePlan(state("", main, trixie), ["qemu-system-x86"]).file, undefined);
});

test("backports that are configured are used and not written again", (t) => {
  const both = `${main}\n${main.replace("bookworm", "bookworm-backports")}`;
  const plan = makePlan(state(backported, both), ["qemu-system-x86"]);
  t.is(plan.file, undefined);
  t.deepEqual(plan.installs, [{ suite: "bookworm-backports", packages: ["qemu-system-x86"] }]);
  t.is(makePlan(state(backported, both), ["qemu-system-x86"]).impossible, undefined);
});

test("backports that have none, or a release that is not in the sources: impossible, and why", (t) => {
  const both = `${main}\n${main.replace("bookworm", "bookworm-backports")}`;
  t.regex(makePlan(state(old, both), ["qemu-system-x86"]).impossible ?? "", /backports has none either/);
  t.regex(makePlan(state(old, ""), ["qemu-system-x86"]).impossible ?? "", /no package source has the suite/);
});

test("the commands can be pasted, by root and by others", (t) => {
  const plan = makePlan(state(`${old}${flex}`), ["flex", "qemu-system-x86"]);
  const [tee, update, first, second] = asCommands(plan, false);
  t.regex(tee ?? "", /^sudo tee \/etc\/apt\/\S+ >\/dev\/null <<'END'\n[^]*\nEND$/);
  t.is(update, "sudo apt-get update");
  t.is(first, "sudo apt-get install -y --no-install-recommends flex");
  t.is(second, "sudo apt-get install -y --no-install-recommends -t bookworm-backports qemu-system-x86");
  t.is(asCommands(plan, true)[1], "apt-get update");
});
