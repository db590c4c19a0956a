// SPDX-License-Identifier: GPL-2.0-only
// Colours have names; the dark ones replace the light ones as a whole. Each ink can be read on each ground that it
// stands on: 4.5 to 1 and more, as WCAG 2.2 asks in 1.4.3.

const light = `
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --faint: #57606a; --line: #d8dee4; --soft: #eef1f4; --code: #f3f5f8;
  --link: #0757b8; --edge: #818b98; --shadow: 0 1px 2px #1f232814, 0 4px 14px #1f23280d;
  --pass: #116329; --pass-bg: #d2f0da; --fail: #b0121d; --fail-bg: #fbd6d8; --error: #7d4700; --error-bg: #fbe5bd;
  --miss: #6a1fb4; --miss-bg: #e9dbfb; --skip: #57606a; --skip-bg: #dfe4e9; --done: #07587a; --done-bg: #d0ecf7;
`;
const dark = `
  --page: #0d1117; --card: #161b22; --ink: #e6edf3; --faint: #9ba5b0; --line: #30363d; --soft: #1d232b; --code: #0f141b;
  --link: #6cb0ff; --edge: #6e7681; --shadow: 0 1px 2px #00000066;
  --pass: #5fd480; --pass-bg: #14361f; --fail: #ff938a; --fail-bg: #4a1519; --error: #e9b44f; --error-bg: #3d2b0a;
  --miss: #cba6ff; --miss-bg: #331d52; --skip: #a3adb8; --skip-bg: #2a313a; --done: #6bcdec; --done-bg: #0d3443;
`;
const coloured = ["pass", "fail", "error", "miss", "skip", "done"]
  .map((one) => {
    const name = one.toUpperCase();
    return `.pill.${name}, .sq.${name}, .matrix td.${name} { color: var(--${one}); background-color: var(--${one}-bg) }
.count.${name} { color: var(--${one}) } .card.${name} { border-left-color: var(--${one}) }`;
  })
  .join("\n");
// Dark enough for white words on each hue.
const stages = [
  "fetch 210",
  "patch 330",
  "configure 265",
  "build 222",
  "image 180",
  "boot 150",
  "snapshot 95",
  "specs 28",
]
  .map((entry) => entry.split(" "))
  .map(([name, hue]) => `.s-${name} { --bar: hsl(${hue} 60% 27%) }`)
  .join("\n");

/** Both sets of colours, and what has the colour of an outcome or of a stage. */
export const colours = `
:root { ${light} --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
@media screen and (prefers-color-scheme: dark) { :root { ${dark} } }
${coloured}
.s-other { --bar: hsl(0 0% 32%) }
${stages}
.banner.pass { --tone: var(--pass) } .banner.fail { --tone: var(--fail) } .banner.none { --tone: var(--miss) }
.banner.noop { --tone: var(--done) } .banner.untested { --tone: var(--error) } .banner.conflict { --tone: var(--error) }
`;
