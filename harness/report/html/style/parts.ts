// SPDX-License-Identifier: GPL-2.0-only

/** What the sections below the head are made of. */
export const parts = `
.card { background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); margin: 12px 0; padding: 0 18px; scroll-margin-top: 54px }
.card > summary { cursor: pointer; padding: 11px 0; display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline }
.card > summary::before { content: "▸"; color: var(--faint); width: 0.8em } .card[open] > summary::before { content: "▾" }
.card .cell { color: var(--faint); font-family: var(--mono); font-size: 12.5px } .card em { margin-left: auto; font-style: normal; font-size: 12.5px; color: var(--faint) }
.card > summary .why { flex-basis: 100%; padding-left: 1.7em; font-size: 14px; color: var(--faint) } .card[open] > summary .why { display: none }
.card .body { border-top: 1px solid var(--line); padding: 12px 0 10px } .card.early { padding: 8px 18px 14px }
.reason { margin: 0 0 10px; font-weight: 500; white-space: pre-line } .expected { margin: 4px 0; color: var(--faint) } .also { margin: 0 0 10px; font-size: 13.5px }
.diff .ins { color: var(--pass) } .diff .del { color: var(--fail) } .diff .at { color: var(--faint) } .box + .box { margin-top: 14px }
.evidence { margin: 0 0 10px; padding-left: 20px } .evidence li:first-child { font-weight: 500 }
.log summary { cursor: pointer } .log { margin: 8px 0 }
.facts th { text-align: left; font-weight: 400; color: var(--faint); padding: 2px 18px 2px 0; vertical-align: top } .facts td { font-family: var(--mono); font-size: 12.5px }
.panel { display: none; position: fixed; z-index: 9; top: 0; right: 0; bottom: 0; width: min(780px, 94vw); overflow: auto; background: var(--card); border-left: 1px solid var(--line); box-shadow: -8px 0 40px #00000038; padding: 20px 26px 40px }
.panel:target { display: block } .panel h3 { font-size: 18px; margin-right: 40px } .close { position: absolute; top: 12px; right: 20px; font-size: 28px; line-height: 1; color: var(--faint) } .close:hover { text-decoration: none; color: var(--ink) }
.facing { display: flex; gap: 4px 10px; align-items: baseline; flex-wrap: wrap } .facing .other { margin-left: auto }
.outcomes { margin: 0; padding: 0; list-style: none } .outcomes li { padding: 8px 0; border-top: 1px solid var(--line) } .outcomes .where { font-size: 13px; margin: 4px 0 0; color: var(--faint) }
.timeline { position: relative; margin-top: 10px; background: repeating-linear-gradient(90deg, var(--line) 0 1px, transparent 1px 25%); min-height: 26px }
.bar { position: absolute; height: 22px; border-radius: 4px; background: var(--bar); color: #fff; font-size: 11.5px; line-height: 22px; overflow: hidden; white-space: nowrap } .bar span { padding: 0 6px }
.bar.cached { background: var(--card); color: var(--ink); border: 2px dashed var(--bar); line-height: 18px } .bar.bad { outline: 2px solid var(--fail); outline-offset: -2px }
.axis { position: relative; height: 24px; font-size: 12px; color: var(--faint); border-top: 1px solid var(--line) } .axis span { position: absolute; transform: translateX(-50%); padding-top: 3px; white-space: nowrap } .axis span:first-child { transform: none } .axis span:last-child { transform: translateX(-100%) }
.sums { margin: 14px 0; font-size: 14px } .sums th, .sums td { text-align: left; font-weight: 400; padding: 3px 26px 3px 0; vertical-align: top } .sums thead th { color: var(--faint); font-size: 12.5px }
.boxes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(270px, 100%), 1fr)); gap: 14px } .box { background: var(--card); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); padding: 14px 18px; min-width: 0 } .box.wide { grid-column: 1 / -1 }
.box dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 0 0 10px } .box dt { color: var(--faint) } .box dd { margin: 0 } .box ul, .box ol { margin: 0; padding-left: 20px }
.machines { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(250px, 100%), 1fr)); gap: 8px 20px } .machine { margin: 0 } .machine b { display: block } .machine span { margin-right: 12px }
.hunk summary code { color: var(--faint) } .source { margin: 8px 0 14px; background: var(--code); border: 1px solid var(--line); border-radius: 7px }
.source table { width: 100%; font: 12.5px/1.45 var(--mono); tab-size: 8 } .source td { padding: 0 8px; vertical-align: top; overflow-wrap: normal; white-space: nowrap } .source td.text { width: 100%; white-space: pre-wrap; overflow-wrap: anywhere }
.source .times, .source .ways, .source .number { text-align: right; color: var(--faint) } .source .mark { font-weight: 700 } .source .sign { padding: 0; color: var(--pass) }
.source .ran .mark { color: var(--pass) } .source .part { background: var(--error-bg) } .source .part .mark { color: var(--error) } .source .missed { background: var(--fail-bg) } .source .missed .mark { color: var(--fail) }
.source .part .times, .source .part .ways, .source .part .number, .source .missed .times, .source .missed .ways, .source .missed .number { color: var(--ink) }
.source .why td.text { white-space: normal; color: var(--link); font-family: system-ui, sans-serif }
.measurement { margin: 12px 0 } .measurement svg { display: block; width: 100%; height: 36px } .measurement p { margin: 8px 0 0 } .measurement .scale { display: flex; justify-content: space-between; color: var(--faint); font-size: 12px }
.notes li { margin: 3px 0 }
@media (max-width: 700px) { .panel { width: 100vw } .card { padding: 0 12px } .source td { padding: 0 3px } .source table { tab-size: 2; font-size: 11px } .sums th, .sums td { padding-right: 10px } }
`;
