// SPDX-License-Identifier: GPL-2.0-only
// What consoles, containers and CI systems put before each line.
import {
  before,
  clock,
  cpu,
  ident,
  isKernel,
  iso,
  kernelOnly,
  micros,
  millis,
  n,
  priority,
  stamp,
  type Entry,
  type Notation,
} from "./entry.ts";

const cpuPadded = (e: Entry): string => String(cpu(e)).padStart(5);

export const tools: readonly Notation[] = [
  n("docker compose", (e) => `${isKernel(e) ? "vm-1 " : "web-1"} | ${e.text}`),
  n("docker compose, stamped", (e) => `${isKernel(e) ? "vm-1 " : "web-1"} | ${isKernel(e) ? stamp(e) : ""}${e.text}`),
  n("docker compose, coloured", (e) => `\x1b[36m${isKernel(e) ? "vm-1 " : "web-1"} | \x1b[0m${e.text}`),
  n("docker's json-file", (e) =>
    JSON.stringify({ log: `${e.text}\r\n`, stream: "stdout", time: `${iso(e)}.${micros(e)}Z` }),
  ),
  n(
    "GitHub Actions",
    before("", (e) => `${iso(e)}.${micros(e)}1Z ${e.text}`),
  ),
  n("GitHub Actions, stamped", (e) => `${iso(e)}.${micros(e)}1Z ${isKernel(e) ? stamp(e) : ""}${e.text}`),
  n("gh run view --log", (e) => `test (6.12)\tRun the lab\t${iso(e)}.${micros(e)}1Z ${e.text}`),
  n("GitLab CI", (e) => `${iso(e)}.${micros(e)}Z 01O ${e.text}`),
  n("Jenkins timestamper", (e) => `[${iso(e)}.${millis(e)}Z] ${e.text}`),
  n("Buildroot's and Travis's seconds", (e) => `${clock(e)} ${e.text}`),
  n(
    "LAVA",
    (e) =>
      `- ${JSON.stringify({ dt: `${iso(e)}.${micros(e)}`, lvl: "target", msg: isKernel(e) ? stamp(e) + e.text : e.text })}`,
  ),
  n("kernelCI", (e) => `${clock(e)}.${micros(e)}  ${isKernel(e) ? stamp(e) : ""}${e.text}`),
  n("kernelCI without a stamp of the kernel", (e) => `${clock(e)}.${micros(e)}  ${e.text}`),
  n("conserver", (e) => `[Mon Jan 19 ${clock(e)} 2026]${e.text}`),
  n("minicom", (e) => `[2026-01-19 ${clock(e)}] ${e.text}`),
  n("tio", (e) => `[${clock(e)}.${millis(e)}] ${e.text}`),
  n("screen -L, stamped", (e) => `[${clock(e)}] ${isKernel(e) ? stamp(e) : ""}${e.text}`),
  n("ts", (e) => `Jan 19 ${clock(e)} ${e.text}`),
  n("ts -s %.s", (e) => `${e.time / 1e6} ${e.text}`),
  n(
    "virsh console",
    (e) => (isKernel(e) ? stamp(e) : "") + e.text,
    (lines) => ["Connected to domain 'vm'", "Escape character is ^] (Ctrl + ])", ...lines].join("\r\n"),
  ),
  n("kubectl logs --timestamps", (e) => `${iso(e)}.${micros(e)}000Z ${e.text}`),
  n("kubectl logs --prefix", (e) => `[pod/virt-launcher-vm-x7k2p/guest-console-log] ${e.text}`),
  n("containers on a node (CRI)", (e) => `${iso(e)}.${micros(e)}000Z stdout F ${e.text}`),
  n("stern", (e) => `virt-launcher-vm-x7k2p ${isKernel(e) ? "guest-console-log" : "compute"} ${e.text}`),
  n("loki, logcli", (e) => `${iso(e)}Z {app="vm", host="node-1"} ${e.text}`),
  n("logfmt", (e) => `time="${iso(e)}Z" level=${e.level} source=console msg=${JSON.stringify(e.text)}`),
  n("elastic", (e) =>
    JSON.stringify({ "@timestamp": `${iso(e)}Z`, event: { original: e.text }, host: { name: "host" } }),
  ),
  n(
    "logcat -b kernel -v threadtime",
    (e) => `01-19 ${clock(e)}.${millis(e)}     0     0 ${isKernel(e) ? "E" : "I"}         : ${e.text}`,
  ),
  n("logcat -v brief", (e) => `E/kernel  (    0): ${e.text}`),
  n(
    "Android kmsg, Qualcomm",
    kernelOnly((e) => `${stamp(e)}c${cpu(e)}      1 ${e.text}`),
  ),
  n(
    "Android kmsg, MediaTek",
    kernelOnly((e) => `${stamp(e)}(${cpu(e)})[1:swapper/0]${e.text}`),
  ),
  n(
    "Android kmsg, Samsung",
    kernelOnly(
      (e) => `<${priority(e)}>${stamp(e).trimEnd()} [${cpu(e)}:      swapper/${cpu(e)}:${cpuPadded(e)}] ${e.text}`,
    ),
  ),
  n("ESXi, Xen: hypervisor's own", (e) => `(XEN) d1v0 ${e.text}`),
  n(
    "grep -n",
    (e) => e.text,
    (lines) => lines.map((line, i) => `${i + 1}:${line}`).join("\n"),
  ),
  n(
    "grep -A",
    (e) => e.text,
    (lines) => lines.map((line) => `kern.log${/BUG: |WARNING: /.test(line) ? ":" : "-"}${line}`).join("\n"),
  ),
  n(
    "cat -n",
    (e) => e.text,
    (lines) => lines.map((line, i) => `${String(i + 1).padStart(6)}\t${line}`).join("\n"),
  ),
  n("a colour that rsyslog wrote out", (e) => `Jan 19 ${clock(e)} host ${ident(e)}: #033[31m${e.text}#033[0m`),
  n("Python's bytes", (e) => `b'${e.text.replaceAll("'", "\\'")}\\r\\n'`),
];
