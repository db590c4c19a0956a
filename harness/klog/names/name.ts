// SPDX-License-Identifier: GPL-2.0-only
// What the name of a complaint is made of.
import type { Splat } from "../../record/model.ts";
import type { Blame } from "../blame.ts";

/** What a name is made from. */
export type SplatText = Pick<Splat, "kind" | "header" | "text" | "line">;
type Words = string | ((match: RegExpExecArray, report: SplatText) => string);
/** The first that fits a line of the report's head names it; ` in <function>` is added where `blame` says how to find it. */
export interface Name {
  readonly kind?: Splat["kind"];
  readonly line: RegExp;
  readonly words: Words;
  readonly blame?: Blame & { readonly after?: string };
}

type More = Pick<Name, "kind"> & NonNullable<Name["blame"]>;
/** A name that ends with the function to blame. */
export const named = (line: RegExp, words: Words, { kind, ...blame }: More = {}): Name => ({
  ...{ line, words, blame },
  ...(kind === undefined ? {} : { kind }),
});
/** A name that is whole without a function. */
export const whole = (line: RegExp, words: Words, kind?: Splat["kind"]): Name => ({
  ...{ line, words },
  ...(kind === undefined ? {} : { kind }),
});

/** A line of the log as a title: without what is another in each run. */
export const numbers = (text: string): string =>
  text
    .replace(/\b(?:[\da-f]{1,4}:){7}[\da-f]{1,4}\b/g, "IPV6ADDR")
    .replace(/([A-Za-z_][\w.]*)\+0x[\da-f]+\/0x[\da-f]+/g, "$1")
    .replace(/(?<![A-Za-z\d])(?:0x)?(?=[\da-f]*\d)[\da-f]{6,}\b|\b0x[\da-f]+\b/g, "ADDR")
    .replace(/(?<=\.[chS])(?::\d+)+/g, ":LINE")
    .replace(/\bCPU#?\d+/g, "CPU")
    .replace(/(?<![\w.:])\d+(?![\w.:])/g, "NUM");

/** A function without its offset. */
export const spelled = (text: string | undefined): string =>
  (text ?? "").replace(/(?<=\w)\+0x[\da-f]+\/0x[\da-f]+/g, "");
