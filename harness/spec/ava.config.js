// SPDX-License-Identifier: GPL-2.0-only
// How AVA runs the specs of a cell, compiled and beside this file. A process, not a thread, and an exit with the parent:
// with threads a killed run leaves its QEMUs behind. The idle timeout is only a last resort: each spec has its own
// deadline.
export default {
  files: ["*.run.js"],
  nodeArguments: ["--enable-source-maps"],
  workerThreads: false,
  concurrency: 1,
  timeout: "15m",
  require: ["./die-with-parent.js"],
};
