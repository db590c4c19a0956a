// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { run } from "../host/exec.ts";
import { folderWith } from "../kernel/testing.ts";
import { baseNotes, patchIds, statedBase } from "./base.ts";
import { gadget, widget } from "./testing.ts";

const none = { commit: undefined, prerequisites: [] };

test("both are read from wherever they stand, and nothing that only looks like them", (t) => {
  const commit = "1234567890abcdef1234567890abcdef12345678";
  const id = "a".repeat(40);
  const texts = [`words\nbase-commit: ${commit}\n`, `diff\n-- \n2.39\n\nprerequisite-patch-id: ${id}\n`];
  t.deepEqual(statedBase(texts), { commit, prerequisites: [id] });
  t.deepEqual(statedBase(["the base-commit: is v6.12\nbase-commit: none\n"]), none);
});

test("a commit that no git repository can be asked about is said to be unknown", async (t) => {
  const source = { kind: "distribution", version: "6.12" } as const;
  const [note = ""] = await baseNotes({ ...none, commit: "1234567890abcdef" }, source, []);
  t.regex(note, /made for commit 1234567890ab \(base-commit\); 6\.12 is not a git repository/);
  t.deepEqual(await baseNotes(none, source, []), []);
});

test("a commit that the tree does not have, or has elsewhere, does not fit; one in its history does", async (t) => {
  const path = await folderWith(t, { a: "a\n" });
  const git = async (...args: string[]): Promise<string> =>
    (await run("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", "-C", path, ...args])).stdout.trim();
  const commit = async (name: string): Promise<string> => {
    await git("commit", "-q", "--allow-empty", "-m", name);
    return git("rev-parse", "HEAD");
  };
  await git("init", "-q", "-b", "main");
  const [first, second] = [await commit("first"), await commit("second")];
  await git("checkout", "-q", "--detach", first);
  const source = { kind: "tree", path } as const;
  t.deepEqual(await baseNotes({ ...none, commit: first }, source, []), []);
  t.regex(
    (await baseNotes({ ...none, commit: second }, source, []))[0] ?? "",
    /not in the history of what is checked out/,
  );
  t.regex((await baseNotes({ ...none, commit: "f".repeat(40) }, source, []))[0] ?? "", /which .* does not have/);
});

test("a prerequisite is known by its id, wherever its lines are; what is not there is said", async (t) => {
  const [id = ""] = await patchIds([widget("1")]);
  const moved = widget("1").replace("@@ -1,4 +1,4 @@", "@@ -31,4 +31,4 @@");
  const source = { kind: "distribution", version: "6.12" } as const;
  t.deepEqual(await baseNotes({ ...none, prerequisites: [id] }, source, [moved]), []);
  const [note = ""] = await baseNotes({ ...none, prerequisites: [id, "b".repeat(40)] }, source, [moved, gadget("x")]);
  t.regex(note, /needs 2 patches before it .* 1 of them are not in --base-patch: b{12}\./);
});
