// SPDX-License-Identifier: GPL-2.0-only
// Lines as somebody wrote them down → what of each is the kernel's.
import type { Shape } from "./shape.ts";
import { isSign } from "./sign.ts";
import type { Stripped } from "./stripped.ts";
import { withoutSuffix } from "./suffix.ts";
import { Votes, type Sighting } from "./votes.ts";

const caller = /\[ *([TC]\d+)\]|caller=([TC]\d+)/;
/** For logs too short to infer from: a level, a record of /dev/kmsg, a date that ends in a clock. */
const usual =
  /^(?:<\d{1,3}>|\d{1,3},\d+,\d+,[^;]{1,40};|\[ *[TC]\d+\] |\[(?:[^\]]{0,40}\d\d:\d\d[^\]]{0,20}| *\+\d+\.\d+)\] ?|(?:\w+ *: ?\w+ *: )?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* )/;
/** dmesg -H: a date in brackets at each new minute, and what has passed since then in between. */
const bracketed = /^\[[^\]]{2,40}\] /;
const isBracket = (key: string): boolean => /^\[[^\]]*0[^\]]*\]$/.test(key);
const marks = /[^\p{L}\p{M}\p{Nd}\s]/gu;
const loose = (key: string): string => key.replace(marks, ".");

/** Infers the notation of the lines it is shown; what it learnt holds for those that follow. */
export class Notation {
  private readonly votes = new Votes();
  private usualSeen = false;
  private recognised = false;

  /** True once any line showed that the kernel wrote here. */
  get isKernels(): boolean {
    return this.recognised;
  }

  /** What of each line is the kernel's. */
  strip(lines: readonly string[]): Stripped[] {
    const seen = lines.map((line) => this.votes.see(line));
    const shapes = this.votes.accepted(lines);
    const isKnown = this.votes.certain || [...shapes.keys()].some((key) => key !== "");
    this.recognised ||= isKnown || shapes.has("") || seen.some(({ sign, key }) => key === "" && sign?.strong === true);
    if (!isKnown) return withoutSuffix(this.stripUsual(lines));
    const nearest = sortByDistance(seen, shapes);
    return withoutSuffix(lines.map((line, i) => this.stripOne(line, seen[i] as Sighting, shapes, nearest[i] ?? [])));
  }

  private stripOne(line: string, seen: Sighting, shapes: ReadonlyMap<string, Shape>, near: readonly Shape[]): Stripped {
    if (this.votes.isForeign(line, seen)) return { text: line, caller: "", kernel: false, known: true };
    for (const shape of near) {
      const length = shape.lengthIn(line);
      if (length !== undefined && length >= (seen.end ?? 0))
        return cut(line, length, shape.key !== "" || seen.sign !== undefined);
    }
    if (seen.end !== undefined) return cut(line, seen.end);
    // `grep -A` has `12-` where it has `12:` before the line that was searched for.
    const isAlike = seen.key !== undefined && [...shapes.keys()].some((key) => loose(key) === loose(seen.key ?? ""));
    if (isAlike && seen.sign?.strong === true) return cut(line, seen.sign.at);
    const bracket = /\d/.test(line.slice(0, 8)) && [...shapes.keys()].some(isBracket) ? bracketed.exec(line) : null;
    if (bracket !== null) return cut(line, bracket[0].length);
    return { text: line, caller: "", kernel: false, known: false };
  }

  /** Nothing is alike on many lines: either there are no prefixes, or there are not many lines. */
  private stripUsual(lines: readonly string[]): Stripped[] {
    const lengths = lines.map((line) => usual.exec(line)?.[0].length);
    this.usualSeen ||= lengths.some((length) => length !== undefined);
    return lines.map((line, i) => {
      const length = lengths[i] ?? 0;
      this.recognised ||= isSign(line.slice(length));
      if (lengths[i] !== undefined) return cut(line, length);
      return { text: line, caller: "", kernel: !this.usualSeen, known: false };
    });
  }
}

function cut(line: string, length: number, known = true): Stripped {
  const prefix = line.slice(0, length);
  const [, task, recorded] = caller.exec(prefix) ?? [];
  const mark = /["']$/.exec(prefix)?.[0];
  const text = mark === undefined ? line.slice(length) : unquoted(line.slice(length), mark);
  return { text, caller: task ?? recorded ?? "", kernel: true, known };
}

/** `msg="…"`, `b'…\\r\\n'`: up to the mark that ends it, without what was escaped. */
function unquoted(text: string, mark: string): string {
  const end = text.lastIndexOf(mark);
  const inner = end < 0 ? text : text.slice(0, end);
  return inner.replace(/(?:\\[rn])+$/, "").replace(/\\(?:([\\"'])|t)/g, (_, own: string | undefined) => own ?? "\t");
}

/** For each line the shapes, the nearest first: a document may have several, one below the other. */
function sortByDistance(seen: readonly Sighting[], shapes: ReadonlyMap<string, Shape>): Shape[][] {
  const all = [...shapes.values()];
  const after: (Shape | undefined)[] = [];
  const distance: number[] = [];
  for (let i = seen.length - 1, at = Infinity; i >= 0; i--) {
    const own = shapes.get(seen[i]?.key ?? "none");
    if (own !== undefined) at = i;
    after[i] = own ?? after[i + 1];
    distance[i] = at - i;
  }
  let before: Shape | undefined;
  let at = -Infinity;
  return seen.map(({ key }, i) => {
    const own = shapes.get(key ?? "none");
    if (own !== undefined) [before, at] = [own, i];
    const two = i - at <= (distance[i] ?? Infinity) ? [before, after[i]] : [after[i], before];
    const near = two.filter((shape) => shape !== undefined);
    const order = [...near, ...all.filter((shape) => !near.includes(shape))];
    // Indentation and quotation fit many a line, a date and a name only their own.
    return [...order.filter(({ isBare }) => !isBare), ...order.filter(({ isBare }) => isBare)];
  });
}
