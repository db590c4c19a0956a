// SPDX-License-Identifier: GPL-2.0-only
// Code that no test of a driver can be asked to notice. Petrović and Ivanković ("State of mutation testing at Google",
// ICSE-SEIP 2018) call it arid, and found that mutants of it make people stop reading the report.
import { calledName, meaningfulChildren, statementCall, type Node } from "./syntax.ts";

/** How names end that write to the log: `netdev_dbg`, `dev_err_once`, `e_info`. */
const level =
  /(?:^|_)(?:emerg|alert|crit|err|error|warn|warning|notice|info|v?dbg|debug|log|printk?|msg)(?:_once|_ratelimited|_limited|_cond)*$/i;

/** What writes to a log whatever it is given: extended acks tell people in words what errno tells programs. */
const alwaysLogs = /^(?:(?:GE)?NL_SET_ERR_MSG|DEBUG(?:OUT|FUNC)|print_hex_dump|dump_stack$|trace_)/;

/** What checks that the code is right and does nothing if it is. */
const checks = /^(?:(?:BUILD_|VM_)?BUG|(?:VM_)?WARN)(?:_|$)|^(?:lockdep_|ASSERT_|might_|_?static_assert$)/;

/** Emulated hardware is ready at once: without a delay it does the same. */
const waits =
  /^(?:[mnu]delay|[fmsu]?sleep(?:_range|_range_state|_interruptible)?|[mu]sec_delay|cpu_relax|cond_resched)$/;

/** What orders accesses to memory: an emulated x86 hardly reorders any. */
const orders = /^(?:(?:smp_|dma_|virt_|io_)?[rw]?mb(?:__\w+)?|barrier|(?:net_)?prefetchw?)$/;

/** Declarations that look like calls: `DECLARE_BITMAP(mask, 64);`. */
const declares = /^(?:DECLARE|DEFINE)_|^H?LIST_HEAD$/;

/** Loops that look like calls, where nothing but `;` is their body. */
const loops = /(?:^|_)for_each(?:_|$)/;

/** Whether a call only writes to the log. Nothing in its arguments is worth a mutant either. */
export function isLogging(call: Node): boolean {
  const name = calledName(call);
  if (name === undefined) return false;
  const words = call.childForFieldName("arguments")?.namedChildren ?? [];
  const hasText = words.some(({ type }) => type === "string_literal" || type === "concatenated_string");
  return alwaysLogs.test(name) || (hasText && level.test(name));
}

/** Whether it is worth nothing to remove a call. */
export function isIdle(call: Node): boolean {
  const name = calledName(call);
  // A call without a name is a macro's: guard(mutex)(&lock) declares a variable.
  if (name === undefined) return true;
  return isLogging(call) || [checks, waits, orders, declares, loops].some((pattern) => pattern.test(name));
}

/** Whether all that a statement does is to write to the log: then whether it is reached is not worth a mutant. */
export function isArid(statement: Node): boolean {
  const call = statementCall(statement);
  if (call !== undefined) return !statement.hasError && isLogging(call);
  switch (statement.type) {
    case "compound_statement":
    case "else_clause":
      return meaningfulChildren(statement).every(isArid);
    case "if_statement": {
      const branches = ["consequence", "alternative"].map((name) => statement.childForFieldName(name));
      return branches.every((branch) => branch === null || isArid(branch));
    }
    default:
      return false;
  }
}
