// SPDX-License-Identifier: GPL-2.0-only
import test from "ava";
import type { RunRecord } from "../record/model.ts";
import type { Sources } from "../report/problems.ts";
import { conclude } from "../verdict/conclude.ts";
import { reduce } from "../verdict/reduce.ts";
import { sampleEvents } from "../report/testing/sample.ts";
import { gitlab, renderCodeQuality } from "./gitlab.ts";

test("code quality: the problems with a line, as GitLab reads them", (t) => {
  const sample = conclude(reduce(sampleEvents()));
  const errors = [{ file: "drivers/external/gadget/gadget.c", line: 12, message: "'nothing' undeclared" }];
  const record: RunRecord = { ...sample, failure: { blame: "kernel", message: "patched does not build", errors } };
  const sources: Sources = {
    place: (file, line) => ({ file: file.replace("drivers/external/gadget", "src"), ...(line ? { line } : {}) }),
    functionAt: () => undefined,
  };
  const [issue, ...others] = JSON.parse(renderCodeQuality(record, sources)) as Record<string, unknown>[];
  t.like(issue, {
    description: "does not compile: 'nothing' undeclared",
    check_name: "msixlab",
    severity: "critical",
    location: { path: "src/gadget.c", lines: { begin: 12 } },
  });
  t.regex(String(issue?.["fingerprint"]), /^[0-9a-f]{64}$/);
  t.deepEqual(others, []);
  t.is(renderCodeQuality(record, undefined), "[]\n");
});

test("outside of a job of GitLab's it says so", async (t) => {
  await t.throwsAsync(gitlab({}), { message: /CI_PROJECT_DIR is not set/ });
});
