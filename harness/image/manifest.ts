// SPDX-License-Identifier: GPL-2.0-only
import { UsageError } from "../host/errors.ts";

interface At {
  /** In the guest, without a leading slash. */
  readonly path: string;
}

/** One line of the manifest: what shall be in the guest, and where it comes from. */
export type ManifestEntry = At &
  (
    | { readonly kind: "dir"; readonly mode: number }
    | { readonly kind: "node"; readonly mode: number; readonly major: number; readonly minor: number }
    | { readonly kind: "link"; readonly target: string }
    | { readonly kind: "file"; readonly mode: number; /** Relative to the checkout. */ readonly source: string }
    | {
        /** A program of the host, with the shared libraries that it loads. */
        readonly kind: "program";
        readonly mode: number;
        readonly source: string;
        /** The Debian package that has it. */
        readonly package: string;
      }
    | { /** A link per applet of the busybox at `source`. */ readonly kind: "applets"; readonly source: string }
    | { /** The guest tool, compiled from the folder `source`. */ readonly kind: "tool"; readonly source: string }
  );

/** Words after the path, by kind. */
const shapes: Readonly<Record<ManifestEntry["kind"], string>> = {
  dir: "MODE",
  node: "MODE c MAJOR MINOR",
  link: "TARGET",
  file: "MODE SOURCE",
  program: "MODE SOURCE PACKAGE",
  applets: "SOURCE",
  tool: "SOURCE",
};

function isKind(word: string): word is ManifestEntry["kind"] {
  return Object.hasOwn(shapes, word);
}

function octal(word: string): number {
  if (!/^[0-7]{3,4}$/.test(word)) throw new Error(`${word} is no mode`);
  return Number.parseInt(word, 8);
}

function decimal(word: string): number {
  if (!/^\d+$/.test(word)) throw new Error(`${word} is no number`);
  return Number(word);
}

function entry(line: string): ManifestEntry {
  const [kind = "", guestPath = "", ...words] = line.split(/\s+/);
  if (!isKind(kind)) throw new Error(`${kind} is none of ${Object.keys(shapes).join(", ")}`);
  if (!/^\/[^/]/.test(guestPath)) throw new Error(`the guest's path must start with /`);
  const count = shapes[kind].split(" ").length;
  if (words.length !== count) throw new Error(`expected: ${kind} /PATH ${shapes[kind]}`);
  const path = guestPath.slice(1);
  const [first = "", second = "", third = "", fourth = ""] = words;
  switch (kind) {
    case "dir":
      return { kind, path, mode: octal(first) };
    case "node":
      if (second !== "c") throw new Error("only character devices are known");
      return { kind, path, mode: octal(first), major: decimal(third), minor: decimal(fourth) };
    case "link":
      return { kind, path, target: first };
    case "file":
      return { kind, path, mode: octal(first), source: second };
    case "program":
      return { kind, path, mode: octal(first), source: second, package: third };
    case "applets":
    case "tool":
      return { kind, path, source: first };
  }
}

/**
 * Reads a manifest: an entry a line, `#` starts a comment.
 * @throws {UsageError} naming the line that makes no sense, or a path that comes twice.
 */
export function parseManifest(text: string, name = "manifest"): ManifestEntry[] {
  const seen = new Set<string>();
  return text.split("\n").flatMap((raw, index) => {
    const line = raw.replace(/#.*/, "").trim();
    if (line === "") return [];
    try {
      const parsed = entry(line);
      if (seen.has(parsed.path) && parsed.kind !== "applets") throw new Error(`/${parsed.path} is there already`);
      seen.add(parsed.path);
      return [parsed];
    } catch (error) {
      throw new UsageError(`${name}:${index + 1}: ${(error as Error).message}`, { output: raw, cause: error });
    }
  });
}
