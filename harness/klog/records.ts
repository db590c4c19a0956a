// SPDX-License-Identifier: GPL-2.0-only
// Logs that come as records, of which one field is the message: JSON in a line or over many, journalctl -o export and
// -o verbose. Which field it is, is found by what is in it.
import { isSign } from "./sign.ts";

type Fields = ReadonlyMap<string, string>;

const usualNames = ["MESSAGE", "message", "msg", "log", "line", "text", "textPayload", "body"];
/** `MESSAGE=…`, indented by -o verbose. */
const assignment = /^\s*(_{0,2}[A-Z][A-Z0-9_]*)=(.*)$/;
const opening = /^\s*[[{]{1,2}\s*$/;
/** Lines that one record may have. */
const longest = 300;

function addLeaves(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value === "string") into.set(path, value);
  else if (Array.isArray(value) && value.length > 1 && value.every((byte) => Number.isInteger(byte)))
    // journalctl: bytes that are no UTF-8, or not printable: a colour is enough.
    into.set(path, Buffer.from(value as number[]).toString("utf8"));
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) addLeaves(inner, path === "" ? key : `${path}.${key}`, into);
}

/** The strings of the JSON object in a line; before it may stand a date, a name, `data: `, a bracket. */
export function jsonIn(line: string): Fields | undefined {
  const begin = line.search(/\{\s*"/);
  const end = line.lastIndexOf("}");
  if (begin < 0 || end < begin) return undefined;
  try {
    const fields = new Map<string, string>();
    addLeaves(JSON.parse(line.slice(begin, end + 1)), "", fields);
    return fields;
  } catch {
    return undefined;
  }
}

interface Open {
  readonly kind: "json" | "fields";
  readonly lines: string[];
  readonly number: number;
}

/** A line of text, and which of the log's lines it is from. */
export interface Numbered {
  readonly text: string;
  readonly number: number;
  /** From a record that says who wrote it, and it was not the kernel. */
  readonly foreign?: boolean;
}

/** Picks the message out of records; learns from each which field has it. */
export class Records {
  private readonly votes = new Map<string, number>();
  private open: Open | undefined;
  /** Fields that had the kernel's name in them. */
  private readonly writers = new Set<string>();

  /** True where records name the kernel: who has another name is another. */
  get nameKernel(): boolean {
    return this.writers.size > 0;
  }

  /** The text of a line: itself, nothing while a record is open, or the message of the record that it ends. */
  push({ text, number }: Numbered): Numbered[] {
    if (this.open !== undefined) return this.more({ text, number }, this.open);
    if (opening.test(text)) return this.begin({ text, number }, "json");
    if (assignment.test(text)) return this.begin({ text, number }, "fields");
    const fields = text.includes("{") ? jsonIn(text) : undefined;
    return fields === undefined ? [{ text, number }] : this.readMessage(fields, number);
  }

  /** What was begun and not ended. */
  end(): Numbered[] {
    if (this.open === undefined) return [];
    const { lines, kind, number } = this.open;
    this.open = undefined;
    const fields = kind === "fields" ? assigned(lines) : undefined;
    return fields === undefined
      ? lines.map((text, i) => ({ text, number: number + i }))
      : this.readMessage(fields, number);
  }

  private begin({ text, number }: Numbered, kind: Open["kind"]): Numbered[] {
    this.open = { lines: [text], kind, number };
    return [];
  }

  private more(line: Numbered, { kind, lines, number }: Open): Numbered[] {
    if (kind === "fields" && !assignment.test(line.text)) return [...this.end(), ...this.push(line)];
    // An object in an array: the message is in the innermost.
    if (kind === "json" && opening.test(line.text)) return [...this.end(), ...this.push(line)];
    lines.push(line.text);
    if (kind === "json" && /^\s*\}[\],]*\s*$/.test(line.text)) {
      const fields = jsonIn(lines.join("\n"));
      if (fields !== undefined) {
        this.open = undefined;
        return this.readMessage(fields, number);
      }
    }
    return lines.length < longest ? [] : this.end();
  }

  private readMessage(fields: Fields, number: number): Numbered[] {
    for (const [name, value] of fields)
      if (isSign(value.replace(/^.{0,80}?\] /, ""))) this.votes.set(name, (this.votes.get(name) ?? 0) + 1);
    const [learnt] = [...this.votes].sort(([, a], [, b]) => b - a).find(([name]) => fields.has(name)) ?? [];
    const field = learnt ?? usualNames.flatMap((one) => [...fields.keys()].filter((name) => endsWith(name, one)))[0];
    if (field === undefined) return [];
    const names = [...fields].filter(([name, value]) => name !== field && value === "kernel").map(([name]) => name);
    for (const name of names) this.writers.add(name);
    const foreign = names.length === 0 && [...fields.keys()].some((name) => this.isWriter(name));
    const lines = (fields.get(field) ?? "").replace(/\n$/, "").split("\n");
    return lines.map((text) => ({ text: names.length > 0 ? `kernel: ${text}` : text, number, foreign }));
  }

  private isWriter(name: string): boolean {
    return this.writers.has(name) || name === "SYSLOG_IDENTIFIER" || name === "_TRANSPORT";
  }
}

const endsWith = (name: string, last: string): boolean => name === last || name.endsWith(`.${last}`);

function assigned(lines: readonly string[]): Fields | undefined {
  const pairs = lines
    .map((line) => assignment.exec(line))
    .map((match): [string, string] => [match?.[1] ?? "", match?.[2] ?? ""]);
  const fields = new Map(pairs);
  return fields.has("MESSAGE") ? fields : undefined;
}
