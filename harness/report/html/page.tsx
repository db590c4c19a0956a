// SPDX-License-Identifier: GPL-2.0-only
// Run record → report.html: one file that needs nothing else and no network, and that says all without its script.
import type { JSX } from "preact";
import { render } from "preact-render-to-string";
import type { RunRecord } from "../../record/model.ts";
import { Banner, Nav } from "./banner.tsx";
import { Commits } from "./commits.tsx";
import { Coverage } from "./coverage.tsx";
import { CellPanels, ResultPanels } from "./detail.tsx";
import { Failures } from "./failures.tsx";
import { Matrix } from "./matrix.tsx";
import { Ported } from "./port.tsx";
import { Review } from "./review.tsx";
import { indexOf } from "./rows.ts";
import { script } from "./script.ts";
import { Static } from "./static.tsx";
import { style } from "./style.ts";
import { Tested } from "./tested.tsx";
import { Timeline } from "./timeline.tsx";

function Page({ record }: { record: RunRecord }): JSX.Element {
  const index = indexOf(record);
  const conclusion = record.verdict?.conclusion ?? "none";
  const title = conclusion === "none" ? "no verdict" : conclusion;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title}: ${record.series?.name ?? "msixlab"} ${record.id}`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <Banner record={record} />
        <Nav record={record} />
        <main>
          <Failures record={record} index={index} />
          <Static record={record} />
          <Matrix record={record} index={index} />
          <Commits record={record} />
          <Coverage coverage={record.coverage} />
          <Ported record={record} />
          <Review record={record} />
          <Timeline record={record} />
          <Tested record={record} />
        </main>
        <CellPanels record={record} />
        <ResultPanels record={record} index={index} />
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}

/** Renders a run as one self-contained HTML page. */
export function renderHtml(record: RunRecord): string {
  return `<!doctype html>\n${render(<Page record={record} />)}\n`;
}
