// SPDX-License-Identifier: GPL-2.0-only
// The page's only style sheet. Colours have names; the dark ones replace the light ones as a whole.

const light = `
  --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --faint: #656d76; --line: #d8dee4; --soft: #eef1f4; --code: #f3f5f8;
  --link: #0757b8; --shadow: 0 1px 2px #1f232814, 0 4px 14px #1f23280d;
  --pass: #1a7f37; --pass-bg: #d2f0da; --fail: #c01c28; --fail-bg: #fbd6d8; --error: #9a5b00; --error-bg: #fbe5bd;
  --miss: #7a2fc0; --miss-bg: #e9dbfb; --skip: #7d8590; --skip-bg: #e8ebef; --done: #0a6a8f; --done-bg: #d0ecf7;
`;
const dark = `
  --page: #0d1117; --card: #161b22; --ink: #e6edf3; --faint: #8d96a0; --line: #30363d; --soft: #1d232b; --code: #0f141b;
  --link: #58a6ff; --shadow: 0 1px 2px #00000066;
  --pass: #4ac26b; --pass-bg: #14361f; --fail: #ff7b72; --fail-bg: #4a1519; --error: #e3a93c; --error-bg: #3d2b0a;
  --miss: #c297ff; --miss-bg: #331d52; --skip: #8d96a0; --skip-bg: #21262d; --done: #56c4e8; --done-bg: #0d3443;
`;
const outcomes = ["pass", "fail", "error", "miss", "skip", "done"];
const coloured = outcomes
  .map((one) => {
    const name = one.toUpperCase();
    return `.pill.${name}, .sq.${name} { color: var(--${one}); background: var(--${one}-bg) } .count.${name} { color: var(--${one}) }
    .card.${name} { border-left-color: var(--${one}) }`;
  })
  .join("\n");
const stageColours = [
  "fetch 210",
  "patch 330",
  "configure 265",
  "build 222",
  "image 180",
  "boot 150",
  "snapshot 95",
  "specs 28",
  "other 0",
]
  .map((entry) => entry.split(" "))
  .map(([name, hue]) => `.s-${name} { --bar: hsl(${hue} ${name === "other" ? 0 : 55}% 46%) }`)
  .join("\n");

/** Inlined in the head. */
export const style = `
:root { ${light} --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { ${dark} } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
code, pre, .mono { font-family: var(--mono); font-size: 12.5px }
small, .faint { color: var(--faint) }
.inside, main { max-width: 1240px; margin: 0 auto; padding: 0 28px }
.banner { border-top: 6px solid var(--tone); background: var(--card); padding: 22px 0 10px }
.banner.pass { --tone: var(--pass) } .banner.fail { --tone: var(--fail) } .banner.none { --tone: var(--miss) } .banner.noop { --tone: var(--done) } .banner.conflict { --tone: var(--error) }
.what { margin: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--faint); font-size: 13.5px }
.what .lab { font-weight: 700; color: var(--ink) }
h1 { font-size: 25px; line-height: 1.35; font-weight: 650; margin: 12px 0 4px; text-wrap: pretty }
.lead { font-size: 16px; margin: 0 0 16px; max-width: 62em; text-wrap: pretty }
h1 .word { display: inline-block; color: var(--card); background: var(--tone); border-radius: 7px; padding: 1px 12px 2px; margin-right: 6px; font-weight: 700; text-transform: uppercase; font-size: 19px; vertical-align: 1px }
h2 { font-size: 19px; margin: 38px 0 12px } h3 { font-size: 15px; margin: 0 0 8px }
.tiles { list-style: none; display: flex; flex-wrap: wrap; gap: 10px; margin: 0 0 14px; padding: 0 }
.tile { background: var(--soft); border-radius: 9px; padding: 8px 16px; display: flex; align-items: baseline; gap: 8px }
.tile b { font-size: 24px; line-height: 1.2 } .tile span { color: var(--faint) }
.tile.regressions b, .tile.failures b { color: var(--fail) } .tile.fixes b, .tile.newPasses b { color: var(--pass) }
.tile.flaky b, .tile.passesNow b { color: var(--error) } .tile.unknown b { color: var(--miss) } .tile.lost b { color: var(--error) } .tile.zero b { color: var(--pass) }
.counts { display: grid; grid-template-columns: max-content 1fr; gap: 6px 14px; margin: 0 0 14px } .counts dd { margin: 0; display: flex; flex-wrap: wrap; gap: 6px }
.pill { display: inline-block; border-radius: 20px; padding: 0 10px; font-size: 12.5px; font-weight: 600; line-height: 22px; white-space: nowrap }
nav { position: sticky; top: 0; z-index: 5; background: var(--card); border-top: 1px solid var(--line); box-shadow: var(--shadow) } nav .inside { display: flex; flex-wrap: wrap; gap: 4px 28px; padding-top: 9px; padding-bottom: 9px } nav small { margin-left: 2px }
section { scroll-margin-top: 44px }
.copy { display: flex; align-items: flex-start; gap: 10px; background: var(--code); border: 1px solid var(--line); border-radius: 7px; padding: 6px 8px 6px 12px; margin: 8px 0 }
.copy code { flex: 1; overflow-wrap: anywhere; white-space: pre-wrap } .copy .label { color: var(--faint); font-size: 12.5px; min-width: 3em }
.copy button { font: inherit; font-size: 12px; color: var(--link); background: var(--card); border: 1px solid var(--line); border-radius: 5px; padding: 0 9px; cursor: pointer }
.card { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); margin: 12px 0; padding: 0 18px }
.card > summary { cursor: pointer; padding: 11px 0; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; list-style-position: inside }
.card .cell { color: var(--faint); font-family: var(--mono); font-size: 12.5px } .card em { margin-left: auto; font-style: normal; font-size: 12.5px; color: var(--faint) }
.card .body { border-top: 1px solid var(--line); padding: 12px 0 10px } .card.early { padding: 8px 18px 14px }
.reason { margin: 0 0 10px; font-weight: 500 } .expected { margin: 4px 0; color: var(--faint) }
.diff .ins { color: var(--pass) } .diff .del { color: var(--fail) } .diff .at { color: var(--faint) } .box + .box { margin-top: 14px }
.evidence { margin: 0 0 10px; padding-left: 20px } .evidence li:first-child { font-weight: 500 }
.empty { color: var(--faint) }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 7px; padding: 10px 12px; margin: 8px 0; overflow: auto; max-height: 420px; line-height: 1.45 }
.log summary { cursor: pointer; overflow-wrap: anywhere } .log { margin: 8px 0 }
table { border-collapse: collapse } .facts th { text-align: left; font-weight: 400; color: var(--faint); padding: 2px 18px 2px 0 } .facts td { font-family: var(--mono); font-size: 12.5px }
.filter { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; margin-bottom: 12px }
.filter input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: 5px 12px; width: 240px }
.filter label { border: 1px solid var(--line); background: var(--card); border-radius: 20px; padding: 3px 13px; font-size: 13px; cursor: pointer } .filter label input { position: absolute; opacity: 0 }
.filter label:has(:checked) { background: var(--link); border-color: var(--link); color: var(--card) } .filter label:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px }
.filter output { color: var(--faint); font-size: 13px }
.scroll { background: var(--card); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); overflow: clip } @media (max-width: 1000px) { .scroll { overflow: auto } .matrix thead > tr > * { position: static !important } }
.matrix { width: 100%; font-size: 14px } .matrix thead > tr > * { position: sticky; top: 42px; background: var(--card); z-index: 2; padding: 10px 12px 8px; box-shadow: 0 1px 0 var(--line) }
.matrix thead th { font-weight: 400; text-align: center } .matrix thead b { display: block } .matrix .iommu { display: block; color: var(--faint); font-size: 12.5px }
.matrix .sides { display: flex; justify-content: center; gap: 4px; font-size: 11px } .matrix .sides > * { width: 46px }
.legend { font-size: 12px; color: var(--faint); margin: 0 0 10px } .legend > span { white-space: nowrap; margin-right: 12px; display: inline-block }
.family th { text-align: left; background: var(--soft); padding: 5px 14px; font-size: 13.5px } .family small { margin-left: 12px; font-weight: 400 } .count { margin-right: 9px }
.spec th { text-align: left; font-weight: 400; padding: 3px 14px } .spec td { text-align: center; white-space: nowrap; padding: 2px 8px } .spec:hover { background: var(--soft) }
.sq { display: inline-block; width: 42px; height: 22px; line-height: 22px; margin: 0 3px; border-radius: 5px; text-align: center; font-weight: 700; font-style: normal; font-size: 13px }
.sq.small { width: 22px; height: 18px; line-height: 18px; font-size: 11px } a.sq:hover { text-decoration: none; filter: brightness(0.94) } .sq.absent { background: none }
.sq.regressions, .sq.failures { background: var(--fail); color: var(--card) } .sq.regressions { box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--fail) } .sq.open, .sq:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.panel { display: none; position: fixed; z-index: 9; top: 0; right: 0; bottom: 0; width: min(780px, 94vw); overflow: auto; background: var(--card); border-left: 1px solid var(--line); box-shadow: -8px 0 40px #00000038; padding: 20px 26px 40px }
.panel:target { display: block } .panel h3 { font-size: 18px; margin-right: 40px } .close { position: absolute; top: 12px; right: 20px; font-size: 28px; line-height: 1; color: var(--faint) } .close:hover { text-decoration: none; color: var(--ink) }
.facing { display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap } .facing .other { margin-left: auto }
.timeline { position: relative; margin-top: 10px; background: repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px 25%); min-height: 26px }
.bar { position: absolute; height: 22px; border-radius: 4px; background: var(--bar); color: #fff; font-size: 11.5px; line-height: 22px; overflow: hidden; white-space: nowrap } .bar span { padding: 0 6px }
.bar.cached { background: repeating-linear-gradient(135deg, var(--bar) 0 5px, color-mix(in srgb, var(--bar) 55%, var(--card)) 5px 10px) } .bar.bad { outline: 2px solid var(--fail); outline-offset: -2px }
.axis { position: relative; height: 24px; font-size: 12px; color: var(--faint); border-top: 1px solid var(--line) } .axis span { position: absolute; transform: translateX(-50%); padding-top: 3px; white-space: nowrap } .axis span:first-child { transform: none } .axis span:last-child { transform: translateX(-100%) }
.sums { margin-top: 14px; font-size: 14px } .sums th, .sums td { text-align: left; font-weight: 400; padding: 3px 26px 3px 0 } .sums thead th { color: var(--faint); font-size: 12.5px }
.boxes { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 14px } .box { background: var(--card); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); padding: 14px 18px; overflow-wrap: anywhere }
.box dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 10px } .box dt { color: var(--faint) } .box dd { margin: 0 } .machine { margin: 0 0 8px; display: grid; grid-template-columns: 1fr 1fr; gap: 0 12px } .machine b { grid-column: 1 / -1 } .box ul, .box ol { margin: 0; padding-left: 20px }
.hunk summary code { color: var(--faint) } .source { overflow: auto; margin: 8px 0 14px; background: var(--code); border: 1px solid var(--line); border-radius: 7px }
.source table { width: 100%; font: 12.5px/1.45 var(--mono); tab-size: 8 } .source td { padding: 0 8px; white-space: pre; vertical-align: top } .source .text { width: 100% }
.source .times, .source .ways, .source .number { text-align: right; color: var(--faint) } .source .mark { font-weight: 700 } .source .sign { padding: 0; color: var(--pass) }
.source .ran .mark { color: var(--pass) } .source .part { background: var(--error-bg) } .source .part .mark { color: var(--error) } .source .missed { background: var(--fail-bg) } .source .missed .mark { color: var(--fail) }
.source .why td { white-space: normal; color: var(--link); font-family: system-ui, sans-serif }
main { padding-bottom: 80px } .notes li { margin: 3px 0 }
${coloured}
.sq.regressions, .sq.failures { background: var(--fail); color: var(--card) }
${stageColours}
@media (max-width: 700px) { .inside, main { padding: 0 14px } .panel { width: 100vw } }
@media print { .panel, .filter, nav, .copy button { display: none } .scroll { max-height: none } }
`;
