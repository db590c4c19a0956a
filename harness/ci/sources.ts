// SPDX-License-Identifier: GPL-2.0-only
// Where in somebody's repository is what the lab says of the kernel's tree: for annotations at the lines of a patch.
import type { SourcePlace, Sources } from "../report/problems.ts";
import { listFunctions } from "../series/functions.ts";
import { readDiff } from "../series/touched.ts";
import type { Origin } from "./compose.ts";
import { gitIn } from "./history.ts";

/** A function that the series touches or stands beside, and the line to show it at. */
interface KnownFunction extends SourcePlace {
  readonly name: string;
}

/** Reads the touched files as they are after the series. Undefined where nothing is known of them. */
export async function readSources(origin: Origin | undefined): Promise<Sources | undefined> {
  if (origin === undefined) return undefined;
  const { repository, inRepository, inTree, to } = origin;
  const git = gitIn(repository);
  const from = origin.from ?? (await git("hash-object", "-t", "tree", "/dev/null")).stdout.trim();
  const plain = ["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/"];
  const where = inRepository === "" ? "." : inRepository;
  const { code, stdout } = await git("diff-tree", "-r", "-p", "-U0", ...plain, from, to, "--", where);
  if (code !== 0) return undefined;
  const touched = new Map(
    readDiff(stdout).flatMap(({ after, added }) => (after === undefined ? [] : [[after, added] as const])),
  );
  const functions: KnownFunction[] = [];
  for (const [file, lines] of touched) {
    if (!/\.[chS]$/.test(file)) continue;
    for (const { name, first, last } of listFunctions((await git("show", `${to}:${file}`)).stdout))
      functions.push({ name, file, line: lines.find((line) => line >= first && line <= last) ?? first });
  }
  return {
    place: (file, line) => {
      if (!file.startsWith(inTree)) return undefined;
      const own = `${inRepository}${file.slice(inTree.length)}`;
      return touched.has(own) ? { file: own, ...(line === undefined ? {} : { line }) } : undefined;
    },
    functionAt: (wanted) => {
      const found = functions.find(({ name }) => name === wanted);
      return found === undefined ? undefined : { file: found.file, ...(found.line ? { line: found.line } : {}) };
    },
  };
}
