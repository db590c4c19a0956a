// SPDX-License-Identifier: GPL-2.0-only
// Debian packages for the guest, by the host's own package manager: resolved and downloaded as for a machine that has
// none, and not installed.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../../host/errors.ts";
import { anyCode, run, type RunResult } from "../../host/exec.ts";

/** A package file, as apt names it. */
export interface PackageFile {
  readonly uri: string;
  readonly file: string;
  readonly hash: string;
}

/** What is had of the packages that were asked for, and which apt does not know. */
export interface Resolved {
  readonly files: readonly PackageFile[];
  readonly known: readonly string[];
  readonly unknown: readonly string[];
}

/** `'http://…/jq_1.6_amd64.deb' jq_1.6_amd64.deb 64500 SHA256:…`, a line a package. */
export function parseUris(text: string): readonly PackageFile[] {
  const lines = text.matchAll(/^'([^']+)' (\S+\.deb) \d+ (\S*)$/gm);
  return [...lines].map(([, uri = "", file = "", hash = ""]) => ({ uri, file, hash }));
}

const notThere = [
  /Unable to locate package (\S+)/g,
  /Package '?([\w.+-]+)'? has no installation candidate/g,
  /Couldn't find any package by regex '(\S+)'/g,
];

/** What apt says of names and patterns that it does not know, or knows and does not have. */
export function parseUnknown(text: string): readonly string[] {
  return notThere.flatMap((saying) => [...text.matchAll(saying)].map(([, name = ""]) => name));
}

/** What dpkg's database would say of a package, of a version that nobody can want a later one of. */
function asInstalled(name: string): string {
  const fields = { Package: name, Status: "install ok installed", Architecture: "all", "Multi-Arch": "foreign" };
  const text = Object.entries({ ...fields, Version: "999:0", Maintainer: "nobody", Description: "left out" });
  return text.map(([field, value]) => `${field}: ${value}\n`).join("");
}

/**
 * apt-get with a folder of its own: no lock of the host's is taken, and nothing of the host counts as installed; what is
 * left out does.
 */
export class Apt {
  readonly #folder: string;
  readonly #leftOut: readonly string[];
  readonly #signal: AbortSignal | undefined;
  /** Set once the lists are its own; until then the host's do. */
  #lists: string | undefined;

  constructor(folder: string, leftOut: readonly string[], signal?: AbortSignal) {
    [this.#folder, this.#leftOut, this.#signal] = [folder, leftOut, signal];
  }

  /** Where `download` leaves package files. */
  get archives(): string {
    return path.join(this.#folder, "archives");
  }

  async #run(args: readonly string[]): Promise<RunResult> {
    await mkdir(path.join(this.archives, "partial"), { recursive: true });
    const status = path.join(this.#folder, "status");
    await writeFile(status, this.#leftOut.map(asInstalled).join("\n"));
    const places = { "Dir::State::status": status, "Dir::Cache::archives": this.archives };
    const lists = this.#lists === undefined ? {} : { "Dir::State::lists": this.#lists };
    const settings = {
      ...places,
      ...lists,
      "Debug::NoLocking": "1",
      "APT::Sandbox::User": "root",
      "Acquire::Retries": "3",
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    return run("apt-get", ["-q", "-y", ...options, ...args], {
      env: { LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
      okCodes: anyCode,
      signal: this.#signal,
    });
  }

  /** What `names` and all that they depend on are. @throws {LabError} with what apt says, if it can say nothing. */
  async resolve(names: readonly string[]): Promise<Resolved> {
    const install = ["install", "--no-install-recommends", "--print-uris"];
    const { code, stdout, all } = await this.#run([...install, ...names]);
    if (code === 0) return { files: parseUris(stdout), known: names, unknown: [] };
    const unknown = parseUnknown(all);
    const known = names.filter((name) => !unknown.includes(name));
    // None is known where the host has no lists yet.
    if (known.length === names.length || known.length === 0)
      throw new LabError("apt-get cannot resolve the userland's packages", { output: all.trimEnd() });
    return { ...(await this.resolve(known)), unknown };
  }

  /** Fetches the lists of packages: the host has none yet, or older ones than its mirror. */
  async update(): Promise<void> {
    this.#lists = path.join(this.#folder, "lists");
    await mkdir(path.join(this.#lists, "partial"), { recursive: true });
    // That some source does not answer is no failure: it may not be needed.
    await this.#run(["update"]);
  }

  /** Downloads packages and all that they depend on. @throws {LabError} with what apt says. */
  async download(names: readonly string[]): Promise<void> {
    const { code, all } = await this.#run(["install", "--no-install-recommends", "--download-only", ...names]);
    if (code !== 0) throw new LabError("apt-get cannot download the userland's packages", { output: all.trimEnd() });
  }
}
