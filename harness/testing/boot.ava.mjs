// SPDX-License-Identifier: GPL-2.0-only
// AVA for the tests that boot real machines: one file at a time (they need the CPUs), and time for a kernel build.
export default {
  files: ["harness/testing/*.boot.ts"],
  extensions: { ts: "module" },
  nodeArguments: ["--import=tsx"],
  workerThreads: false,
  concurrency: 1,
  timeout: "40m",
  require: ["./harness/host/die-with-parent.ts"],
};
