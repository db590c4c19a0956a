// SPDX-License-Identifier: GPL-2.0-only
// For the tests of this folder: repositories as a server has them, and checkouts as CI makes them.
import { execFileSync } from "node:child_process";
import path from "node:path";
import type { ExecutionContext } from "ava";
import { folderWith } from "../kernel/testing.ts";

const settings = ["user.name=A Developer", "user.email=dev@example.org", "init.defaultBranch=main", "gc.auto=0"];
const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function gitWith(folder: string, input: string, args: readonly string[]): string {
  const flags = settings.flatMap((setting) => ["-c", setting]);
  const stdio = ["pipe", "pipe", "ignore"] as ["pipe", "pipe", "ignore"];
  return execFileSync("git", [...flags, "-C", folder, ...args], { env, input, stdio, encoding: "utf8" }).trim();
}

/** Runs git in a folder, with nobody's settings; what it prints. */
export const git = (folder: string, ...args: string[]): string => gitWith(folder, "", args);

/** A commit of a branch, on top of it, with what it changes. */
export interface Change {
  readonly branch: string;
  /** The branch that a new one begins at. */
  readonly on?: string;
  readonly merge?: string;
  readonly subject?: string;
  readonly files: Readonly<Record<string, string | null>>;
}

const quoted = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

function importText({ branch, on, merge, subject = `${branch}: a change`, files }: Change): string {
  const changes = Object.entries(files).map(([name, text]) =>
    text === null ? `D ${JSON.stringify(name)}\n` : `M 100644 inline ${JSON.stringify(name)}\n${quoted(text)}`,
  );
  return [
    `commit refs/heads/${branch}\ncommitter A Developer <dev@example.org> 1793000000 +0000\n${quoted(subject)}`,
    ...(on === undefined ? [] : [`from refs/heads/${on}\n`]),
    ...(merge === undefined ? [] : [`merge refs/heads/${merge}\n`]),
    ...changes,
    "\n",
  ].join("");
}

/** A repository on a server that gives out any commit that it is asked for, as GitHub does; `main` is checked out. */
export async function serverWith(t: ExecutionContext, history: readonly Change[]): Promise<string> {
  const server = await folderWith(t, {});
  git(server, "init", "--quiet");
  git(server, "config", "uploadpack.allowAnySHA1InWant", "true");
  commit(server, history);
  git(server, "reset", "--quiet", "--hard");
  return server;
}

/** Puts commits into a repository, and nothing into its work tree. */
export function commit(repository: string, history: readonly Change[]): void {
  gitWith(repository, history.map(importText).join(""), ["fast-import", "--quiet"]);
}

/** A checkout of one commit of a server's, with so much of its history; all of it without a depth. */
export async function checkout(t: ExecutionContext, server: string, what: string, depth?: number): Promise<string> {
  const folder = path.join(await folderWith(t, {}), "work");
  git("/", "init", "--quiet", folder);
  git(folder, "remote", "add", "origin", `file://${server}`);
  const how = depth === undefined ? [] : [`--depth=${depth}`];
  git(folder, "fetch", "--quiet", "--no-tags", ...how, "origin", what);
  git(folder, "checkout", "--quiet", "--detach", "FETCH_HEAD");
  return folder;
}
