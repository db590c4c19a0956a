// SPDX-License-Identifier: GPL-2.0-only
// How a log is written down, inferred: whatever stands before the kernel's words alike on many lines is a prefix.
import { shapeKey, Shape } from "./shape.ts";
import { kernelNameIn, ordinarySign, reportSign, stampIn, type Sign } from "./sign.ts";

/** What is seen in a line alone. */
export interface Sighting {
  /** Where the kernel's stamp or its name as a writer ends: no guess. */
  readonly end: number | undefined;
  readonly stamp: { begin: number; end: number } | undefined;
  readonly named: boolean;
  readonly sign: Sign | undefined;
  /** Of what stands before the sign. */
  readonly key: string | undefined;
}

interface Group {
  readonly shape: Shape;
  readonly words: Set<string>;
  readonly ordinary: Set<string>;
  strong: boolean;
  votes: number;
}

/** Different things that have to be said behind a prefix until it counts as one; of a mark of quotation fewer. */
const needed = { worded: 3, bare: 2, ordinary: 3, lines: 3, share: 0.7 } as const;
/** What a log of garbage may make us remember. */
const most = { groups: 2000, bases: 50, common: 20 } as const;

/** Where the kernel's words begin for sure, by its stamp or by its name. */
function findEnd(stamp: Sighting["stamp"], name: ReturnType<typeof kernelNameIn>): number | undefined {
  if (name === undefined) return stamp?.end;
  return stamp !== undefined && stamp.begin <= name.end && stamp.end > name.end ? stamp.end : name.end;
}

/** Collects what lines say of how they are written. */
export class Votes {
  private readonly groups = new Map<string, Group>();
  /** What stands before the kernel's name: who else has this and another name is another writer. */
  private readonly bases = new Map<string, { shape: Shape; votes: number }>();
  /** What stands before the kernel's stamp: who has this and no stamp is not the kernel. */
  private readonly stampBases = new Set<string>();

  /** True if stamps or the kernel's name tell its lines from others. */
  get certain(): boolean {
    return this.bases.size > 0 || this.stampBases.size > 0;
  }

  /** Looks at one line and takes its vote. */
  see(line: string): Sighting {
    const stamp = stampIn(line);
    const name = kernelNameIn(line);
    const end = findEnd(stamp, name);
    const report = reportSign(line, end ?? 0);
    if (name !== undefined) this.addBase(line.slice(0, name.begin));
    if (stamp !== undefined && this.stampBases.size < most.bases)
      this.stampBases.add(shapeKey(line.slice(0, stamp.begin)));
    // Where a stamp tells, the words of healthy lines would only mislead: `PM: igb 0000:01:00.0: …`.
    const sign = report ?? (end === undefined ? ordinarySign(line) : undefined);
    const key = sign === undefined ? undefined : this.vote(line.slice(0, sign.at), sign, report !== undefined);
    return { end, stamp, named: name !== undefined, sign: report, key };
  }

  /** True for a line of a program that is not the kernel, where the kernel is named. */
  isForeign(line: string, { named, stamp }: Sighting): boolean {
    if (named) return false;
    for (const { shape, votes } of this.bases.values()) {
      const length = shape.lengthIn(line);
      if (length === undefined || (length === 0 && votes < needed.worded)) continue;
      // A guest's console in the journal of its hypervisor has stamps of its own.
      if (stamp === undefined || stamp.begin < length) return true;
    }
    return false;
  }

  /** The shapes that count as prefixes of the kernel's lines, by key; `lines` are those that were seen last. */
  accepted(lines: readonly string[]): Map<string, Shape> {
    const found = [...this.groups.values()].filter((group) => this.counts(group));
    const kept = found.filter((group) => !found.some((other) => other !== group && isOvergrown(group, other)));
    const common = kept.length > 0 ? [] : this.common(lines);
    return new Map([...kept, ...common].map(({ shape }) => [shape.key, shape]));
  }

  private counts({ shape, words, ordinary, strong }: Group): boolean {
    if (this.stampBases.has(shape.key)) return false;
    if (ordinary.size >= needed.ordinary) return true;
    return strong && words.size + ordinary.size >= (shape.isBare ? needed.bare : needed.worded);
  }

  /** A report of one line says too little; but what stands before it stands before nearly all the others too. */
  private common(lines: readonly string[]): Group[] {
    const said = lines.filter((line) => line.trim() !== "");
    return [...this.groups.values()]
      .filter(
        ({ shape, strong, ordinary }) =>
          shape.key !== "" && (strong || ordinary.size > 1) && !this.stampBases.has(shape.key),
      )
      .filter(({ shape }) => !this.certain || !/:$/.test(shape.key))
      .slice(0, most.common)
      .filter(({ shape }) => {
        const alike = said.filter((line) => shape.lengthIn(line) !== undefined).length;
        return alike >= needed.lines && alike >= said.length * needed.share;
      });
  }

  private addBase(prefix: string): void {
    const key = shapeKey(prefix);
    const known = this.bases.get(key);
    if (known === undefined && this.bases.size >= most.bases) return;
    // Behind a date any host and any facility: `daemon.info` is no more the kernel than `kern.info sshd` would be.
    const base = known ?? { shape: new Shape(key, key.includes("0:0")), votes: 0 };
    base.shape.add(prefix);
    base.votes++;
    this.bases.set(key, base);
  }

  private vote(prefix: string, { words, strong }: Sign, isReport: boolean): string | undefined {
    const key = shapeKey(prefix);
    const known = this.groups.get(key);
    if (known === undefined && this.groups.size >= most.groups) return undefined;
    const group = known ?? { shape: new Shape(key), words: new Set(), ordinary: new Set(), strong: false, votes: 0 };
    this.groups.set(key, group);
    group.shape.add(prefix);
    group.votes++;
    group.strong ||= strong;
    const said = isReport ? group.words : group.ordinary;
    if (said.size < 100) said.add(words);
    return key;
  }
}

/** A prefix that is another one and the first word of some messages: `[ 1.0] rcu: `. */
function isOvergrown(group: Group, shorter: Group): boolean {
  if (!group.shape.key.startsWith(shorter.shape.key)) return false;
  const extra = group.shape.key.slice(shorter.shape.key.length);
  return extra.includes("0") ? group.votes < shorter.votes / 4 : group.votes <= shorter.votes;
}
