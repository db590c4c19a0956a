// SPDX-License-Identifier: GPL-2.0-only
// KASAN, KCSAN, KMSAN, KFENCE and UBSAN.
import { named, spelled, whole, type Name, type SplatText } from "./name.ts";
import { usb } from "./usb.ts";

function access({ text }: SplatText): string {
  const found = text.map((line) => /^(Read|Write) (?:of size \d+|at addr)/.exec(line)?.[1]).find(Boolean);
  return found === undefined ? "" : ` ${found}`;
}

/** What the sanitizers say. */
export const sanitizers: readonly Name[] = [
  named(/^BUG: KASAN: (?:double-free or invalid-free|double-free|invalid-free)/, "KASAN: invalid-free", {
    skip: /slab_|kfree|vunmap|vfree|poison/,
  }),
  whole(/^BUG: KASAN: (\S+) on address/, ([, what], report) => `KASAN: ${what}${access(report)}`),
  named(/^BUG: KASAN: (.+?)(?: in |$)/, ([, what], report) => `KASAN: ${what}${access(report)}`, {
    skip: /kernel_fault|tag_check|mem_abort|^el1h?_/,
  }),
  whole(/^BUG: KCSAN: (.+?) in (\S+) \/ (\S+)/, ([, what, a, b]) => {
    return `KCSAN: ${what} in ${[spelled(a), spelled(b)].sort().join(" / ")}`;
  }),
  named(/^BUG: KCSAN: (.+?) in /, ([, what]) => `KCSAN: ${what}`),
  named(/^BUG: KMSAN: (kernel-usb-infoleak)/, ([, what]) => `KMSAN: ${what}`, {
    skip: new RegExp(`alloc_skb|${usb.source}`),
  }),
  named(/^BUG: KMSAN: (.+?)(?: in |$)/, ([, what]) => `KMSAN: ${what}`, {
    // Encryption reads what it is given: whoever gave it is to blame.
    skip: /alloc_skb|netlink_ack|netlink_rcv_skb|_encrypt$|^(?:crypto|cipher|drbg|rng)_/,
  }),
  named(/^BUG: (KFENCE: .+?)(?: in |$)/, ([, what]) => what ?? ""),
  named(/UBSAN: Undefined behaviour/, "UBSAN: undefined-behaviour", { kind: "ubsan", skip: /ubsan|overflow/ }),
  named(/UBSAN: (.+?)(?: in |: [\da-f]{16}|$)/, ([, what]) => `UBSAN: ${what}`, {
    ...{ kind: "ubsan", skip: /ubsan|overflow/ },
  }),
];
