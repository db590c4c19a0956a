// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { differences } from "./differences.ts";

const frame = (length: number, fill: number): Buffer => Buffer.alloc(length, fill);
const all = [frame(60, 1), frame(61, 2), frame(61, 3), frame(62, 4)];

test("nothing is wrong with what is there once each, in whatever order", (t) => {
  t.deepEqual(differences(all, all), []);
  t.deepEqual(differences(all, all.toReversed()), []);
  t.deepEqual(differences([...all, frame(60, 1)], [...all, frame(60, 1)]), []);
});

test("what is missing, there once more, or sent by nobody is said", (t) => {
  t.deepEqual(differences(all, all.slice(1)), ["60 bytes: missing"]);
  t.deepEqual(differences(all, [...all, frame(61, 3)]), ["61 bytes: once more"]);
  t.deepEqual(differences(all, [...all, frame(14, 9)]), [`14 bytes that nobody sent: ${"09".repeat(14)}`]);
  t.deepEqual(differences([...all, frame(60, 1)], all), ["60 bytes: missing"]);
});

test("a frame of the same length instead of another is that frame, changed", (t) => {
  const changed = frame(61, 3);
  changed.fill(0xa5, 59);
  t.deepEqual(differences(all, [...all.filter((one) => !one.equals(frame(61, 3))), changed]), [
    "61 bytes: from byte 59 a5a5, not 0303",
  ]);
});
