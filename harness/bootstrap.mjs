// SPDX-License-Identifier: GPL-2.0-only
// What npm runs. Plain JavaScript without a dependency, because it is what installs them: `lab …` and `test …` work
// in a fresh clone that has seen no `npm ci`. The lab is then loaded into this very process: Node cannot exec, and a
// second process would have to pass on every signal and would cost another start.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const self = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(self), "..");
const lockFile = path.join(root, "package-lock.json");

/** Ends with the lab's own exit code for "the lab itself failed". */
function fail(message) {
  console.error(message);
  process.exit(3);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`msixlab needs Node 20.19 or newer; this is ${process.versions.node} (${process.execPath}).`);
}

/** True for a package that npm leaves out on this machine: a binary for another system. */
function foreign(entry) {
  if (!entry.optional) return false;
  const excluded = (list, here) => list !== undefined && !list.includes(here);
  return excluded(entry.os, process.platform) || excluded(entry.cpu, process.arch) || entry.libc !== undefined;
}

/**
 * True if node_modules holds what package-lock.json asks for. npm writes node_modules/.package-lock.json when it is
 * done and `npm ci` begins by removing it, so an interrupted installation never looks complete.
 */
function installed() {
  try {
    const { packages: wanted } = JSON.parse(readFileSync(lockFile, "utf8"));
    const { packages: found } = JSON.parse(readFileSync(path.join(root, "node_modules/.package-lock.json"), "utf8"));
    return Object.entries(wanted).every(
      ([name, entry]) =>
        name === "" ||
        foreign(entry) ||
        (found[name]?.version === entry.version && found[name]?.integrity === entry.integrity),
    );
  } catch {
    return false;
  }
}

/**
 * Installs under a lock on package-lock.json, which npm ci never replaces: of two at once, the second finds the work
 * done. flock -F keeps the lock in the process that waits for npm, so it is held until npm has really ended. A signal
 * ends all of it within three seconds: timeout(1) passes it on to the group, and kills what is left.
 */
async function ensureInstalled() {
  if (installed()) return;
  const group = ["--pdeathsig", "TERM", "--", "timeout", "--kill-after=2", "0"];
  const argv = [...group, "flock", "-F", lockFile, process.execPath, self, "install"];
  const child = spawn("setpriv", argv, { cwd: root, stdio: ["ignore", 2, 2] });
  let ended;
  const end = (_, number) => {
    ended = 128 + number;
    child.kill("SIGTERM");
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, end);
  const code = await new Promise((resolve) => {
    child.on("error", (error) => fail(`Cannot run setpriv: ${error.message}. It and flock are part of util-linux.`));
    child.on("close", resolve);
  });
  for (const signal of signals) process.off(signal, end);
  if (ended !== undefined) process.exit(ended);
  if (code !== 0) process.exit(3);
}

/** Runs npm ci and waits for it, whatever signal comes: an npm that is told to stop still rolls back. */
function install() {
  if (installed()) return;
  console.error("msixlab: installing npm dependencies as package-lock.json says (npm ci) …");
  const npm = process.env.npm_execpath?.endsWith("npm-cli.js") ? [process.execPath, process.env.npm_execpath] : ["npm"];
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn("setpriv", ["--pdeathsig", "TERM", "--", ...npm, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill("SIGTERM"));
  child.on("error", (error) => fail(`Cannot run npm: ${error.message}`));
  child.on("close", (code, signal) => {
    if (code === 0) return;
    fail(
      `${said}msixlab: npm ci ${signal === null ? "failed" : `was ended by ${signal}`}; the next run starts it afresh.`,
    );
  });
}

/** Installs what is missing; then the lab. */
async function lab(args) {
  await ensureInstalled();
  const { start } = await import("./start.mjs");
  await start(args);
}

requireNode();
const [what, ...args] = process.argv.slice(2);
if (what === "install") install();
else if (what === "lab") await lab(args);
else if (what === "test") await lab(["test", ...args]);
else fail("usage: node harness/bootstrap.mjs lab|test …");
