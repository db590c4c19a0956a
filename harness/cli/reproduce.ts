// SPDX-License-Identifier: GPL-2.0-only
// The options that do a run again.
import { defaultProfile } from "../../lab/matrix.ts";
import type { RawOptions } from "./raw-options.ts";

/** The options without which it would be another kernel, series, QEMU or folder of specs. */
export function reproduceOptions(raw: RawOptions, kernel: string | undefined, series: readonly string[]): string[] {
  const given = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  return [
    ...given("kernel", kernel),
    ...given("sha256", raw.sha256),
    ...series,
    ...(raw.port === true ? ["--port"] : []),
    ...(raw.kselftest === undefined ? [] : ["--kselftest", ...raw.kselftest]),
    ...given("kunit", raw.kunit),
    ...given("qemu", raw.qemu),
    ...(raw.specs === undefined ? [] : ["--specs", ...raw.specs]),
    ...given("profile", raw.profile === defaultProfile ? undefined : raw.profile),
  ];
}
