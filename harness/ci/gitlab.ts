// SPDX-License-Identifier: GPL-2.0-only
// A job of GitLab's: its variables, and the files that it takes for reports.
import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { UsageError } from "../host/errors.ts";
import { exists } from "../host/files.ts";
import { cacheRoot } from "../host/paths.ts";
import type { RunRecord } from "../record/model.ts";
import { problems, type Sources } from "../report/problems.ts";
import { readGitlabJob } from "./event.ts";
import { readInputs } from "./inputs.ts";
import { makePlan } from "./plan.ts";
import { runPlan } from "./run.ts";
import { readSources } from "./sources.ts";

/** The folder of the project that GitLab keeps as artifacts. */
const reports = "msixlab";
/** The one that it keeps as a cache: it keeps nothing that is elsewhere. */
const kernels = ".msixlab-kernels";

/** Tests what a job is for. @returns the lab's exit code. */
export async function gitlab(env: NodeJS.ProcessEnv): Promise<number> {
  const project = env["CI_PROJECT_DIR"];
  if (!project) throw new UsageError("CI_PROJECT_DIR is not set: this is no job of GitLab's.");
  // The template's image is the job's: the lab runs in it.
  const inputs = { ...readInputs(env), image: "" };
  const plan = await makePlan(inputs, readGitlabJob(env), project, os.tmpdir());
  if ("nothing" in plan) {
    console.log(`${plan.nothing} There is nothing to test.`);
    return 0;
  }
  try {
    const artifacts = path.join(cacheRoot(env), "kernel/artifacts");
    const kept = path.join(project, kernels);
    // In the tree that may be tested it would be part of it.
    if (await exists(kept)) await cp(kept, artifacts, { recursive: true, force: false });
    await rm(kept, { recursive: true, force: true });
    const sources = await readSources(plan.origin);
    const { code, record, report } = await runPlan(plan, env, console.log);
    if (record === undefined || report === undefined) return code;
    await keepReports(record, report, sources, path.join(project, reports));
    for (const { hash } of record.kernels)
      await cp(path.join(artifacts, hash), path.join(kept, hash), { recursive: true });
    return code;
  } finally {
    await rm(plan.folder, { recursive: true, force: true });
  }
}

/** Puts the run's folder, and what GitLab reads itself, where it is kept. */
async function keepReports(
  record: RunRecord,
  report: string,
  sources: Sources | undefined,
  folder: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await cp(report, path.join(folder, "report"), { recursive: true });
  await copyFile(path.join(report, "junit.xml"), path.join(folder, "junit.xml"));
  await writeFile(path.join(folder, "codequality.json"), renderCodeQuality(record, sources));
}

/** The problems that have a line, as GitLab shows them in a merge request. */
export function renderCodeQuality(record: RunRecord, sources: Sources | undefined): string {
  const issues = problems(record, sources).flatMap(({ level, title, message, place }) => {
    if (place === undefined) return [];
    const { file, line = 1 } = place;
    const fingerprint = createHash("sha256").update([file, line, title, message].join("\0")).digest("hex");
    const severity = level === "error" ? "critical" : "minor";
    const location = { path: file, lines: { begin: line } };
    return [{ description: `${title}: ${message}`, check_name: "msixlab", fingerprint, severity, location }];
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
