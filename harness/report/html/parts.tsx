// SPDX-License-Identifier: GPL-2.0-only
import type { ComponentChildren, JSX } from "preact";
import type { Outcome } from "../../record/model.ts";
import { glyphs } from "../words.ts";

/** A command line with a button that copies it. */
export function Copy({ text, label }: { text: string; label?: string }): JSX.Element {
  return (
    <div class="copy">
      {label === undefined ? null : <span class="label">{label}</span>}
      <code>{text}</code>
      <button type="button" data-copy={text} aria-label={`copy ${label ?? "command"}`}>
        copy
      </button>
    </div>
  );
}

/** An outcome as a coloured word with its glyph. */
export function Badge({ outcome }: { outcome: Outcome }): JSX.Element {
  return (
    <span class={`pill ${outcome}`}>
      {glyphs[outcome]} {outcome}
    </span>
  );
}

/** The class that a line of a diff has, by its first character. */
const marks: Readonly<Record<string, string>> = { "+": "ins", "-": "del", "@": "at" };

/** A diff with what goes and what comes in colour. */
export function Diff({ text }: { text: string }): JSX.Element {
  return (
    <pre class="diff">
      {text.split("\n").map((line) => (
        <span class={/^(?:---|\+\+\+) /.test(line) ? "at" : (marks[line[0] ?? ""] ?? "")}>{`${line}\n`}</span>
      ))}
    </pre>
  );
}

/** What may be larger than its place: it scrolls, can be focused, and then arrow keys move it. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** Kept of a log in the page: the whole of it is in the run's folder. */
const logLines = 400;

/** A log, folded or not, with its end if it is long. */
export function Log({ title, lines, open }: { title: string; lines: readonly string[]; open?: boolean }): JSX.Element {
  const cut = lines.length > logLines;
  return (
    <details class="log" open={open === true}>
      <summary>
        {title} <small>{cut ? `last ${logLines} of ${lines.length} lines` : `${lines.length} lines`}</small>
      </summary>
      <pre>{lines.slice(-logLines).join("\n")}</pre>
    </details>
  );
}
