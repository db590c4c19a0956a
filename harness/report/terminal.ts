// SPDX-License-Identifier: GPL-2.0-only
// Events → terminal. On a TTY a few lines at the foot are drawn again and again, and what stays scrolls above them;
// elsewhere every line stays.
import { stripVTControlCharacters } from "node:util";
import type { Event, RunRecord } from "../record/model.ts";
import { summaryLines } from "./terminal/summary.ts";
import { liveLines } from "./terminal/live.ts";
import { fit, styled, type StyledLine } from "./terminal/style.ts";
import { PlainLines, logLines } from "./terminal/log.ts";
import { advance, newState } from "./terminal/state.ts";

export interface TerminalOptions {
  /** Colours; unless told: on a TTY, if NO_COLOR is not set. */
  readonly colour?: boolean;
  /** Draw lines again; unless told: on a TTY. */
  readonly live?: boolean;
  /** Milliseconds since the epoch, for tests. */
  readonly now?: () => number;
  readonly env?: NodeJS.ProcessEnv;
}

/** Shows a run while it goes on, and its verdict at the end. */
export interface Terminal {
  handle(event: Event): void;
  finish(record: RunRecord, dir: string): void;
  /** Gives the terminal back, without a verdict: for what is no run. */
  close(): void;
}

const redrawMs = 200;
const hideCursor = "\x1b[?25l";
const showCursor = "\x1b[?25h";

/** The lines at the foot. They are cut to the width: a line that wraps would be two, and the next redraw would miss one. */
class Foot {
  /** Widths of the lines that were drawn. */
  #drawn: number[] = [];
  readonly #out: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  /** Replaces the foot, with lines that stay above it. One write, so that nothing flickers. */
  draw(above: readonly string[], lines: readonly string[]): void {
    const columns = this.#out.columns || 80;
    // A terminal that was made narrower since has wrapped the lines that were drawn for the wider one.
    const up = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    const text = (up === 0 ? "" : `\x1b[${up}A\r\x1b[J`) + [...above, ...lines].map((line) => `${line}\n`).join("");
    if (text !== "") this.#out.write(text);
    this.#drawn = lines.map((line) => [...stripVTControlCharacters(line)].length);
  }
}

/** Hides the cursor, and returns what brings it back; a process that exits before brings it back too. */
function hideCursorOn(out: NodeJS.WriteStream): () => void {
  const show = (): void => void out.write(showCursor);
  out.write(hideCursor);
  process.once("exit", show);
  return () => {
    process.off("exit", show);
    show();
  };
}

/** A terminal that shows a run's events on a stream. */
export function createTerminal(out: NodeJS.WriteStream, options: TerminalOptions = {}): Terminal {
  const env = options.env ?? process.env;
  const live = options.live ?? (out.isTTY && env["TERM"] !== "dumb");
  const colour = options.colour ?? (out.isTTY && !env["NO_COLOR"]);
  const now = options.now ?? Date.now;
  const state = newState();
  const plain = new PlainLines();
  const foot = new Foot(out);
  const width = (): number => Math.max(20, (out.columns ?? 80) - 1);
  const rows = (): number => Math.max(2, Math.min(12, (out.rows ?? 24) - 2));
  const text = (lines: readonly StyledLine[], cut: boolean): string[] =>
    lines.map((line) => styled(cut ? fit(line, width()) : line, colour));
  const redraw = (above: readonly StyledLine[]): void =>
    foot.draw(text(above, false), text(liveLines(state, now(), rows()), true));
  const timer = live ? setInterval(() => redraw([]), redrawMs) : undefined;
  // Not a reason to keep the process alive.
  timer?.unref();
  const restore = live ? hideCursorOn(out) : () => {};
  let closed = false;
  const close = (last: readonly StyledLine[]): void => {
    if (closed) return;
    closed = true;
    clearInterval(timer);
    foot.draw(text(last, false), []);
    restore();
  };
  return {
    handle(event) {
      advance(state, event);
      const lines = logLines(event, state);
      if (live && lines.length > 0) redraw(lines);
      if (!live) foot.draw(text([...lines, ...plain.of(event)], false), []);
    },
    finish(record, dir) {
      close(summaryLines(record, dir));
    },
    close: () => close([]),
  };
}
