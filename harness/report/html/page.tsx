// SPDX-License-Identifier: GPL-2.0-only
// Run record → report.html: one file that needs nothing else and no network, and that says all without its script.
import type { JSX } from "preact";
import type { RunRecord } from "../../record/model.ts";
import { Banner, Nav } from "./banner.tsx";
import { Commits } from "./commits.tsx";
import { Coverage } from "./coverage.tsx";
import { CellPanels, ResultPanels } from "./detail.tsx";
import { renderDocument } from "./document.tsx";
import { Failures } from "./failures.tsx";
import { Matrix } from "./matrix.tsx";
import { Ported } from "./port.tsx";
import { Review } from "./review.tsx";
import { indexRecord } from "./rows.ts";
import { script } from "./script.ts";
import { Static } from "./static.tsx";
import { SpecPanels } from "./spec-panel.tsx";
import { Tested } from "./tested.tsx";
import { Timeline } from "./timeline.tsx";
import { troubleGroups } from "./trouble.ts";

function Page({ record }: { record: RunRecord }): JSX.Element {
  const index = indexRecord(record);
  const groups = troubleGroups(record);
  return (
    <>
      <Banner record={record} index={index} troubles={groups} />
      <Nav record={record} />
      <main>
        <Failures record={record} index={index} troubles={groups} />
        <Static record={record} />
        <Matrix record={record} index={index} />
        <Commits record={record} />
        <Coverage coverage={record.coverage} />
        <Ported record={record} />
        <Review record={record} />
        <Timeline record={record} />
        <Tested record={record} />
        <SpecPanels index={index} />
        <CellPanels record={record} />
        <ResultPanels record={record} index={index} />
      </main>
    </>
  );
}

/** Renders a run as one self-contained HTML page. */
export function renderHtml(record: RunRecord): string {
  const conclusion = record.verdict?.conclusion ?? "none";
  const verdict = conclusion === "none" ? "no verdict" : conclusion;
  const title = `${verdict}: ${record.series?.name ?? "msixlab"} ${record.id}`;
  return renderDocument({ title, script, children: <Page record={record} /> });
}
