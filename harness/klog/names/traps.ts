// SPDX-License-Identifier: GPL-2.0-only
// Oopses on all architectures, and panics.
import { named, numbers, spelled, whole, type Name } from "./name.ts";

/** What the CPU complained of. */
export const traps: readonly Name[] = [
  // What these lead to is an invalid opcode.
  named(/^(?:traps: )?Missing ENDBR/, "Missing ENDBR"),
  named(/^CFI failure/, "CFI failure"),
  named(
    /^rust_kernel: panicked at /,
    (_, { header, text }) => numbers(text[text.indexOf(header) + 1] ?? "Rust panic"),
    {
      skip: /rust_begin_unwind|4core9panicking|rust_helper_BUG|4core6(?:option|result)\d+\w*_failed/,
    },
  ),
  named(/^kernel BUG at mm\/usercopy\.c/, "BUG: bad usercopy", { skip: /usercopy|__check/ }),
  named(/^kernel BUG at lib\/list_debug\.c/, "BUG: corrupted list"),
  // A socket buffer's own checks: whoever calls them broke it.
  named(/^kernel BUG at |Oops - BUG: |^Kernel BUG \[|^Kernel bug detected|^monitor event: 0040/, "kernel BUG", {
    skip: /^skb_/,
  }),
  named(/stack guard page was hit/, "BUG: stack guard page was hit", { pick: "stuck" }),
  named(/^(?:Insufficient stack space|Kernel stack overflow|kernel stack overflow)/, "kernel stack overflow", {
    ...{ pick: "stuck", skip: /bad_stack/ },
  }),
  named(
    /^BUG: [Kk]ernel NULL pointer|kernel NULL pointer dereference/,
    "BUG: unable to handle kernel NULL pointer dereference",
  ),
  named(/general protection fault/, "general protection fault"),
  named(/double fault/, "PANIC: double fault"),
  named(/^(?:Oops: )?stack segment/, "stack segment fault"),
  named(/^(?:Oops: )?divide.error/, "divide error"),
  named(/^(?:Oops: )?(invalid opcode|int3|alignment check)/, ([, what]) => what ?? ""),
  named(/^SError Interrupt|Bad mode in .* handler/, "SError Interrupt"),
  named(/synchronous external abort/, "synchronous external abort"),
  named(/^Unhandled (fault: .+?|prefetch abort)(?: \(|:|$)/, ([, what]) => `Unhandled ${what}`),
  named(/^Alignment trap/, "Alignment trap"),
  named(/(?:Reserved|[Ii]llegal|undefined) instruction/, "illegal instruction"),
  named(/[Uu]naligned access|Alignment/, "unaligned access"),
  named(/([Mm]achine [Cc]heck)/, "machine check"),
  named(/(Data|Instruction) bus error/, ([, what]) => `${what} bus error`),
  named(/[Uu]nable to handle kernel access to user memory/, "BUG: unable to handle kernel access to user memory"),
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
  named(/./, "an oops whose header is lost", { kind: "oops" }),
];

const panicWords = (what: string): string =>
  spelled(what).replace(
    /\s*exitcode=.*|: 0x.*|\.\s.*|(?<=^Fatal exception| panic_on_warn set|^panic_on_warn set).*/,
    "",
  );

/** What a machine dies with. */
export const panics: readonly Name[] = [
  named(/^Kernel panic - not syncing: stack-protector/, "kernel panic: stack is corrupted", {
    ...{ said: /Kernel stack is corrupted in: (?!0x|[\da-f]{8})([A-Za-z_]\w*)/, surely: true, skip: /stack_chk/ },
  }),
  named(/^Kernel panic - not syncing: corrupted stack end/, "kernel panic: corrupted stack end", {
    ...{ pick: "stuck", skip: /schedule|retint_kernel/ },
  }),
  named(/^Kernel panic - not syncing: kernel stack overflow/, "kernel stack overflow", {
    ...{ pick: "stuck", skip: /bad_stack/ },
  }),
  whole(/^Kernel panic - not syncing: Couldn't open N_TTY ldisc/, "kernel panic: Couldn't open N_TTY ldisc"),
  whole(/^Kernel panic - not syncing: (.+)/, ([, what = ""]) => `kernel panic: ${panicWords(what)}`, "panic"),
];
