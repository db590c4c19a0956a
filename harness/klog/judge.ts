// SPDX-License-Identifier: GPL-2.0-only
// Console log → splats. Pure: works on a recorded log as well as on a live one, whole or piece by piece.
import type { Splat } from "../record/model.ts";
import { PasteReader } from "./paste.ts";
import { ConsoleReader, type LogLine, type Reader } from "./log.ts";
import { Related } from "./related.ts";
import { reportsIn } from "./reports.ts";
import { splitStreams } from "./streams.ts";

// Written to /dev/kmsg by the lab (`msixlab: spec start …`), or a quotation of what somebody typed.
const ours = /^(?:msixlab: |Kernel command line: |Command line: )/;
// kmemleak.verbose=1 puts the subsystem's name before each line of a report.
const leakPrefix = /^kmemleak: (?=unreferenced object| {2,})/;
/** Lines that are looked at together, and how many of the last are looked at again with what follows them. */
const window = 12_000;
const tail = 4_000;

/** Judges a log of any length in bounded memory: each splat is handed over when nothing can join it any more. */
export class Judge {
  private readonly reader: Reader;
  private readonly related: Related;
  private lines: LogLine[] = [];

  constructor(onSplat: (splat: Splat) => void, reader: Reader = new PasteReader()) {
    this.reader = reader;
    this.related = new Related(onSplat);
  }

  /** The next piece of the log, cut anywhere. */
  push(chunk: string): void {
    this.keep(this.reader.push(chunk));
    while (this.lines.length >= window) this.look(this.lines.slice(0, window), this.lines.slice(window));
  }

  /** The log ends here. */
  end(): void {
    this.keep(this.reader.end());
    this.look(this.lines, undefined);
    this.related.end();
  }

  private keep(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (!line.kernel || ours.test(line.text)) continue;
      this.lines.push(leakPrefix.test(line.text) ? { ...line, text: line.text.replace(leakPrefix, "") } : line);
    }
  }

  /** `rest` is what follows, and undefined at the end of the log. */
  private look(lines: readonly LogLine[], rest: LogLine[] | undefined): void {
    const cut = rest === undefined ? Infinity : (lines.at(-tail)?.number ?? 0);
    const found = splitStreams(lines)
      .flatMap((stream) => reportsIn(stream, rest === undefined))
      .filter(({ first }) => first < cut)
      .sort((a, b) => a.first - b.first);
    for (const { splat } of found) if (splat !== undefined) this.related.add(splat);
    const used = new Set(found.flatMap(({ numbers }) => numbers));
    this.lines = [...lines.filter(({ number }) => number >= cut && !used.has(number)), ...(rest ?? [])];
  }
}

/**
 * What the kernel complains about in a log of any notation, in the order in which it began to.
 * Everything up to `---[ end trace` is one splat, and a panic that only follows from an oops, a warning or a stall
 * (`Fatal exception`, `panic_on_warn`) belongs to that splat. Each IOMMU fault is one splat.
 */
export function judge(log: string, reader?: Reader): Splat[] {
  const splats: Splat[] = [];
  const one = new Judge((splat) => splats.push(splat), reader);
  one.push(log);
  one.end();
  return splats.sort((a, b) => a.line - b.line);
}

/** The same of what came from a console of ours, whose notation is known: nothing is inferred. */
export function judgeConsole(log: string): Splat[] {
  return judge(log, new ConsoleReader());
}
