// SPDX-License-Identifier: GPL-2.0-only
// `events.jsonl`: one JSON line an event, written as it happens. Several processes append to one file: each line is
// one write to a file opened with O_APPEND, so lines do not mix. The writing end is journal-writer.ts.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { Event } from "./model.ts";

/** The events of a run, in its folder. */
export const journalName = "events.jsonl";

function parseLine(line: string): Event | undefined {
  try {
    return Event.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What a journal says, and how many of its lines were no events (torn by a kill, or of a newer lab). */
export interface JournalContent {
  readonly events: readonly Event[];
  readonly skipped: number;
}

/** Reads journal text. */
export function parseJournal(text: string): JournalContent {
  const lines = text.split("\n").filter((line) => line !== "");
  const events = lines.map(parseLine).filter((event) => event !== undefined);
  return { events, skipped: lines.length - events.length };
}

/** Reads a journal; a file that is not there has no events. */
export function readJournal(file: string): JournalContent {
  return existsSync(file) ? parseJournal(readFileSync(file, "utf8")) : { events: [], skipped: 0 };
}

/** A journal that is being followed. */
export interface Tail {
  /** Reads what is there now: all that the journal said since its beginning, of which each line was parsed once. */
  poll(): JournalContent;
  /** Reads the rest and stops. */
  stop(): void;
}

/** Calls `handle` with each event that any process appends, from the beginning of the file on. */
export function followJournal(file: string, handle: (event: Event) => void, intervalMs = 100): Tail {
  let offset = 0;
  // Bytes and not text: a chunk may end inside a character.
  let rest = Buffer.alloc(0);
  const events: Event[] = [];
  let skipped = 0;
  const poll = (): JournalContent => {
    if (!existsSync(file)) return { events, skipped };
    const fd = openSync(file, "r");
    try {
      const chunk = Buffer.alloc(Math.max(0, fstatSync(fd).size - offset));
      const read = readSync(fd, chunk, 0, chunk.length, offset);
      offset += read;
      const all = Buffer.concat([rest, chunk.subarray(0, read)]);
      const end = all.lastIndexOf(0x0a) + 1;
      rest = all.subarray(end);
      const fresh = parseJournal(all.subarray(0, end).toString("utf8"));
      skipped += fresh.skipped;
      for (const event of fresh.events) {
        events.push(event);
        handle(event);
      }
    } finally {
      closeSync(fd);
    }
    return { events, skipped };
  };
  const timer = setInterval(poll, intervalMs);
  timer.unref();
  return {
    poll,
    stop: () => {
      clearInterval(timer);
      poll();
    },
  };
}
