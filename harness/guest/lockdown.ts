// SPDX-License-Identifier: GPL-2.0-only
// Lockdown for a spec: there is no way back from it, so the machine is of no use to the next spec file.
import type { Guest } from "./guest.ts";
import { sh } from "./shell.ts";

/**
 * gcov's files, which a kernel that is locked down gives to nobody unless they cannot be written (fs/debugfs/file.c,
 * debugfs_locked_down()). Without them what ran under lockdown would count as not run.
 */
const keepCountsReadable = sh`find /sys/kernel/debug/gcov -name '*.gcda' -exec chmod 0400 {} + 2>/dev/null`;

/**
 * Locks the guest's kernel down to integrity, unless it is: a level that is reached cannot be written again. Modules
 * that are to be counted must have been loaded before.
 */
export async function lockDown(guest: Guest): Promise<void> {
  const file = "/sys/kernel/security/lockdown";
  const mount = sh`{ [ -e ${file} ] || mount -t securityfs securityfs /sys/kernel/security; }`;
  const lock = sh`${mount} && { grep -q '\\[integrity\\]' ${file} || echo integrity > ${file}; }`;
  await guest.$`${keepCountsReadable}; ${lock}`;
}
