// SPDX-License-Identifier: GPL-2.0-only
// What die(), show_regs(), dump_stack() and the detectors print around a stack trace, an architecture a row.

/** The words, a pattern for a place in the kernel or an architecture. */
export const around: readonly RegExp[] = [
  // lib/dump_stack.c, kernel/panic.c, kernel/module: on all architectures.
  /^(?:CPU: \d+ |Hardware name: |Modules linked in:|Unloaded tainted|Workqueue: |Tainted: |Call [Tt]race:|[Bb]acktrace:|stack backtrace:|\[last unloaded|Process \S+ \(pid: )/,
  /^(?:irq event stamp: |(?:hard|soft)irqs last |in_atomic\(\)|preempt_count: |RCU nest depth: |INFO: lockdep is turned off)/,
  /^(?:\d+ locks? held by |no locks held by | #\d+: |Preemption disabled at:|Last potentially related work|Showing all locks)/,
  /^(?:handlers:|threaded |\[<[\da-f]+>\]|Disabling IRQ #|---\[ end |Kernel Offset: |Rebooting in |Disabling lock debugging|SMP: stopping secondary CPUs|Memory Limit: |CPU features: |PHYS_OFFSET: |Dumping ftrace)/,
  /^(?:task:|page:|page dumped |flags: |raw: |head: |page_type: |page_owner |Mem-Info:|rcu: |Sending NMI |NMI backtrace |\t)/,
  /^(?:Fixing recursive fault|note: \S+\[\d+\] exited|Memory state around|The buggy address |FIX |Object |Redzone |Padding |Task dump for CPU)/,
  // kernel/locking/lockdep.c, where no stack trace follows.
  /^(?:-{10,}$|\d+\.\d+\S* #\d+ (?:Not tainted|Tainted: )|\S+\/\d+ (?:is leaving the kernel|is trying to|just changed))/,
  // x86.
  /^(?:(?:RIP|EIP|RSP|ESP|RAX|RDX|RBP|R10|R13|FS|CS|CR2|CR3|DR0|DR3|PKRU|Code|ORIG_RAX|EAX|ESI|DS|note): ?|#PF: |\*pdpt? = |PGD |Oops: |SMP|KASAN: )/,
  /^(?:RDX|RBP|R\d\d|EAX|EDX|ESI|CR0|DR\d)\b/,
  // arm64.
  /^(?:Mem abort info:|Data abort info:|Internal error: | {2}(?:ESR|EC|SET|EA|FSC|ISV|CM|GCS|SSE|SF|Access size) = |pstate: |pc : |lr : |sp : |x\d+ ?: |pmr_save: |swapper pgtable: |user pgtable: |\[[\da-f]{16}\] (?:pgd=|user address|address between))/,
  // arm.
  /^(?:8<--- cut here|\[[\da-f]{8}\] \*pgd|pgd = |PC is at|LR is at|r\d+ ?: |Flags: [nN]|Control: |xPSR: |Register r\d+ information:|Stack: \(0x|[\da-f]{4}: (?: *[\da-f]{8})+|Exception stack)/,
  // riscv.
  /^ ?(?:epc|ra|gp|tp|sp|a\d|s\d+|t\d) ?: |^status: [\da-f]+ badaddr: |^Oops \[#|^Kernel BUG \[#/,
  // powerpc.
  /^(?:Faulting instruction address: |(?:LE|BE) PAGE_SIZE=|NIP:|NIP \[|LR \[|REGS: |MSR: |CFAR: |GPR\d\d: |DAR: |IRQMASK: |--- interrupt: |Thread overran stack)/,
  // s390.
  /^(?:Failing address: |Fault in \w+ space mode|AS:[\da-f]+|Krnl (?:PSW|GPRS|Code)| {10,}(?:R:\d|[\da-f]{12,}|[#*>]?[\da-f]{12,}:)|Last Breaking-Event-Address:|Insn:)/,
  // mips.
  /^(?:\$ ?\d+ +: |Hi {4}: |Lo {4}: |epc {3}: |ra {4}: |Status: [\da-f]|Cause : |BadVA : |PrId {2}: |Stack : |Code:| {7} [\da-f]{8}|\*HwTLS)/,
];

/** True for a line that only stands around a stack trace. */
export function isAround(text: string): boolean {
  return around.some((pattern) => pattern.test(text));
}
