// SPDX-License-Identifier: GPL-2.0-only
// Every page at the widths of a telephone, half a screen, a screen and a large one, and on paper, in a real browser.
import test, { type ExecutionContext } from "ava";
import type { Browser, Page } from "playwright-core";
import { hostLoad } from "../../host/deadline.ts";
import { findCommand } from "../../host/find.ts";
import { isSet } from "../../setup/policy.ts";
import { axeFaults, executable, openPage, startBrowser } from "./browser.ts";
import { large, names, renderOnce } from "./shapes.ts";

const widths = [400, 800, 1400, 2560];
/** A4 without the margins of 12 mm, at the 96 pixels an inch of CSS. */
const paper = { portrait: 703, landscape: 1032 };

const there = findCommand(executable) !== undefined || isSet(process.env["CI"]);
let browser: Browser;

if (there) {
  test.before(async () => {
    browser = await startBrowser();
  });
  test.after.always(() => browser?.close());
}

/** A test that opens a page; skipped, and saying so, where there is no browser. */
function inBrowser(title: string, body: (t: ExecutionContext) => Promise<void>): void {
  if (there) test.serial(title, body);
  else test.skip(`${title}: ${executable} is not there (package chromium)`, () => undefined);
}

const unreachable = (page: Page, onPaper = false): Promise<string[]> =>
  page.evaluate(`reach.unreachable(${String(onPaper)})`);

test("a full run is no larger than a mailbox takes, with three times as many specs too", async (t) => {
  t.true(Buffer.byteLength(await renderOnce("profile full")) < 3e6);
  t.true(Buffer.byteLength(await renderOnce("profile full, three times as many specs")) < 8e6);
  t.true(Buffer.byteLength(await renderOnce("profile full, all of it broken")) < 20e6);
});

/** As it opens everything is there that is shown unfolded as well: of the largest pages that is enough, in two widths. */
const looks = (name: string): [state: string, widths: readonly number[]][] =>
  large.includes(name)
    ? [["unfolded", [400, 1400]]]
    : [
        ["as it opens", widths],
        ["unfolded", widths],
      ];

for (const name of names)
  inBrowser(`${name}: no text out of reach, on a screen or on paper`, async (t) => {
    const page = await openPage(browser, await renderOnce(name), { width: 1400 });
    for (const [state, those] of looks(name)) {
      if (state === "unfolded") await page.evaluate("reach.unfold()");
      for (const width of those) {
        await page.setViewportSize({ width, height: 900 });
        t.deepEqual(await unreachable(page), [], `${state}, ${width} pixels`);
        t.deepEqual(
          await page.evaluate("reach.mute()"),
          [],
          `${state}, ${width} pixels: scrolls and cannot be focused`,
        );
      }
    }
    await page.emulateMedia({ media: "print" });
    for (const [way, width] of Object.entries(paper)) {
      await page.setViewportSize({ width, height: 900 });
      t.deepEqual(await unreachable(page, true), [], `on paper, ${way}`);
    }
    await page.context().close();
  });

// What repeats is looked at once: axe takes a minute for ten thousand squares that are alike.
const alike = [".matrix tbody:nth-of-type(n+9)"];

for (const scheme of ["light", "dark"] as const)
  for (const name of [
    "profile quick",
    "profile full",
    "long names and reasons",
    "no results",
    "bisect.html",
    "mutants.html",
    "census.html",
  ])
    inBrowser(`${name}: axe finds nothing, ${scheme}`, async (t) => {
      const page = await openPage(browser, await renderOnce(name), { width: scheme === "light" ? 1400 : 400, scheme });
      await page.evaluate("reach.unfold()");
      t.deepEqual(await axeFaults(page, alike), []);
      await page.context().close();
    });

/** Waits for the focus, which the page moves after it has heard of the new address. @throws after some seconds, naming it. */
async function focusOn(page: Page, selector: string): Promise<void> {
  const isThere = `document.activeElement.matches(${JSON.stringify(selector)})`;
  await page.waitForFunction(isThere, undefined, { timeout: 10_000 * hostLoad() }).catch((cause: unknown) => {
    throw new Error(`the focus did not move to ${selector}`, { cause });
  });
}

inBrowser("panels: axe finds nothing, no text out of reach, Escape gives the focus back", async (t) => {
  const page = await openPage(browser, await renderOnce("long names and reasons"), { width: 400 });
  const links = [".matrix .spec.says th a", ".matrix .FAIL a", ".matrix .side a"];
  for (const link of links) {
    await page.locator(link).first().focus();
    await page.keyboard.press("Enter");
    await focusOn(page, ".panel:target");
    t.deepEqual(await axeFaults(page, alike), [], link);
    t.deepEqual(await unreachable(page), [], link);
    await page.keyboard.press("Escape");
    await focusOn(page, link);
  }
  await page.context().close();
});

inBrowser("the matrix: arrow keys reach its last column and row, and head and first column stay", async (t) => {
  const page = await openPage(browser, await renderOnce("profile full"), { width: 400 });
  const region = page.getByRole("region", { name: "matrix of specs and machines" });
  await region.focus();
  for (const [key, way] of [
    ["ArrowRight", "scrollLeft"],
    ["ArrowDown", "scrollTop"],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForFunction(`document.activeElement.${way} > 0`);
  }
  await region.evaluate((one: { scrollTo(x: number, y: number): void }) => one.scrollTo(1e6, 1e6));
  const box = async (selector: string) => {
    const found = await region.locator(selector).last().boundingBox();
    if (found === null) throw new Error(`${selector} is not shown`);
    return found;
  };
  const outer = await region.boundingBox();
  const square = await box("tbody:last-child tr.family td");
  const [head, first, device] = [
    await box(".side"),
    await box("tbody:last-child tr.family th"),
    await box(".device b"),
  ];
  if (outer === null) throw new Error("the matrix is not shown");
  t.true(square.x + square.width <= outer.x + outer.width + 1, "the last column is in sight");
  t.true(square.y + square.height <= outer.y + outer.height + 1, "the last row is in sight");
  t.true(head.y >= outer.y && head.y + head.height < square.y, "the head is in sight");
  t.true(first.x >= outer.x && first.x + first.width <= square.x, "the first column is in sight");
  t.true(first.width < outer.width / 2, "the first column leaves room for others");
  t.true(device.y >= outer.y, "the device is in sight");
  await page.context().close();
});

inBrowser(
  "without its script the page says all: families unfold by a key, nothing is offered that does not work",
  async (t) => {
    const page = await openPage(browser, await renderOnce("profile quick"), { width: 800, script: false });
    const rows = page.locator("tr.spec:visible");
    const before = await rows.count();
    await page.locator("tbody:not(:has(.says)) .fold").first().focus();
    await page.keyboard.press("Space");
    t.true((await rows.count()) > before);
    t.is(await page.locator("form.filter:visible").count(), 0);
    await page.context().close();
  },
);

inBrowser("the filter shows what fits, also in folded families, and unfolds all", async (t) => {
  const page = await openPage(browser, await renderOnce("profile full"), { width: 1400 });
  const rows = page.locator("tr.spec:visible");
  await page.keyboard.press("/");
  await page.keyboard.type("bind: ");
  await page.waitForFunction('document.getElementById("shown").textContent !== ""');
  const found = await page.locator("#shown").textContent();
  t.is(String(await rows.count()), found?.split(" ")[0] ?? "nothing");
  await page.locator("#filter").fill("");
  await page.getByRole("button", { name: "unfold all" }).click();
  t.is(await rows.count(), await page.locator("tr.spec").count());
  await page.context().close();
});
