// SPDX-License-Identifier: GPL-2.0-only
// Debian's Chromium, driven by playwright-core, which brings no browser of its own.
import { createRequire } from "node:module";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

/** Where Debian's package puts it. */
export const executable = "/usr/bin/chromium";

const args = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // A key that is pressed while another is still scrolling is lost.
  "--disable-smooth-scrolling",
];
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Starts the browser with an empty profile. It ends with whoever started it: its pipe closes. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args });
}

interface Viewport {
  readonly width: number;
  readonly scheme?: "light" | "dark";
  readonly script?: boolean;
}

/** Opens a page's text in a window of its own, which takes nothing from a network. */
export async function openPage(
  browser: Browser,
  html: string,
  { width, scheme = "light", script = true }: Viewport,
): Promise<Page> {
  const viewport = { width, height: 900 };
  const context = await browser.newContext({ viewport, colorScheme: scheme, javaScriptEnabled: script, offline: true });
  const page = await context.newPage();
  await page.addInitScript({ path: path.join(import.meta.dirname, "in-page.js") });
  // A page that is set and not loaded has no address: its links to itself lead nowhere.
  await page.route("http://lab.test/", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("http://lab.test/", { waitUntil: "load", timeout: 60_000 });
  return page;
}

/** What axe has to say against a page as it stands: a line for each rule that is broken. */
export async function axeFaults(page: Page, exclude: readonly string[] = []): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate<{
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
  }>(
    `axe.run({ include: [["html"]], exclude: ${JSON.stringify(exclude.map((one) => [one]))} }, { resultTypes: ["violations"] })`,
  );
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}, ${nodes.length} times: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary ?? ""}`,
  );
}
