// SPDX-License-Identifier: GPL-2.0-only
// How AVA runs spec files in a cell. Processes, not threads, and an exit with the parent: with threads a killed run
// leaves its QEMUs behind. The idle timeout is only a last resort: each spec has its own deadline.
import { compareSpecFiles } from "./order.js";

export default {
  files: ["specs/**/*.spec.ts", "harness/testing/specs/**/*.spec.ts"],
  extensions: { ts: "module" },
  nodeArguments: ["--import=tsx"],
  workerThreads: false,
  concurrency: 1,
  sortTestFiles: compareSpecFiles,
  timeout: "15m",
  require: ["./harness/testing/die-with-parent.ts"],
};
