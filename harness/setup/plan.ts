// SPDX-License-Identifier: GPL-2.0-only
import { choose, type AptPackage } from "./apt-policy.ts";
import { suiteFile, type AptSource } from "./apt-sources.ts";
import { qemuMinimum, qemuPackage } from "./needs.ts";

/** The lab's own file among the machine's package sources. */
export const sourcesFile = "/etc/apt/sources.list.d/msixlab-backports.sources";

/** What apt knows when a plan is made. */
export interface AptState {
  /** os-release(5). */
  readonly release: { readonly id: string; readonly version: string; readonly codename: string };
  readonly sources: readonly AptSource[];
  readonly known: ReadonlyMap<string, AptPackage>;
}

/** What is to be done so that all packages are there. */
export interface Plan {
  /** Why something is done that nobody would expect. */
  readonly notes: readonly string[];
  /** A file of package sources to write first. */
  readonly file: { readonly path: string; readonly text: string } | undefined;
  /** The package lists are to be fetched before anything is installed. */
  readonly update: boolean;
  /** One `apt-get install` each; `suite` is named where apt would not take the package from it by itself. */
  readonly installs: readonly { readonly suite: string | undefined; readonly packages: readonly string[] }[];
  /** The release's backports, if its lists are there by then: what was installed from them may need more from them. */
  readonly backports: string | undefined;
  /** Why these packages cannot be had. */
  readonly impossible: string | undefined;
}

type Part = Omit<Plan, "backports">;

/** The packages whose version matters. */
const minimums = new Map([[qemuPackage, qemuMinimum]]);

/** Debian 12 has QEMU 7.2: known without package lists, so that a plan can be told to who cannot fetch them. */
const tooOld = ({ id, version }: AptState["release"]): boolean => id === "debian" && Number(version) <= 12;

const backportsName = ({ codename }: AptState["release"]): string => `${codename}-backports`;

/** A package of which apt has not the version that is needed: from the release's backports, if they can be reached. */
function fromBackports(state: AptState, pkg: string, minimum: string): Part {
  const { release, sources, known } = state;
  const suite = backportsName(release);
  const text = suiteFile(sources, release.codename, suite);
  const offered = known.get(pkg)?.candidate ?? "older";
  const notes = [
    `${pkg} of ${release.id} ${release.version} is ${offered}; the lab needs ${minimum}: taking it from ${suite}`,
  ];
  const plan = { notes, update: true, installs: [{ suite, packages: [pkg] }] };
  if (text !== undefined) {
    const uris = /^URIs: (.*)$/m.exec(text)?.[1] ?? "";
    const wrote = `${suite} of ${uris} will be added to the package sources as ${sourcesFile}`;
    return { ...plan, notes: [...notes, wrote], file: { path: sourcesFile, text }, impossible: undefined };
  }
  const configured = sources.some(({ suites }) => suites.includes(suite));
  // Configured, but its lists were never fetched: update, then install.
  if (configured && !known.has(pkg)) return { ...plan, file: undefined, impossible: undefined };
  const why = configured ? `${suite} has none either` : `no package source has the suite ${release.codename}`;
  return {
    ...plan,
    file: undefined,
    installs: [],
    impossible: `${release.id} ${release.version} offers ${pkg} ${offered}, the lab needs ${minimum}, and ${why}.`,
  };
}

function forPackage(state: AptState, pkg: string): Part {
  const known = state.known.get(pkg);
  const minimum = minimums.get(pkg);
  const plain: Part = {
    notes: [],
    file: undefined,
    update: known?.candidate === undefined,
    installs: [{ suite: undefined, packages: [pkg] }],
    impossible: undefined,
  };
  if (minimum === undefined) return plain;
  const way = choose(known, minimum);
  if (way === "candidate") return plain;
  if (way !== undefined) {
    const notes = [`${pkg} comes from ${way.suite}: the release has one older than ${minimum}`];
    return { ...plain, notes, installs: [{ suite: way.suite, packages: [pkg] }] };
  }
  if (known?.candidate === undefined && !tooOld(state.release)) return plain;
  return fromBackports(state, pkg, minimum);
}

/** How `packages` come onto this machine. */
export function makePlan(state: AptState, packages: readonly string[]): Plan {
  const parts = [...new Set(packages)].map((pkg) => forPackage(state, pkg));
  // The release's own first: `-t` may replace a library by a newer one, which the release's headers then refuse.
  const installs = new Map<string | undefined, string[]>([[undefined, []]]);
  for (const { suite, packages: some } of parts.flatMap((part) => part.installs))
    installs.set(suite, [...(installs.get(suite) ?? []), ...some]);
  const file = parts.find((part) => part.file !== undefined)?.file;
  const suite = backportsName(state.release);
  return {
    notes: parts.flatMap((part) => part.notes),
    file,
    update: parts.some((part) => part.update),
    installs: [...installs].flatMap(([suite, some]) => (some.length === 0 ? [] : [{ suite, packages: some }])),
    backports: file !== undefined || state.sources.some(({ suites }) => suites.includes(suite)) ? suite : undefined,
    impossible: parts.find((part) => part.impossible !== undefined)?.impossible,
  };
}

/** apt-get's arguments for one installation of a plan. */
export function installArgs({ suite, packages }: Plan["installs"][number]): string[] {
  const target = suite === undefined ? [] : ["-t", suite];
  return ["install", "-y", "--no-install-recommends", ...target, ...packages];
}

/** The plan as shell lines that can be pasted; `sudo` in front unless whoever reads is root already. */
export function asCommands(plan: Plan, root: boolean): string[] {
  const sudo = root ? "" : "sudo ";
  const { file } = plan;
  return [
    ...(file === undefined ? [] : [`${sudo}tee ${file.path} >/dev/null <<'END'\n${file.text}END`]),
    // Whoever pastes it may do so days later: fresh lists cost little.
    `${sudo}apt-get update`,
    ...plan.installs.map((install) => `${sudo}apt-get ${installArgs(install).join(" ")}`),
  ];
}
