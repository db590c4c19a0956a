// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { Coverage, RunRecord } from "../record/model.ts";
import { changedFiles } from "./changed.ts";

const file = (name: string, more: Partial<Coverage["files"][number]>): Coverage["files"][number] => ({
  ...{ file: name, built: true, hunks: [] },
  ...more,
});

const told = (...files: readonly Coverage["files"][number][]): ReturnType<typeof changedFiles> =>
  changedFiles({ coverage: { files } } as unknown as RunRecord);

test("functions are told with who entered them, those that nobody entered first", (t) => {
  const functions = [
    { name: "igb_up", count: 3, by: ["life", "traffic"] },
    { name: "igb_probe", count: 1 },
    { name: "igb_io_resume", count: 0 },
  ];
  t.deepEqual(
    told(file("igb_main.c", { functions }))[0]?.functions.map(({ name, text }) => `${name} ${text}`),
    ["igb_io_resume never entered", "igb_up entered by life, traffic", "igb_probe entered as the machine boots"],
  );
});

test("a file without functions says what became of it", (t) => {
  const texts = told(file("a.c", { built: false }), file("b.c", { entered: true }), file("c.c", {}));
  t.deepEqual(
    texts.map(({ text }) => text),
    ["not compiled with the lab's configuration", "data; code of the file ran", "no code of it ran"],
  );
});

test("where nothing was counted nothing is told", (t) => {
  t.deepEqual(changedFiles({} as RunRecord), []);
});
