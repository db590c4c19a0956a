// SPDX-License-Identifier: GPL-2.0-only
// The shape of what stands before a message: which of it is a number, which a word, which a mark. Lines that one
// program wrote have prefixes of one shape, whatever its language and its format of dates.

interface Element {
  readonly kind: "number" | "word" | "mark";
  readonly text: string;
  /** Blanks stand before it. */
  readonly gap: boolean;
}

const token = /(?<number>\p{Nd}+)|(?<word>[\p{L}\p{M}]+)|(?<gap>[ \t]+)|(?<mark>.)/gsu;
const levels = new Set("emerg alert crit err error warn warning notice info debug".split(" "));
/** What a date does not have in it: `vm-1 | ` before one is a name. */
const notInDates = /[|>\])}{"=]/;

function parseElements(prefix: string): { elements: Element[]; tail: string } {
  const elements: Element[] = [];
  let gap = "";
  for (const { groups = {} } of prefix.matchAll(token)) {
    if (groups["gap"] !== undefined) {
      gap = groups["gap"];
      continue;
    }
    const kind = groups["number"] !== undefined ? "number" : groups["word"] !== undefined ? "word" : "mark";
    elements.push({ kind, text: groups[kind] ?? "", gap: gap !== "" });
    gap = "";
  }
  return { elements, tail: gap };
}

const isApart = (before: Element | undefined, next: Element): boolean =>
  next.gap && before !== undefined && before.kind !== "mark" && next.kind !== "mark";

/** `[   12.345678][  T88] ` → `[0.0][a0]`: alike for all prefixes of one shape. */
export function shapeKey(prefix: string): string {
  const { elements, tail } = parseElements(prefix);
  if (elements.length === 0) return tail;
  return elements
    .map((element, i) => {
      const letter = element.kind === "number" ? "0" : element.kind === "word" ? "a" : element.text;
      return isApart(elements[i - 1], element) ? ` ${letter}` : letter;
    })
    .join("");
}

const quote = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** The words of a date may be any: those from the last clock (`16:20:19`) back to its beginning. */
function findDate(elements: readonly Element[]): { from: number; to: number } {
  const to = elements.findLastIndex(
    ({ kind }, i) => kind === "number" && elements[i - 1]?.text === ":" && elements[i - 2]?.kind === "number",
  );
  if (to < 0) return { from: 0, to: -1 };
  const before = elements.slice(0, to).findLastIndex(({ text, kind }) => kind === "mark" && notInDates.test(text));
  return { from: before + 1, to };
}

function wordsPattern(words: ReadonlySet<string>, inDate: boolean): string {
  const all = [...words];
  if (inDate) return String.raw`[\p{L}\p{M}]+`;
  if (all.every((word) => /^[A-Z]$/.test(word))) return "[A-Z]";
  const known = all.every((word) => levels.has(word)) ? [...levels] : all;
  return `(?:${known.map(quote).join("|")})`;
}

/** All prefixes of one key, and the pattern that they have in common. */
export class Shape {
  readonly key: string;
  private readonly samples: Element[] = [];
  private readonly words: Set<string>[] = [];
  private readonly gaps: boolean[] = [];
  private readonly tails = new Map<string, number>();
  private readonly anyWords: boolean;
  private compiled: RegExp | undefined;

  /** `anyWords`: also with words that were not seen. */
  constructor(key: string, anyWords = false) {
    this.key = key;
    this.anyWords = anyWords;
  }

  /** True if it has no word and no number: a mark of quotation, a list's marker, indentation. */
  get isBare(): boolean {
    return this.samples.every(({ kind }) => kind === "mark");
  }

  /** One more prefix of this shape. */
  add(prefix: string): void {
    const { elements, tail } = parseElements(prefix);
    const seen = this.tails.get(tail) ?? 0;
    this.tails.set(tail, seen + 1);
    let isNew = seen < 2;
    elements.forEach((element, i) => {
      this.samples[i] ??= element;
      const words = (this.words[i] ??= new Set());
      isNew ||= !words.has(element.text) && element.kind === "word";
      if (element.kind === "word") words.add(element.text);
      isNew ||= element.gap && this.gaps[i] !== true;
      this.gaps[i] = this.gaps[i] === true || element.gap;
    });
    if (isNew) this.compiled = undefined;
  }

  /** Characters that a line has of this shape before its message; undefined if it is of another. */
  lengthIn(line: string): number | undefined {
    this.compiled ??= this.compile();
    return this.compiled.exec(line)?.[0].length;
  }

  private compile(): RegExp {
    const date = findDate(this.samples);
    const parts = this.samples.map((element, i) => {
      const inDate = this.anyWords || (i >= date.from && i <= date.to);
      const own =
        element.kind === "number"
          ? String.raw`\p{Nd}+`
          : element.kind === "word"
            ? wordsPattern(this.words[i] ?? new Set(), inDate)
            : quote(element.text);
      return this.gapAt(i) + own;
    });
    // An editor takes the blank off the end of an empty line.
    const tail = this.tail();
    const end = tail === "" || parts.length === 0 ? tail : `(?:${tail}|$)`;
    return new RegExp(`^${parts.join("")}${end}`, "u");
  }

  private gapAt(i: number): string {
    const [before, next] = [this.samples[i - 1], this.samples[i]];
    if (next === undefined) return "";
    if (isApart(before, next)) return "[ \\t]+";
    // Numbers and names are padded: `[    T1]` and `[T12345]`, `info  :` and `notice:`.
    const padded = before !== undefined && /[[(]/.test(before.text) && next.kind !== "mark";
    return this.gaps[i] === true || padded ? "[ \\t]*" : "";
  }

  /** The shortest that was seen more than once: a message that is indented makes it seem longer. */
  private tail(): string {
    const all = [...this.tails].sort(([a], [b]) => a.length - b.length);
    return (all.find(([, times]) => times > 1) ?? all[0])?.[0] ?? "";
  }
}
