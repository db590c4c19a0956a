// SPDX-License-Identifier: GPL-2.0-only

/** Why apt-get failed, and what to do. */
export interface Explanation {
  /** `lists`: fetching the lists again may help. `dpkg`: `dpkg --configure -a` may. */
  readonly kind: "lists" | "dpkg" | "locked" | "network" | "disk" | "conflict" | "other";
  readonly message: string;
  readonly hint: string;
}

type Row = readonly [kind: Explanation["kind"], pattern: RegExp, message: string, hint: string];

/** Most telling first: apt prints several of these at once. */
const table: readonly Row[] = [
  [
    "locked",
    /Could not get lock|Unable to (?:acquire|lock)|is another process using it/,
    "another package manager is running",
    "Try again when it has finished.",
  ],
  ["dpkg", /dpkg was interrupted/, "an earlier installation was interrupted", "Run: dpkg --configure -a"],
  ["disk", /No space left on device|don't have enough free space/, "the disk is full", "Make room and try again."],
  [
    "network",
    /Temporary failure resolving|Could not resolve|Could not connect|Connection (?:timed out|refused|failed)|Network is unreachable|Unable to connect/,
    "the package mirror cannot be reached",
    "Check the network and apt's proxy settings, then try again.",
  ],
  [
    "conflict",
    /unmet dependencies|held broken packages|Unable to correct problems/,
    "the packages conflict with installed ones",
    "apt-get -s install with the same packages shows which.",
  ],
  [
    "lists",
    /404 {2}Not Found|Hash Sum mismatch|Unable to locate package|has no installation candidate|Release file .* (?:expired|not valid yet)|is invalid for '-t'|is not available|does not have a Release file/,
    "a package is not in this machine's package sources",
    "Check /etc/apt/sources.list and /etc/apt/sources.list.d, then: apt-get update",
  ],
];

/** Reads apt-get's output. */
export function explain(output: string): Explanation {
  for (const [kind, pattern, message, hint] of table) if (pattern.test(output)) return { kind, message, hint };
  return { kind: "other", message: "apt-get failed", hint: "Its last lines are above." };
}
