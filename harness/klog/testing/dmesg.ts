// SPDX-License-Identifier: GPL-2.0-only
// What the kernel's own tools and interfaces print.
import { clock, cpu, iso, kernelOnly, level, micros, n, priority, stamp, stamped, type Notation } from "./entry.ts";

export const dmesg: readonly Notation[] = [
  n("dmesg", stamped),
  n(
    "nothing before it",
    kernelOnly(({ text }) => text),
  ),
  n(
    "printk.time=0 and callers",
    kernelOnly((e) => `[  T101] ${e.text}`),
  ),
  n(
    "stamp and caller",
    kernelOnly((e) => `${stamp(e)}[   T88] ${e.text}`),
  ),
  n(
    "stamp and caller without a blank",
    kernelOnly((e) => `${stamp(e).trimEnd()}[   T88] ${e.text}`),
  ),
  n(
    "stamp and CPU",
    kernelOnly((e) => `${stamp(e)}[    C0] ${e.text}`),
  ),
  n(
    "dmesg -r",
    kernelOnly((e) => `<${priority(e)}>${stamp(e)}${e.text}`),
  ),
  n(
    "dmesg -r without stamps",
    kernelOnly((e) => `<${priority(e)}>${e.text}`),
  ),
  n(
    "dmesg -x",
    kernelOnly((e) => `kern  :${level(e)}: ${stamp(e)}${e.text}`),
  ),
  n(
    "dmesg -T",
    kernelOnly((e) => `[Mon Jan 19 ${clock(e)} 2026] ${e.text}`),
  ),
  n(
    "dmesg -T, German",
    kernelOnly((e) => `[Do Mär 19 ${clock(e)} 2026] ${e.text}`),
  ),
  n(
    "dmesg -T, Japanese",
    kernelOnly((e) => `[月  1月 19 ${clock(e)} 2026] ${e.text}`),
  ),
  n(
    "dmesg -T, Russian",
    kernelOnly((e) => `[Пн янв 19 ${clock(e)} 2026] ${e.text}`),
  ),
  n(
    "dmesg -T -x",
    kernelOnly((e) => `kern  :${level(e)}: [Mon Jan 19 ${clock(e)} 2026] ${e.text}`),
  ),
  n(
    "dmesg --time-format iso",
    kernelOnly((e) => `${iso(e)},${micros(e)}+01:00 ${e.text}`),
  ),
  n(
    "dmesg -x --time-format iso",
    kernelOnly((e) => `kern  :${level(e)}: ${iso(e)},${micros(e)}+01:00 ${e.text}`),
  ),
  n(
    "dmesg -d",
    kernelOnly((e) => `[${(e.time / 1e6).toFixed(6).padStart(12)} <    0.000137>] ${e.text}`),
  ),
  n(
    "dmesg -e",
    kernelOnly((e) => `[Jan19 16:20] ${e.text}`),
  ),
  n(
    "dmesg -e, later lines",
    kernelOnly((e) => `[  +0.${micros(e)}] ${e.text}`),
  ),
  n(
    "dmesg --color",
    kernelOnly((e) => `\x1b[32m${stamp(e)}\x1b[0m\x1b[31m${e.text}\x1b[0m`),
  ),
  n(
    "dmesg -H",
    kernelOnly((e) => `[  +0.${micros(e)}] ${e.text}`),
    // The first line of each minute has the date.
    (lines) =>
      lines
        .map((line, i) => (i === 1 || i % 20 === 0 ? line.replace(/^\[[^\]]*\]/, "[Jan19 16:20]") : line))
        .join("\n"),
  ),
  n(
    "dmesg -J",
    kernelOnly((e) => JSON.stringify({ pri: priority(e), time: e.time / 1e6, msg: e.text })),
    (lines) => {
      const objects = lines.map((line) => JSON.stringify(JSON.parse(line), null, 3).replace(/^/gm, "      "));
      return `{\n   "dmesg": [\n${objects.join(",\n")}\n   ]\n}`;
    },
  ),
  n(
    "/dev/kmsg",
    kernelOnly((e) => `${priority(e)},${339 + cpu(e)},${e.time},-;${e.text}`),
  ),
  n(
    "/dev/kmsg with callers",
    kernelOnly((e) => `${priority(e)},${339 + cpu(e)},${e.time},-,caller=T88;${e.text}`),
  ),
  n(
    "extended netconsole",
    kernelOnly((e) => `6.12.48-1,${priority(e)},${339},${e.time},-;${e.text}`),
  ),
  n(
    "pstore",
    kernelOnly((e) => `<${priority(e)}>${stamp(e)}${e.text}`),
    (lines) => ["Oops#1 Part1", ...lines].join("\n"),
  ),
  n("Windows line ends", stamped, (lines) => lines.join("\r\n")),
];
