// SPDX-License-Identifier: GPL-2.0-only
// What a maintainer calls a report: the class of the defect and the function to blame, without addresses, numbers and
// process names. Worded as syzkaller's pkg/report words it, since that is what the mailing lists search for.
import type { Splat } from "../record/model.ts";
import { faultOf } from "./fault.ts";

type Report = Pick<Splat, "kind" | "title" | "text" | "line"> & { readonly at?: string | undefined };
type Words = string | ((match: RegExpExecArray, report: Report) => string);
/** The first pattern that fits a line of the report's head names it; ` in <function>` is added where `place` says so. */
interface Name {
  readonly kind?: Splat["kind"];
  readonly line: RegExp;
  readonly words: Words;
  readonly place?: boolean;
}

const named = (line: RegExp, words: Words, kind?: Splat["kind"]): Name => ({
  ...{ line, words, place: true },
  ...(kind === undefined ? {} : { kind }),
});
const whole = (line: RegExp, words: Words, kind?: Splat["kind"]): Name => ({
  ...named(line, words, kind),
  place: false,
});

function access({ text }: Report): string {
  const found = text.map((line) => /^(Read|Write) (?:of size \d+ )?at addr /.exec(line)?.[1]).find(Boolean);
  return found === undefined ? "" : ` ${found}`;
}

const sanitizers: readonly Name[] = [
  named(/^BUG: KASAN: (.+?)(?: in |$)/, ([, what], report) => `KASAN: ${what}${access(report)}`),
  whole(/^BUG: KCSAN: (.+?) in (\S+) \/ (\S+)/, ([, what, a = "", b = ""]) => {
    return `KCSAN: ${what} in ${[a, b].sort().join(" / ")}`;
  }),
  named(/^BUG: KCSAN: (.+?) in /, ([, what]) => `KCSAN: ${what}`),
  named(/^BUG: (K(?:MSAN|FENCE): .+?)(?: in |$)/, ([, what]) => what ?? ""),
  named(/UBSAN: (.+?)(?: in |: [\da-f]{16}|$)/, ([, what]) => `UBSAN: ${what}`, "ubsan"),
];

const locking: readonly Name[] = [
  named(/possible (?:circular locking|recursive locking|irq lock inversion)|-unsafe lock order/, "possible deadlock"),
  named(/inconsistent lock state/, "inconsistent lock state"),
  named(
    /^\[? ?(?:WARNING|INFO): (suspicious RCU usage|bad unlock balance|held lock freed|bad contention)/,
    ([, what]) => {
      return `WARNING: ${what}`;
    },
  ),
  named(/lock held when returning to user space/, "WARNING: lock held when returning to user space"),
  named(/still has locks held/, "WARNING: still has locks held"),
  named(/^WARNING: (Nested lock was not taken|chain_key collision)/, ([, what]) => `WARNING: ${what}`),
  named(/BUG: (Invalid wait context|bad unlock balance|held lock freed)/, ([, what]) => `BUG: ${what}`),
  whole(/^BUG: MAX_(\w+) too low/, ([, what]) => `BUG: MAX_${what} too low`),
  named(/^BUG: ((?:spinlock|rwlock) .+?) on CPU/, ([, what]) => `BUG: ${what}`),
  named(/trying to register non-static key/, "INFO: trying to register non-static key"),
];

const traps: readonly Name[] = [
  // What these lead to is an invalid opcode.
  named(/^(?:traps: )?Missing ENDBR/, "Missing ENDBR"),
  named(/^CFI failure/, "CFI failure"),
  named(/^kernel BUG at |Oops - BUG: |^Kernel BUG \[|^Kernel bug detected|^monitor event: 0040/, "kernel BUG"),
  named(
    /stack guard page was hit|^kernel stack overflow|^Insufficient stack space|^Kernel stack overflow/,
    "BUG: stack guard page was hit",
  ),
  named(
    /^BUG: [Kk]ernel NULL pointer|kernel NULL pointer dereference/,
    "BUG: unable to handle kernel NULL pointer dereference",
  ),
  named(/general protection fault/, "general protection fault"),
  named(/double fault/, "PANIC: double fault"),
  named(/^(?:Oops: )?(divide error|stack segment|invalid opcode|int3|alignment check)/, ([, what]) => what ?? ""),
  named(/^SError Interrupt|Bad mode in .* handler/, "SError Interrupt"),
  named(/synchronous external abort/, "synchronous external abort"),
  named(/[Uu]nhandled fault: (.+?) \(/, ([, what]) => `Unhandled fault: ${what}`),
  named(/(?:Reserved|[Ii]llegal|undefined) instruction/, "illegal instruction"),
  named(/[Uu]naligned access|Alignment/, "unaligned access"),
  named(/([Mm]achine [Cc]heck)/, "machine check"),
  named(/(Data|Instruction) bus error/, ([, what]) => `${what} bus error`),
  // After the NULL pointer: what is left are bad addresses, in many wordings.
  named(
    /[Uu]nable to handle |[Kk]ernel tried to execute|[Kk]ernel attempted to|unable to execute userspace/,
    "BUG: unable to handle kernel paging request",
  ),
  named(
    /^((?:specification|addressing|operation|protection|privileged operation|execute|data)(?: exception)?): /,
    ([, what]) => what ?? "",
  ),
  named(/^Internal error: (?:Oops - )?(.+?): [\da-f]+ \[#/, ([, what]) => `Internal error: ${what}`),
  named(/^Oops - (.+?) \[#/, ([, what]) => `Oops - ${what}`),
  named(/^Oops/, "Oops"),
];

const detectors: readonly Name[] = [
  named(/blocked (?:in I\/O wait )?for more than/, "INFO: task hung", "hung-task"),
  named(/soft lockup/, "BUG: soft lockup"),
  named(/[Hh]ard LOCKUP/, "BUG: hard lockup"),
  whole(/workqueue lockup/, "BUG: workqueue lockup"),
  named(/./, "INFO: rcu detected stall", "rcu-stall"),
  named(
    /^BUG: (sleeping function called from invalid context|scheduling while atomic|scheduling in a non-blocking section|assuming (?:atomic|non migratable) context)/,
    ([, what]) => `BUG: ${what}`,
  ),
  named(/^BUG: (using \S+ in preemptible)/, ([, what]) => `BUG: ${what} code`),
  named(/^BUG: workqueue leaked/, "BUG: workqueue leaked atomic, lock or RCU"),
  named(/./, "WARNING: refcount bug", "refcount"),
  named(/./, "BUG: corrupted list", "list"),
  named(/./, "WARNING: ODEBUG bug", "debug-objects"),
  named(/^DMA-API: (?:\S+ \S+: )?(.+?)(?: ?\[|$)/, ([, what]) => `DMA-API: ${what}`, "dma-api"),
];

const memory: readonly Name[] = [
  named(/^BUG: Bad page/, "BUG: Bad page state"),
  whole(/^BUG: (Bad rss-counter|non-zero pgtables_bytes)/, ([, what]) => `BUG: ${what}`),
  named(/^BUG (\S+) \(.*?\): (?:\[?(.+?) overwritten|(.+))/, ([, cache, part, rest]) => {
    return `BUG: ${part === undefined ? (rest ?? "").replace(/\b0x[\da-f]+/g, "ADDR") : `${part} overwritten`} in cache ${cache},`;
  }),
  named(/page allocation failure: order:(\d+)/, ([, order]) => `page allocation failure of order ${order}`),
  whole(/invoked oom-killer/, "Out of memory: the OOM killer was invoked"),
  whole(/of memory(?: \(\w+\))?: Killed process/, "Out of memory: the OOM killer was invoked"),
  whole(/no killable processes/, "Out of memory and no killable processes"),
  named(/^iounmap: bad address/, "iounmap: bad address"),
  named(/^unreferenced object/, "memory leak"),
  whole(/new suspected memory leaks/, "kmemleak: new suspected memory leaks"),
  whole(/^unregister_netdevice: waiting for/, "unregister_netdevice: waiting for a device to become free"),
];

const interrupts: readonly Name[] = [
  named(/nobody cared/, "irq: nobody cared"),
  named(/bogus return value/, "irq: bogus return value"),
  named(/^genirq: Flags mismatch irq \d+\. [\da-f]+ \((.*?)\)/, ([, who]) => `genirq: flags mismatch for ${who}`),
  named(/already-free IRQ/, "WARNING: trying to free an already-free IRQ"),
];

// `irq` and `refcount` have headers of one line too: those come before the names that fit any line of a kind.
const names: readonly Name[] = [
  ...sanitizers,
  ...locking,
  ...memory,
  ...interrupts,
  ...detectors,
  ...traps,
  whole(
    /^Kernel panic - not syncing: (.+)/,
    ([, what = ""]) => `kernel panic: ${what.replace(/\s*exitcode=.*|: 0x.*|\.\s.*|\+0x[\da-f]+\/0x.*/, "")}`,
    "panic",
  ),
  named(/./, "WARNING", "warning"),
];

function iommu(report: Report): string | undefined {
  if (report.kind !== "iommu-fault") return undefined;
  const vendor = /DMAR|AMD-Vi|virtio_iommu|arm-smmu-v3|arm-smmu/.exec(report.title)?.[0] ?? "IOMMU";
  const fault = faultOf(report);
  if (fault === undefined)
    return `${vendor}: ${numbers(report.title.replace(/^.*?\b(?:AMD-Vi|DMAR): |^\S+ \S+: /, ""))}`;
  const how = fault.access === "interrupt" ? "interrupt remapping fault" : `${fault.access} fault`;
  return `${vendor}: ${how.replace("unknown ", "")} of ${fault.source}`;
}

const numbers = (text: string): string =>
  text
    .replace(/\b(?:0x)?(?=[\da-f]*\d)[\da-f]{8,}\b|\b0x[\da-f]+\b/g, "ADDR")
    .replace(/(?<![\w.:])\d+(?![\w.:])/g, "NUM");

/** The name that a maintainer would give a report. */
export function headlineOf(report: Report): string {
  const fault = iommu(report);
  if (fault !== undefined) return fault;
  const lines = [report.title, ...report.text.slice(0, 8)];
  for (const { kind, line, words, place } of names) {
    if (kind !== undefined && kind !== report.kind) continue;
    const match = lines.map((one) => line.exec(one)).find((one) => one !== null);
    if (match === null || match === undefined) continue;
    const text = typeof words === "string" ? words : words(match, report);
    return place === true && report.at !== undefined ? `${text} in ${report.at}` : text.replace(/,$/, "");
  }
  const said = numbers(report.title);
  return report.at === undefined ? said : `${said} in ${report.at}`;
}
