// SPDX-License-Identifier: GPL-2.0-only
// The bootstrap in a checkout of its own, with the real npm and tsx, and a lab that only says what it is given.
import test, { type ExecutionContext } from "ava";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hostLoad } from "../host/deadline.ts";
import { root } from "../host/paths.ts";

const lab = `
import { spawn } from "node:child_process";
const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", "sleep", "600"]);
console.log(JSON.stringify({ pids: [process.pid, child.pid], args: process.argv.slice(2) }));
if (process.argv.includes("end")) { child.kill(); process.exitCode = 7; }
`;
/** Writes down that it ran, and finishes as npm does: with its own lock file as the last thing. */
const npm = `
const fs = require("fs");
fs.appendFileSync("npm.log", process.argv.slice(2).join(" ") + "\\n");
setTimeout(() => {
  fs.writeFileSync("node_modules/.package-lock.json", fs.readFileSync("package-lock.json"));
}, 500);
`;
const locked = { packages: { "": {}, "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } } };

async function checkout(t: ExecutionContext, hidden?: object): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "msixlab-bootstrap-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const { scripts } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as { scripts: object };
  await mkdir(path.join(folder, "harness/cli"), { recursive: true });
  await mkdir(path.join(folder, "node_modules"));
  await mkdir(path.join(folder, "npm"));
  for (const name of ["bootstrap.mjs", "start.mjs", "resolve.mjs"])
    await cp(path.join(root, "harness", name), path.join(folder, "harness", name));
  await symlink(path.join(root, "node_modules/tsx"), path.join(folder, "node_modules/tsx"));
  const files: Record<string, string> = {
    "harness/cli/main.ts": lab,
    "package.json": JSON.stringify({ name: "x", type: "module", scripts }),
    "package-lock.json": JSON.stringify(locked),
    // CommonJS, whatever the folder's own package.json says.
    "npm/package.json": "{}",
    "npm/npm-cli.js": npm,
  };
  if (hidden !== undefined) files["node_modules/.package-lock.json"] = JSON.stringify(hidden);
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}

interface Said {
  readonly pids: readonly number[];
  readonly args: readonly string[];
}

/** Waits for the line in which the lab says what it is. */
async function said(child: ChildProcess): Promise<Said> {
  let text = "";
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    const line = /^\{.*\}$/m.exec(text)?.[0];
    if (line !== undefined) return JSON.parse(line) as Said;
  }
  throw new Error(`the lab said nothing: ${text}`);
}

/** What a child says on standard error up to what is waited for. */
async function saidOnError(child: ChildProcess, wanted: RegExp): Promise<string> {
  let text = "";
  for await (const chunk of child.stderr!) {
    text += String(chunk);
    if (wanted.test(text)) return text;
  }
  throw new Error(`it did not say ${wanted}: ${text}`);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<boolean> {
  for (let i = 0; i < 100 && pids.some(alive); i++) await delay(50);
  return !pids.some(alive);
}

test("SIGKILL of npm ends the lab and all under it", async (t) => {
  const npmRun = spawn("npm", ["run", "lab", "--", "run", "a b"], { cwd: await checkout(t, locked) });
  const { pids, args } = await said(npmRun);
  t.deepEqual(args, ["run", "a b"]);
  t.true(pids.every(alive));
  npmRun.kill("SIGKILL");
  t.true(await gone(pids));
});

test("SIGTERM of npm reaches the lab", async (t) => {
  const npmRun = spawn("npm", ["run", "lab"], { cwd: await checkout(t, locked) });
  const { pids } = await said(npmRun);
  npmRun.kill("SIGTERM");
  const [code, signal] = (await once(npmRun, "exit")) as [number | null, string | null];
  t.true(signal === "SIGTERM" || code === 143);
  t.true(await gone(pids));
});

function bootstrap(t: ExecutionContext, folder: string, args: readonly string[]): ChildProcess {
  const env = { ...process.env, npm_execpath: path.join(folder, "npm/npm-cli.js") };
  const child = spawn(process.execPath, ["harness/bootstrap.mjs", ...args], { cwd: folder, env });
  t.teardown(() => child.kill("SIGKILL"));
  return child;
}

test("`test` is a verb, and the lab's exit code is kept", async (t) => {
  const child = bootstrap(t, await checkout(t, locked), ["test", "end"]);
  const exit = once(child, "exit");
  t.deepEqual((await said(child)).args, ["test", "end"]);
  t.deepEqual(await exit, [7, null]);
});

test("two at once in a fresh clone: npm ci runs once", async (t) => {
  const folder = await checkout(t);
  const children = [1, 2].map(() => bootstrap(t, folder, ["lab", "end"]));
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0] as number));
  t.deepEqual(codes, [7, 7]);
  const ran = await readFile(path.join(folder, "npm.log"), "utf8");
  t.is(ran, "ci --ignore-scripts --no-audit --no-fund --loglevel=error\n");
});

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  test(`${signal} while npm installs ends the lab and npm, and the next run installs`, async (t) => {
    const folder = await checkout(t);
    const working = path.join(folder, "npm/npm-cli.js");
    // As deaf as npm can be: it says when it is at work, and does not end of itself.
    await writeFile(
      working,
      `process.on("SIGTERM", () => {}); console.error(process.pid); setInterval(() => {}, 1000);`,
    );
    const child = bootstrap(t, folder, ["lab", "end"]);
    const pid = Number(/^\d+$/m.exec(await saidOnError(child, /^\d+\n/m))?.[0]);
    const started = performance.now();
    child.kill(signal);
    const [ended] = (await once(child, "exit")) as [number];
    const took = performance.now() - started;
    t.is(ended, code);
    t.true(took < 3000 * hostLoad(), `it took ${took} ms`);
    t.true(await gone([pid]));
    await writeFile(working, npm);
    t.is(((await once(bootstrap(t, folder, ["lab", "end"]), "exit")) as [number])[0], 7);
  });

test("an old or half-made installation is made again", async (t) => {
  const folder = await checkout(t, { packages: { "node_modules/a": { version: "0.9.0", integrity: "sha512-a" } } });
  const [code] = (await once(bootstrap(t, folder, ["lab", "end"]), "exit")) as [number];
  t.is(code, 7);
  t.true((await readFile(path.join(folder, "npm.log"), "utf8")).startsWith("ci "));
});
