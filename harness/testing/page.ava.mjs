// SPDX-License-Identifier: GPL-2.0-only
// AVA for the tests that open the lab's pages in a browser: one process, so that it starts once.
export default {
  files: ["harness/testing/page/*.page.ts"],
  extensions: { ts: "module" },
  nodeArguments: ["--import=tsx"],
  workerThreads: false,
  timeout: "5m",
  require: ["./harness/host/die-with-parent.ts"],
};
