// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import { firstThrown, KernelError } from "./errors.ts";

test("of an error and those that its cleaning up met, the first counts", async (t) => {
  const hung = new KernelError("the ioctl does not return");
  const clean = (name: string): AsyncDisposable => ({
    [Symbol.asyncDispose]: () => Promise.reject(new Error(`${name} cannot be closed`)),
  });
  const error: unknown = await t.throwsAsync(async () => {
    await using outer = clean("outer");
    await using inner = clean("inner");
    t.truthy(outer && inner);
    throw hung;
  });
  t.not(error, hung, "the language wraps it");
  t.is(firstThrown(error), hung);
  t.is(firstThrown(hung), hung);
});
