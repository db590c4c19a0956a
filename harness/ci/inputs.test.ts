// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { UsageError } from "../host/errors.ts";
import { readInputs, splitWords } from "./inputs.ts";

test("words are split at blanks; quotes hold them together, and nothing else means anything", (t) => {
  t.deepEqual(splitWords("  --device edu\n--grep 'each vector' --x=\"a b\"c "), [
    ...["--device", "edu", "--grep", "each vector", "--x=a bc"],
  ]);
  const hostile = "$(touch /tmp/x) `id` ; & | > $HOME \\ *";
  t.deepEqual(splitWords(hostile).join(" "), hostile);
  t.deepEqual(splitWords(""), []);
  t.deepEqual(splitWords("''"), [""]);
});

test("a quote that is not closed is an error", (t) => {
  for (const text of ["--grep 'a b", 'a"', "it's"]) t.throws(() => splitWords(text), { instanceOf: UsageError }, text);
});

test("inputs are variables; what is not said is empty", (t) => {
  t.like(readInputs({ MSIXLAB_OUT_OF_TREE: " src ", MSIXLAB_KERNEL: "6.1 newest" }), {
    ...{ outOfTree: "src", kernel: "6.1 newest", patch: "" },
  });
});
