// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { plainError, withVerb } from "./words.ts";

test("a command line without a verb runs; with one, mistyped or not, it is left alone", (t) => {
  t.deepEqual(withVerb([]), ["run"]);
  t.deepEqual(withVerb(["--profile", "quick"]), ["run", "--profile", "quick"]);
  for (const words of [["plan"], ["rnu"], ["--help"], ["-V"]]) t.deepEqual(withVerb(words), words);
});

test("a suggestion is part of the sentence", (t) => {
  t.is(
    plainError("error: unknown command 'rnu'\n(Did you mean run?)\n"),
    "unknown command 'rnu'; did you mean 'run'?\n",
  );
  t.is(
    plainError("error: unknown option '--sid'\n(Did you mean one of --side, --3way?)\n"),
    "unknown option '--sid'; did you mean '--side' or '--3way'?\n",
  );
  t.is(plainError("error: option '--jobs <n>' argument missing\n"), "option '--jobs <n>' argument missing\n");
});
