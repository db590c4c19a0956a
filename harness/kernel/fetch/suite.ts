// SPDX-License-Identifier: GPL-2.0-only
// Suites of Debian's that this machine does not install from: the newest kernel source is in one, older ones in others.
// apt looks at them with lists and sources of its own in the lab's cache: the machine's stay as they are, and nothing
// of such a suite can be installed by accident.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../../host/errors.ts";
import { run } from "../../host/exec.ts";
import { readAptState } from "../../setup/apt.ts";
import { suiteFile } from "../../setup/apt-sources.ts";
import { writeWhole } from "../../host/files.ts";
import { withLock } from "../../host/lock.ts";

/** What apt is told so that it sees the packages of one suite, or of the machine's own sources. */
export interface AptView {
  /** Undefined: the machine's own. */
  readonly suite: string | undefined;
  readonly options: readonly string[];
}

/** The machine's own package sources. */
export const ownView: AptView = { suite: undefined, options: [] };

/** Where Debian's newest kernel is. */
export const newestSuite = "sid";

/** Suites that carry the kernels that the lab is made for, and that a Debian machine need not have: newest first. */
export const otherSuites: readonly string[] = [newestSuite, "trixie", "bookworm"];

/** Hours after which the lists of a suite are fetched again: Debian's archive changes four times a day. */
const freshFor = 24;

/**
 * A view of a suite, its lists fetched if they are older than a day and can be. Undefined if this is no Debian, or the
 * machine has the suite among its own sources, or its lists never could be fetched.
 */
export async function suiteView(suite: string, cache: string, now = Date.now()): Promise<AptView | undefined> {
  const { release, sources } = await readAptState(["linux-source"]).catch((error: unknown) => {
    if (error instanceof LabError) return { release: { id: "", codename: "" }, sources: [] };
    throw error;
  });
  const why = "Packages that the lab looks at and nobody installs.";
  const text = release.id === "debian" ? suiteFile(sources, release.codename, suite, why) : undefined;
  if (text === undefined) return undefined;
  const folder = path.join(cache, "apt", suite);
  const view = { suite, options: optionsFor(folder) };
  const there = await withLock(path.join(folder, "lock"), {}, async () => {
    await mkdir(path.join(folder, "lists/partial"), { recursive: true });
    await mkdir(path.join(folder, "cache/archives/partial"), { recursive: true });
    await writeWhole(path.join(folder, "suite.sources"), text);
    await writeFile(path.join(folder, "status"), "");
    const mark = path.join(folder, "fetched");
    const fetched = Number(await readFile(mark, "utf8").catch(() => "0"));
    if (now - fetched < freshFor * 3600_000) return true;
    const { code } = await run("apt-get", [...view.options, "-q", "update", "--error-on=any"], quietly);
    if (code === 0) await writeWhole(mark, String(now));
    return code === 0 || fetched > 0;
  });
  return there ? view : undefined;
}

const quietly = { env: { LC_ALL: "C" }, okCodes: [0, 100] };

function optionsFor(folder: string): string[] {
  const settings = {
    "Dir::Etc::SourceList": path.join(folder, "suite.sources"),
    "Dir::Etc::SourceParts": "/dev/null",
    "Dir::State": folder,
    "Dir::State::Lists": path.join(folder, "lists"),
    "Dir::State::status": path.join(folder, "status"),
    "Dir::Cache": path.join(folder, "cache"),
    // As root apt would switch to a user that cannot write here.
    "APT::Sandbox::User": "root",
    "Acquire::Languages": "none",
    // A machine without a network is told so in seconds.
    "Acquire::http::Timeout": "10",
    "Acquire::https::Timeout": "10",
    "Acquire::Retries": "1",
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}
