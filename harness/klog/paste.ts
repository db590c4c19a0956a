// SPDX-License-Identifier: GPL-2.0-only
// A log as somebody saved, pasted, mailed or quoted it, piece by piece → lines, with what is the kernel's of each.
import { clean, longest, type LogLine, type Reader } from "./log.ts";
import { Continuation, unbroken, type LogPart } from "./continuation.ts";
import { withoutMarkup } from "./markup.ts";
import { Notation } from "./notation.ts";
import { Records, type Numbered } from "./records.ts";
import { stampIn } from "./sign.ts";
import { Transfer } from "./transfer.ts";

/** Lines that are looked at together, and how many of the last wait for what follows them: a report needs its whole. */
const block = 4000;
const overlap = 400;

const nobodys = { caller: "", kernel: false, known: true } as const;

/** Reads a log of unknown notation, which it infers from the lines themselves. */
export class PasteReader implements Reader {
  private rest = "";
  private number = 0;
  private kernels = 0;
  private held: Numbered[] = [];
  private readonly transfer = new Transfer();
  private readonly records = new Records();
  private readonly notation = new Notation();
  private readonly continuation = new Continuation();

  /** How many lines there are, and how many of them are the kernel's; none if no line looks like one. */
  get counts(): { lines: number; kernel: number } {
    return { lines: this.number, kernel: this.notation.isKernels ? this.kernels : 0 };
  }

  push(chunk: string): LogLine[] {
    const lines = (this.rest + chunk).split("\n");
    this.rest = (lines.pop() ?? "").slice(0, longest);
    const found: LogLine[][] = [];
    for (const line of lines) {
      this.take(line);
      if (this.held.length >= block) found.push(this.release(this.held.length - overlap));
    }
    return found.flat();
  }

  end(): LogLine[] {
    if (this.rest !== "") this.take(this.rest);
    this.rest = "";
    this.hold(this.transfer.end(this.number));
    this.held.push(...this.records.end());
    return this.release(this.held.length);
  }

  private take(raw: string): void {
    this.hold(this.transfer.push({ text: clean(raw.slice(0, longest)).trimEnd(), number: this.number++ }));
  }

  private hold(lines: readonly Numbered[]): void {
    for (const { text, number } of lines)
      for (const one of withoutMarkup(text)) this.held.push(...this.records.push({ text: one, number }));
  }

  private release(count: number): LogLine[] {
    const isForeign = ({ text, foreign }: Numbered): boolean =>
      foreign === true && this.records.nameKernel && stampIn(text) === undefined;
    const texts = this.held.map((line) => (isForeign(line) ? "" : line.text));
    const lines = this.notation.strip(texts).map((line, i): LogPart => {
      const { text = "", number = 0 } = this.held[i] ?? {};
      const own = text === texts[i] ? line : { ...nobodys, text };
      return { ...own, number, length: text.length };
    });
    const narrow = texts.every(({ length }) => length <= unbroken);
    this.held = this.held.slice(count);
    const found = this.continuation.join(lines.slice(0, count), narrow);
    this.kernels += new Set(found.filter(({ kernel }) => kernel).map(({ number }) => number)).size;
    return found;
  }
}
