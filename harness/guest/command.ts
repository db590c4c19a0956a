// SPDX-License-Identifier: GPL-2.0-only
// What one of the guest's programs is told, a line of text, and the shape of its answer. Builders make them (calls.ts,
// eventfds.ts, device-calls.ts): nobody else writes the text of one.
import * as z from "zod/mini";

type Word = string | number | bigint | undefined;

/** What an answer says besides: all of it if the command worked, else what it got as far as. */
export interface Shape<A> {
  readonly done: z.ZodMiniType<A>;
  readonly failed: z.ZodMiniType<Partial<A>>;
}

/** The shape of an answer, by its members. */
export function answers<S extends z.core.$ZodLooseShape>(members: S): Shape<z.output<z.ZodMiniObject<S>>> {
  const done = z.object(members);
  return { done, failed: z.partial(done) } as unknown as Shape<z.output<z.ZodMiniObject<S>>>;
}

/** Of a command that has nothing to tell. */
export const nothing = answers({}) as Shape<unknown>;

/** A command of a program in the guest. */
export class Command<A = unknown> {
  readonly text: string;
  readonly shape: Shape<A>;

  constructor(text: string, shape: Shape<A>) {
    [this.text, this.shape] = [text, shape];
  }

  toString(): string {
    return this.text;
  }
}

/** A command of its words; `undefined` is left out. @throws {TypeError} for what the program would read as no word, or two. */
export function command<A>(shape: Shape<A>, verb: string, ...words: readonly Word[]): Command<A> {
  const texts = words.filter((word) => word !== undefined).map(String);
  const odd = texts.find((text) => !/^\S+$/.test(text) || text === "NaN");
  if (odd !== undefined) throw new TypeError(`${verb}: "${odd}" is not a word`);
  return new Command([verb, ...texts].join(" "), shape);
}
