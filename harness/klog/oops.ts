// SPDX-License-Identifier: GPL-2.0-only
// The words in which each architecture says that the kernel itself took a trap.

const words: readonly string[] = [
  // arch/x86/mm/fault.c, kernel/traps.c, kernel/dumpstack.c; older kernels without `Oops: ` before the trap's name.
  "Oops: ",
  "BUG: unable to handle ",
  "BUG: kernel NULL pointer dereference",
  "general protection fault",
  "(?:divide error|stack segment|invalid opcode|double fault|int3|alignment check|bounds|segment not present): [\\da-f]{4} \\[#",
  "(?:traps: )?PANIC: double fault",
  "BUG: (?:\\S+ )?stack guard page was hit",
  "kernel stack overflow \\(",
  "kernel tried to execute NX-protected page",
  "unable to execute userspace code \\(SMEP",
  "(?:traps: )?Missing ENDBR: ",
  "CFI failure at ",
  // arch/arm64 and arch/arm: mm/fault.c, kernel/traps.c; arch/riscv/mm/fault.c.
  "Unable to handle kernel ",
  "Internal error: ",
  "Unhandled fault: .* \\(0x[\\da-f]+\\) at 0x",
  "Unhandled prefetch abort: ",
  "Bad mode in .* handler detected",
  "SError Interrupt on CPU\\d+, code 0x",
  "Insufficient stack space to handle exception!",
  // arch/riscv/kernel/traps.c: die("Oops"), die("Oops - illegal instruction").
  "Oops(?: - [a-z() A-Z]+)? \\[#\\d+\\]",
  // arch/powerpc/mm/fault.c bad_page_fault(), kernel/traps.c.
  "BUG: Kernel NULL pointer dereference (?:on|at) ",
  "BUG: Unable to handle ",
  "Kernel attempted to (?:read|write|execute) user page",
  "Machine check in kernel mode",
  // arch/s390/kernel/traps.c: the names of its program checks.
  "(?:specification|addressing|operation|protection|privileged operation|execute|data|fixed point (?:overflow|divide)|transaction constraint|space switch event) ?(?:exception)?: [\\da-f]{4} ilc:\\d \\[#",
  "Kernel stack overflow\\.",
  // arch/mips: mm/fault.c, kernel/traps.c, kernel/unaligned.c; LoongArch says the same.
  "CPU \\d+ Unable to handle kernel paging request at virtual address ",
  "Oops\\[#\\d+\\]:",
  "(?:Reserved instruction in kernel code|Unhandled kernel unaligned access|do_cpu invoked from kernel context!|Kernel unaligned instruction access|Caught Machine Check exception)[^[]*\\[#\\d+\\]",
  "(?:Data|Instruction) bus error, epc == ",
];

/** The header of an oops. */
export const oops = new RegExp(`^(?:${words.join("|")})`);
