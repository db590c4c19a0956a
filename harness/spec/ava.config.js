// SPDX-License-Identifier: GPL-2.0-only
// How AVA runs spec files in a cell, compiled and beside this file. Processes, not threads, and an exit with the parent:
// with threads a killed run leaves its QEMUs behind. The idle timeout is only a last resort: each spec has its own
// deadline.
import { compareSpecFiles } from "./order.js";

export default {
  files: ["*.spec.js"],
  nodeArguments: ["--enable-source-maps"],
  workerThreads: false,
  concurrency: 1,
  sortTestFiles: compareSpecFiles,
  timeout: "15m",
  require: ["./die-with-parent.js"],
};
