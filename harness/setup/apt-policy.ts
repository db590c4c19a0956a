// SPDX-License-Identifier: GPL-2.0-only
import { atLeast, upstream } from "../host/version.ts";

/** What apt knows of a package: the version it would install, and all that its sources offer. */
export interface AptPackage {
  readonly candidate: string | undefined;
  readonly offers: readonly { readonly version: string; readonly suites: readonly string[] }[];
}

type Offer = AptPackage["offers"][number];

/** One package's part of `apt-cache policy`: versions at column 5, each followed by where it comes from. */
function parseOne(block: string): AptPackage {
  const candidate = /^ {2}Candidate: (.*)$/m.exec(block)?.[1];
  const offers: { version: string; suites: string[] }[] = [];
  for (const line of block.split("\n")) {
    const version = /^ (?:\*\*\*| {3}) (\S+) -?\d+$/.exec(line);
    const source = /^ {8,}-?\d+ \S+ (\S+?)\/\S+ \S+ Packages$/.exec(line);
    if (version !== null) offers.push({ version: version[1] ?? "", suites: [] });
    else if (source !== null) offers.at(-1)?.suites.push(source[1] ?? "");
  }
  return { candidate: candidate === "(none)" ? undefined : candidate, offers };
}

/** Reads `LC_ALL=C apt-cache policy PACKAGE…`; packages that apt has never heard of are left out by apt-cache. */
export function parsePolicy(text: string): Map<string, AptPackage> {
  const blocks = text.split(/^(?=\S)/m).filter((block) => /^\S+:$/m.test(block));
  return new Map(blocks.map((block) => [block.slice(0, block.indexOf("\n") - 1), parseOne(block)]));
}

/** How a package of a minimum version can be had: as apt would, from a suite that must be named, or not at all. */
export function choose(known: AptPackage | undefined, minimum: string): "candidate" | { suite: string } | undefined {
  if (known === undefined) return undefined;
  const enough = (version: string): boolean => atLeast(upstream(version), minimum);
  if (known.candidate !== undefined && enough(known.candidate)) return "candidate";
  const offer: Offer | undefined = known.offers.find(({ version, suites }) => enough(version) && suites.length > 0);
  return offer?.suites[0] === undefined ? undefined : { suite: offer.suites[0] };
}
