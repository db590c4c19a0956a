// SPDX-License-Identifier: GPL-2.0-only
// What journalctl and the syslog daemons print.
import {
  clock,
  cpu,
  ident,
  isKernel,
  iso,
  kernelOnly,
  micros,
  n,
  priority,
  says,
  stamp,
  type Entry,
  type Notation,
} from "./entry.ts";

export const journal: readonly Notation[] = [
  n(
    "journalctl",
    says((e) => `Jan 19 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "short-precise",
    says((e) => `Jan 19 ${clock(e)}.${micros(e)} host ${ident(e)}`),
  ),
  n(
    "short-iso",
    says((e) => `${iso(e)}+0100 host ${ident(e)}`),
  ),
  n(
    "short-iso of 2023",
    says((e) => `${iso(e)}+01:00 host ${ident(e)}`),
  ),
  n(
    "short-iso-precise",
    says((e) => `${iso(e)}.${micros(e)}+0100 host ${ident(e)}`),
  ),
  n(
    "short-full",
    says((e) => `Mon 2026-01-19 ${clock(e)} UTC host ${ident(e)}`),
  ),
  n(
    "short-monotonic",
    says((e) => `${stamp(e)}host ${ident(e)}`),
  ),
  n(
    "short-delta",
    says((e) => `[${(e.time / 1e6).toFixed(6).padStart(13)} <    0.000002 >] host ${ident(e)}`),
  ),
  n(
    "short-unix",
    says((e) => `${1768836019 + cpu(e)}.${micros(e)} host ${ident(e)}`),
  ),
  n(
    "with-unit",
    says((e) => `Mon 2026-01-19 ${clock(e)} UTC host ${isKernel(e) ? "kernel[n/a]" : `${e.who}.service[${e.pid}]`}`),
  ),
  n(
    "no host",
    says((e) => `Jan 19 ${clock(e)} ${ident(e)}`),
  ),
  n(
    "cat",
    kernelOnly(({ text }) => text),
  ),
  n(
    "French",
    says((e) => `juin 09 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "Finnish",
    says((e) => `tammi 28 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "Chinese",
    says((e) => `1月 19 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "Czech",
    says((e) => `led 19 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "Portuguese, with a dot",
    says((e) => `jan. 19 ${clock(e)} host ${ident(e)}`),
  ),
  n("json", journalJson),
  n("json-sse", (e) => `data: ${journalJson(e)}\n`),
  n("json-pretty", journalJson, (lines) =>
    lines.map((line) => JSON.stringify(JSON.parse(line), null, "\t")).join("\n"),
  ),
  n("json with bytes", (e) =>
    JSON.stringify({ _TRANSPORT: isKernel(e) ? "kernel" : "syslog", MESSAGE: [...Buffer.from(e.text)] }),
  ),
  n("export", (e) => `${record(e).join("\n")}\n`),
  n("verbose", (e) =>
    [`Mon 2026-01-19 ${clock(e)} CET [s=ab12;i=1f;b=9c]`, ...record(e).map((one) => `    ${one}`)].join("\n"),
  ),
];

function journalJson(e: Entry): string {
  return JSON.stringify({
    ...{ __REALTIME_TIMESTAMP: String(e.time), PRIORITY: String(priority(e)), MESSAGE: e.text },
    ...{ _TRANSPORT: isKernel(e) ? "kernel" : "syslog", SYSLOG_IDENTIFIER: e.who, _HOSTNAME: "host" },
  });
}

function record(e: Entry): string[] {
  const from = isKernel(e) ? "kernel" : "syslog";
  return [
    `_HOSTNAME=host`,
    `PRIORITY=${priority(e)}`,
    `_TRANSPORT=${from}`,
    `SYSLOG_IDENTIFIER=${e.who}`,
    `MESSAGE=${e.text}`,
  ];
}

export const syslog: readonly Notation[] = [
  n("rsyslog, both stamps", (e) => `Jan 19 ${clock(e)} host ${ident(e)}: ${isKernel(e) ? stamp(e) : ""}${e.text}`),
  n(
    "rsyslog, ISO dates",
    (e) => `${iso(e)}.${micros(e)}+01:00 host ${ident(e)}: ${isKernel(e) ? stamp(e) : ""}${e.text}`,
  ),
  n(
    "RFC 3164 on the wire",
    says((e) => `<${priority(e)}>Jan 19 ${clock(e)} host ${ident(e)}`),
  ),
  n(
    "RFC 5424",
    (e) => `<${priority(e)}>1 ${iso(e)}.${micros(e)}+01:00 host ${e.who} ${isKernel(e) ? "-" : e.pid} - - ${e.text}`,
  ),
  n(
    "busybox syslogd",
    says((e) => `Jan 19 ${clock(e)} host ${isKernel(e) ? "kern" : "daemon"}.${e.level} ${ident(e)}`),
  ),
  n(
    "OpenWrt logread",
    says((e) => `Mon Jan 19 ${clock(e)} 2026 ${isKernel(e) ? "kern" : "daemon"}.${e.level} ${ident(e)}`),
  ),
  n(
    "OpenWrt logread, stamped",
    (e) =>
      `Mon Jan 19 ${clock(e)} 2026 ${isKernel(e) ? "kern" : "daemon"}.${e.level} ${ident(e)}: ${isKernel(e) ? stamp(e) : ""}${e.text}`,
  ),
  n(
    "a guest in the journal of its hypervisor",
    (e) => `Jun 25 ${clock(e)} host ${isKernel(e) ? `kata-hypervisor[29222]: ${stamp(e)}` : `${ident(e)}: `}${e.text}`,
  ),
  n(
    "a guest's journal in the journal of its hypervisor",
    (e) => `Jun 25 ${clock(e)} host qemu-vm[29222]: Jan 19 ${clock(e)} guest ${ident(e)}: ${e.text}`,
  ),
  n(
    "remote syslog, host with a domain and an address",
    says((e) => `Jan 19 ${clock(e)} node-17.lab.example.com 192.0.2.7 ${ident(e)}`),
  ),
];
