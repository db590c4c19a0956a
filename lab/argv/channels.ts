// SPDX-License-Identifier: GPL-2.0-only
// The ways to a machine that need neither its kernel nor its network.

/** The file descriptor on which QEMU finds its end of the QMP socket: a socketpair, so no path and no port. */
export const qmpFd = 3;

/** The serial console: on QEMU's stdout as a stream, and kept in a file by QEMU itself. */
export function consoleArgs(log: string): string[] {
  return [
    ...["-chardev", `stdio,id=console,mux=off,signal=off,logfile=${log.replaceAll(",", ",,")}`],
    ...["-serial", "chardev:console"],
  ];
}

/** QMP on an inherited unix socket. */
export function monitorArgs(): string[] {
  return ["-chardev", `socket,id=qmp,fd=${qmpFd}`, "-mon", "chardev=qmp,mode=control"];
}
