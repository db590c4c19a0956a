// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { LabError } from "./errors.ts";
import type { EventBody } from "../record/model.ts";
import { stage } from "./stage.ts";
import type { Context } from "./context.ts";

function recorder(): { readonly context: Context; readonly events: EventBody[] } {
  const events: EventBody[] = [];
  return { context: { cache: "", jobs: 1, emit: (event) => events.push(event) }, events };
}

test("a stage says that it begins, how far it is and how it ended", async (t) => {
  const { context, events } = recorder();
  const value = await stage(context, "build", "base", async (progress) => {
    progress("CC a.o", 1, 2);
    progress("CC b.o", 2, 2);
    return { value: 7, cached: true };
  });
  t.is(value, 7);
  t.deepEqual(
    events.map(({ type }) => type),
    ["stage-start", "stage-progress", "stage-end"],
    "and no more often than one can read",
  );
  t.like(events[1], { done: 1, total: 2, text: "CC a.o", subject: "base" });
  t.like(events[2], { record: { stage: "build", subject: "base", cached: true, ok: true } });
});

test("a stage that fails says so and passes the error on", async (t) => {
  const { context, events } = recorder();
  const failing = stage(context, "fetch", "x", () => Promise.reject(new LabError("no network")));
  await t.throwsAsync(failing, { message: "no network" });
  t.like(events.at(-1), { record: { ok: false, cached: false } });
});

test("a full disk is the host's fault, whoever met it", async (t) => {
  const { context } = recorder();
  const said = new LabError("tar exited with 2", { output: "tar: a: Cannot write: No space left on device" });
  const failing = stage(context, "fetch", "linux", () => Promise.reject(said));
  const error = await t.throwsAsync(failing, { instanceOf: LabError });
  t.is(error.message, "The disk is full: fetch of linux was not finished.");
  t.true(error.output?.includes("Cannot write"));
});
