// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import * as z from "zod/mini";
import { LabError } from "../host/errors.ts";
import { Answer, readAnswer } from "./answer.ts";

test("an answer is read with what is in it besides", (t) => {
  t.deepEqual(readAnswer(Answer, '{"ok":true,"counts":{"v0":1}}', "counts"), { ok: true, counts: { v0: 1 } });
});

test("what has another shape, or is no JSON, is the lab's fault, and all of it is told", (t) => {
  const shape = z.object({ points: z.number(), broken: z.array(z.string()) });
  const wrong = {
    "": "object expected",
    "Segmentation fault": "object expected",
    '{"points":"1","broken":[]}': "points: number expected",
    '{"points":1,"broken":["a",2]}': "broken.1: string expected",
    '{"points":1}': "broken: array expected",
  };
  for (const [text, why] of Object.entries(wrong)) {
    const error = t.throws(() => readAnswer(shape, text, "labtool failnth"), { instanceOf: LabError });
    t.is(error?.message, `labtool failnth: this is no answer: ${why}`);
    t.is(error?.output, text);
  }
});
