// SPDX-License-Identifier: GPL-2.0-only
// What somebody's workflow says, from the environment: no shell has seen any of it.
import { UsageError } from "../host/errors.ts";

/** The inputs of the action, and of the GitLab template; empty: not said. */
export interface Inputs {
  /** The checkout, if it is not the workspace itself. */
  readonly path: string;
  readonly patch: string;
  /** `A..B`, instead of those of the event. */
  readonly commits: string;
  readonly kernel: string;
  readonly config: string;
  readonly profile: string;
  readonly outOfTree: string;
  readonly arguments: string;
  /** The container image that it runs in; none: on the runner itself. */
  readonly image: string;
}

/** Reads `MSIXLAB_PATCH` and the like. */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const input = (name: string): string => (env[`MSIXLAB_${name}`] ?? "").trim();
  return {
    path: input("PATH"),
    patch: input("PATCH"),
    commits: input("COMMITS"),
    kernel: input("KERNEL"),
    config: input("CONFIG"),
    profile: input("PROFILE"),
    outOfTree: input("OUT_OF_TREE"),
    arguments: input("ARGUMENTS"),
    image: input("IMAGE"),
  };
}

/** Splits at blanks that are not within quotes. Nothing else means anything. @throws {UsageError} */
export function splitWords(text: string): string[] {
  const word = /(?:[^\s'"]|'[^']*'|"[^"]*")+/g;
  if (text.replaceAll(word, "").trim() !== "") throw new UsageError(`arguments: a quote is not closed: ${text}`);
  return (text.match(word) ?? []).map((one) =>
    one.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ""),
  );
}
