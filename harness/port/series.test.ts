// SPDX-License-Identifier: GPL-2.0-only
// What --port does to a series, on a tree of a few files.
import { readFile } from "node:fs/promises";
import path from "node:path";
import test, { type ExecutionContext } from "ava";
import { ConflictError } from "../series/conflict.ts";
import { applySeries } from "../series/overlay.ts";
import { readSeries } from "../series/read.ts";
import { folderWith } from "../kernel/testing.ts";
import { findCommand } from "../host/find.ts";
import { isSet } from "../setup/policy.ts";
import { readRules } from "./rules.ts";
import { portSeries } from "./series.ts";

/** New enough for all of the rules that the patches below meet. */
const tree = {
  "drivers/demo/Makefile": "obj-y += a.o\nobj-y += other.o\n",
  "include/linux/eventfd.h": "static inline void eventfd_signal(struct eventfd_ctx *ctx)\n",
  "include/linux/uio_driver.h": "struct uio_info {\n\tint irq;\n};\n",
};

const made = (file: string, lines: readonly string[]): string =>
  [
    `diff --git a/${file} b/${file}`,
    "new file mode 100644",
    "--- /dev/null",
    `+++ b/${file}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    "",
  ].join("\n");

const changed = (file: string, before: readonly string[], added: string, after: readonly string[] = []): string =>
  [
    `diff --git a/${file} b/${file}`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -1,${before.length + after.length} +1,${before.length + after.length + 1} @@`,
    ...before.map((line) => ` ${line}`),
    `+${added}`,
    ...after.map((line) => ` ${line}`),
    "",
  ].join("\n");

const mail = (title: string, ...diffs: readonly string[]): string =>
  `From: me\nSubject: [PATCH] ${title}\n\nWhy.\n---\n${diffs.join("")}`;

const old = made("drivers/demo/demo.c", ["void f(struct eventfd_ctx *ctx)", "{", "\teventfd_signal(ctx, 1);", "}"]);
const modern = old.replace("ctx, 1", "ctx");
const listed = changed("drivers/demo/Makefile", ["obj-y += a.o"], "obj-y += demo.o", ["obj-y += other.o"]);
const moved = changed("drivers/demo/Makefile", ["obj-y += a.o", "obj-y += gone.o"], "obj-y += demo.o");
const exported = changed("include/uapi/linux/Kbuild", ["header-y += a.h"], "header-y += demo.h");

/** With Coccinelle; without it skipped, and said so. */
const withSpatch = findCommand("spatch") !== undefined || isSet(process.env["CI"]) ? test : test.skip;

async function port(t: ExecutionContext, patch: string, files: Readonly<Record<string, string>> = tree) {
  const folder = await folderWith(t, files);
  const series = await readSeries(await folderWith(t, { "0001-demo.patch": patch, "demo.config": "CONFIG_DEMO=m\n" }));
  const options = {
    folder,
    label: "tree",
    rules: await readRules(),
    keep: await folderWith(t, {}),
    onNote: () => undefined,
  };
  const done = await portSeries({ base: undefined, series }, options);
  const [first] = done.series.patches;
  return {
    ...done,
    asked: series,
    folder,
    text: await readFile(path.join(done.series.path, first?.file ?? ""), "utf8"),
  };
}

test("what applies and has nothing old in it stays the series that it was", async (t) => {
  const { series, asked, base, port: done } = await port(t, mail("demo", modern, listed));
  t.is(series, asked);
  t.is(base, undefined);
  t.deepEqual(done, { changes: [], brought: [] });
});

test("a rule is not applied to a tree that has not made its change", async (t) => {
  const before = {
    ...tree,
    "include/linux/eventfd.h": "extern __u64 eventfd_signal(struct eventfd_ctx *ctx, __u64 n);\n",
  };
  const { series, asked } = await port(t, mail("demo", old, listed), before);
  t.is(series, asked);
});

withSpatch("old code is made new, by a patch that applies, with its message and what lay beside it", async (t) => {
  const { series, folder, text, port: done } = await port(t, mail("demo", old, listed));
  t.deepEqual(
    done.changes.map(({ patch, file, since }) => ({ patch, file, since })),
    [{ patch: "demo", file: "eventfd-signal.cocci", since: "6.8" }],
  );
  t.regex(done.changes[0]?.diff ?? "", /^-\teventfd_signal\(ctx, 1\);\n\+\teventfd_signal\(ctx\);$/m);
  t.regex(
    text,
    /^From: me\nSubject: \[PATCH\] demo\n\nWhy\.\n\n\[eventfd_signal\(\) takes no count \(6\.8\)\]\n---\ndiff --git /,
  );
  const overlay = await applySeries(folder, series, "tree");
  const demo = overlay.get("drivers/demo/demo.c");
  t.is(
    demo?.kind === "file" ? demo.bytes.toString() : "",
    "void f(struct eventfd_ctx *ctx)\n{\n\teventfd_signal(ctx);\n}\n",
  );
  t.is(await readFile(path.join(series.path, "demo.config"), "utf8"), "CONFIG_DEMO=m\n");
});

test("lists that are gone are left out, lists that changed are added to", async (t) => {
  const { text, port: done } = await port(t, mail("demo", modern, moved, exported));
  t.deepEqual(
    done.changes.map(({ file, dropped }) => [file, dropped]),
    [
      ["moved-context.rule", undefined],
      ["uapi-kbuild-list.rule", true],
    ],
  );
  t.notRegex(text, /Kbuild/);
  t.regex(text, /^ obj-y \+= a\.o\n\+obj-y \+= demo\.o\n obj-y \+= other\.o$/m);
});

test("what no rule is about is a conflict, as it is without --port", async (t) => {
  const code = changed("drivers/demo/other.c", ["int gone;"], "int here;");
  const error = await t.throwsAsync(port(t, mail("demo", code), { ...tree, "drivers/demo/other.c": "int other;\n" }));
  t.true(error instanceof ConflictError);
});

const operation = [
  "static int demo_ioctl(struct uio_info *info, unsigned int cmd, unsigned long arg)",
  "{",
  "\tint value;",
  "",
  "\tif (copy_from_user(&value, (void __user *)arg, sizeof(value)))",
  "\t\treturn -EFAULT;",
  "\treturn value;",
  "}",
];

withSpatch(
  "an operation that struct uio_info does not have brings the patch that adds it, to both sides",
  async (t) => {
    // The files that our patch changes, as far as it looks at them, are those of a kernel: here it cannot apply.
    const error = await t.throwsAsync(port(t, mail("demo", made("drivers/demo/demo.c", operation))));
    t.regex(error.message, /uio-let-drivers-implement-ioctl-commands/);
    const has = {
      ...tree,
      "include/linux/uio_driver.h": "\tlong (*ioctl)(struct uio_info *info, unsigned int cmd, void *arg);\n",
    };
    const { base, port: done, text } = await port(t, mail("demo", made("drivers/demo/demo.c", operation)), has);
    t.is(base, undefined);
    t.deepEqual(done.brought, []);
    t.regex(text, /^\+static long demo_ioctl\(struct uio_info \*info, unsigned int cmd, void \*arg\)$/m);
  },
);
