// SPDX-License-Identifier: GPL-2.0-only
// What a maintainer calls a report: the class of the defect and the function to blame, without addresses, numbers and
// process names. Worded as syzkaller's pkg/report words it, since that is what the mailing lists search for.
import { findGuilty, type Blame } from "./blame.ts";
import { readFault } from "./fault.ts";
import type { Frame } from "./frame.ts";
import { calledIn } from "./machinery.ts";
import { names } from "./names/all.ts";
import { numbers, type SplatText } from "./names/name.ts";

function iommu(report: SplatText): string | undefined {
  if (report.kind !== "iommu-fault") return undefined;
  const vendor = /DMAR|AMD-Vi|virtio_iommu|arm-smmu-v3|arm-smmu/.exec(report.header)?.[0] ?? "IOMMU";
  const fault = readFault(report);
  if (fault === undefined)
    return `${vendor}: ${numbers(report.header.replace(/^.*?\b(?:AMD-Vi|DMAR): |^\S+ \S+: /, ""))}`;
  const how = fault.access === "interrupt" ? "interrupt remapping fault" : `${fault.access} fault`;
  return `${vendor}: ${how.replace("unknown ", "")} of ${fault.source}`;
}

/** Lines of a report's head that its name may be taken from. */
const head = 8;

/** The name that a maintainer would give a report, and the function to blame; `traced` is false for a lone line. */
export function nameSplat(report: SplatText, traced = true): { title: string; guilty: Frame | undefined } {
  const blamed = (blame?: Blame): Frame | undefined => (traced ? findGuilty(report.text, blame) : undefined);
  const fault = iommu(report);
  if (fault !== undefined) return { title: fault, guilty: blamed() };
  const lines = [report.header, ...report.text.slice(0, head)];
  for (const { kind, line, words, blame } of names) {
    if (kind !== undefined && kind !== report.kind) continue;
    const match = lines.map((one) => line.exec(one)).find((one) => one !== null);
    if (match === null || match === undefined) continue;
    const text = typeof words === "string" ? words : words(match, report);
    const guilty = blamed(blame);
    if (blame === undefined || guilty === undefined) return { title: text.replace(/,$/, ""), guilty };
    const called = calledIn(guilty.name);
    // Where nobody else is left, the function that complains is named once.
    const after = blame.after === `/${called}` ? "" : (blame.after ?? "");
    return { title: `${text} in ${called}${after}`, guilty };
  }
  const guilty = blamed();
  return { title: `${numbers(report.header)}${guilty === undefined ? "" : ` in ${calledIn(guilty.name)}`}`, guilty };
}
