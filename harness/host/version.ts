// SPDX-License-Identifier: GPL-2.0-only

/** The first dotted number in a text: the version in what `--version` prints, or in a Debian version (epoch dropped). */
export function versionIn(text: string): string | undefined {
  return /\d+(?:\.\d+)+/.exec(text)?.[0];
}

/** The upstream part of a Debian version: `1:10.0.2+ds-2~bpo12+1` → `10.0.2`. */
export function upstream(debian: string): string {
  return /^(?:\d+:)?(\d+(?:\.\d+)*)/.exec(debian)?.[1] ?? "0";
}

/** True if dotted number `found` is `minimum` or newer; missing parts are zero. */
export function atLeast(found: string, minimum: string): boolean {
  const [a, b] = [found, minimum].map((text) => text.split(".").map(Number));
  for (let i = 0; i < Math.max(a?.length ?? 0, b?.length ?? 0); i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
