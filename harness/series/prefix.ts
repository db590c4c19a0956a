// SPDX-License-Identifier: GPL-2.0-only
// Patches whose file names have no a/ and b/ before them (diff.noprefix, `git diff --no-prefix`, CVS, quilt -p0).

/** What is at the top of Linux, files or folders: a name in a patch that begins so has no prefix. */
const top =
  /^[^/]+$|^(?:Documentation|LICENSES|arch|block|certs|crypto|drivers|fs|include|init|io_uring|ipc|kernel|lib|mm|net|rust|samples|scripts|security|sound|tools|usr|virt)\//;

const hunkHeader = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** A patch with a/ and b/ before its file names; undefined if it has them, or some prefix. */
export function withPrefixes(patch: string): string | undefined {
  const lines = patch.split("\n");
  const headers = headerLines(lines);
  const named = headers.flatMap((at) => diffNames(lines[at] ?? ""));
  if (named.length === 0 || !named.every((name) => name === "/dev/null" || top.test(name))) return undefined;
  for (const at of headers) lines[at] = prefixed(lines[at] ?? "");
  return lines.join("\n");
}

/** Where the lines are that name files; inside a hunk a line may look like one. */
function headerLines(lines: readonly string[]): readonly number[] {
  const found: number[] = [];
  let [old, now] = [0, 0];
  for (const [at, line] of lines.entries()) {
    if (old > 0 || now > 0) {
      if (!/^[+\\]/.test(line)) old--;
      if (!/^[-\\]/.test(line)) now--;
      continue;
    }
    const hunk = hunkHeader.exec(line);
    if (hunk !== null) [old, now] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    const pair = line.startsWith("--- ") && lines[at + 1]?.startsWith("+++ ") === true;
    if (pair || line.startsWith("diff --git ")) found.push(at, ...(pair ? [at + 1] : []));
  }
  return found;
}

function diffNames(line: string): string[] {
  const both = /^diff --git (\S+) (\S+)\s*$/.exec(line);
  if (both !== null) return both.slice(1).map(String);
  return [/^(?:---|\+\+\+) ([^\t\r]+)/.exec(line)?.[1] ?? ""];
}

function prefixed(line: string): string {
  if (/^(?:---|\+\+\+) \/dev\/null/.test(line)) return line;
  return line
    .replace(/^diff --git (\S+) (\S+)/, "diff --git a/$1 b/$2")
    .replace(/^--- /, "--- a/")
    .replace(/^\+\+\+ /, "+++ b/");
}
