// SPDX-License-Identifier: GPL-2.0-only
// The pages that are looked at: runs of every profile, and those that strain a page.
import { renderBisectionHtml } from "../../report/html/bisection.tsx";
import { renderHtml } from "../../report/html/page.tsx";
import { renderCensusHtml } from "../../report/html/census.tsx";
import { renderTrialsHtml } from "../../report/html/trials.tsx";
import { mutationView } from "../../report/mutation-view.ts";
import { regressionsView } from "../../report/regressions-view.ts";
import { bisection, census, mutation, regressions } from "./experiments.ts";
import { generateRun, type RunShape } from "./runs.ts";

const runs: Readonly<Record<string, RunShape>> = {
  "profile quick": { profile: "quick", trouble: "some" },
  "profile default": { profile: "default", trouble: "none" },
  "profile full": { profile: "full", trouble: "some" },
  "profile full, three times as many specs": { profile: "full", trouble: "some", times: 3 },
  "profile full on three kernels": { profile: "full", trouble: "some", kernels: ["6.1", "6.12", "7.2"] },
  "profile full, all of it broken": { profile: "full", trouble: "all" },
  "long names and reasons": { profile: "default", trouble: "some", long: true },
  "an aborted run": { profile: "full", trouble: "some", until: 0.3 },
  "no results": { profile: "quick", trouble: "some", until: 0, unplanned: true },
};

/** The names of all pages. */
export const names: readonly string[] = [
  ...Object.keys(runs),
  "bisect.html",
  "mutants.html",
  "regressions.html",
  "census.html",
];

/** Those that take a browser long. */
export const large: readonly string[] = [
  "profile full, three times as many specs",
  "profile full on three kernels",
  "profile full, all of it broken",
  "an aborted run",
];

const rendered = new Map<string, Promise<string>>();

async function render(name: string): Promise<string> {
  if (name === "bisect.html") return renderBisectionHtml(bisection);
  if (name === "mutants.html") return renderTrialsHtml(mutationView(mutation));
  if (name === "regressions.html") return renderTrialsHtml(regressionsView(regressions));
  if (name === "census.html") return renderCensusHtml(census);
  const shape = runs[name];
  if (shape === undefined) throw new Error(`no page is called ${name}`);
  return renderHtml(await generateRun(shape));
}

/** The text of a page; each is rendered once. */
export function renderOnce(name: string): Promise<string> {
  const text = rendered.get(name) ?? render(name);
  rendered.set(name, text);
  return text;
}
