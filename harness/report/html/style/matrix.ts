// SPDX-License-Identifier: GPL-2.0-only

/**
 * The matrix: as wide as the window lets it, and beyond that it scrolls in itself. Its head and its first column stay:
 * whoever is in the middle of it sees which spec and which machine that is.
 */
export const matrix = `
.filter { display: flex; flex-wrap: wrap; gap: 8px 10px; align-items: center; margin-bottom: 12px }
.filter input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: 7px; padding: 5px 12px; width: 240px } .filter ::placeholder { color: var(--faint) }
.filter label { border: 1px solid var(--edge); background: var(--card); border-radius: 20px; padding: 3px 13px; font-size: 13px; cursor: pointer } .filter label input { position: absolute; opacity: 0 }
.filter label:has(:checked) { background: var(--link); border-color: var(--link); color: var(--card) } .filter label:has(:focus-visible) { outline: 2px solid var(--link); outline-offset: 2px }
.filter button { font-size: 13px; padding: 3px 13px; border-radius: 20px } .filter output { color: var(--faint); font-size: 13px }
.legend { font-size: 12px; color: var(--faint); margin: 0 0 10px } .legend > span { white-space: nowrap; margin-right: 12px; display: inline-block }
.sq { display: inline-block; width: 22px; height: 18px; line-height: 18px; border-radius: 4px; text-align: center; font-weight: 700; font-style: normal; font-size: 11px }
main > .grid { max-width: none } .grid > * { max-width: 1184px; margin-left: auto; margin-right: auto }
.grid > .scroll { width: fit-content; min-width: min(1184px, 100%); max-width: 100%; max-height: calc(100vh - 56px) }
.matrix { --first: 330px; border-collapse: separate; border-spacing: 0; font-size: 14px }
.matrix th { font-weight: 400; text-align: left } .matrix td, .matrix thead th { padding: 0 }
.matrix thead { position: sticky; top: 0; z-index: 3 } .matrix thead th { background: var(--card); vertical-align: bottom }
.matrix thead tr:last-child > *, .matrix .corner { box-shadow: 0 1px 0 var(--line) }
.matrix .corner { position: sticky; left: 0; z-index: 2; background: var(--card); width: var(--first); min-width: var(--first); padding: 8px 14px !important; font-size: 12.5px; color: var(--faint); vertical-align: bottom }
.matrix .device { padding: 8px 0 2px 7px; border-left: 1px solid var(--line); white-space: nowrap } .matrix .device b { padding-right: 8px; position: sticky; left: calc(var(--first) + 7px) } .matrix .device b + b { font-weight: 400; color: var(--faint) }
.matrix .tall { white-space: nowrap; text-align: center; line-height: 1.15; font-size: 13px } .matrix .tall > * { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; padding: 4px 0 } .matrix .tall.side { font-size: 11.5px }
.matrix tbody th { position: sticky; left: 0; z-index: 1; background: var(--card); width: var(--first); min-width: var(--first); max-width: var(--first); padding: 3px 14px }
.matrix tbody td { min-width: 24px; height: 24px; text-align: center; font-weight: 700; font-size: 13px; border: 1px solid var(--card); border-radius: 5px; background-clip: padding-box } .matrix tbody td a { display: block; color: inherit; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2px }
.matrix.two tbody td:nth-child(2n), .matrix.two .side:nth-child(2n+1) { border-left: 7px solid var(--card); min-width: 30px } .matrix.one tbody td { min-width: 28px }
.matrix tbody td.SKIP { background: none; font-weight: 400 }
.matrix tr:hover > th { background: var(--soft) }
.matrix .spec th { padding-left: 32px } .spec th a { color: inherit } .spec th a:hover { color: var(--link) }
.family th, .family td { border-top-color: var(--line) } .family th { border-top: 1px solid var(--line); font-size: 13.5px } .family label { cursor: pointer; font-weight: 600; margin-right: 10px } .family small { font-weight: 400 } .family th > small { white-space: nowrap } .count { margin-right: 9px; white-space: nowrap }
.fold { appearance: none; width: 12px; margin: 0 6px 0 0; font: inherit } .fold::before { content: "▸"; color: var(--faint) } .fold:checked::before { content: "▾" }
.matrix:not(.searching) tbody:not(:has(.fold:checked)) tr.spec:not(.says) { display: none }
.matrix tbody td.regressions, .matrix tbody td.failures, .sq.regressions, .sq.failures { background-color: var(--fail); color: var(--card) }
.matrix tbody td.regressions { box-shadow: inset 0 0 0 2px var(--fail), inset 0 0 0 3px var(--card) } .matrix td.fixes { outline: 2px solid var(--pass); outline-offset: -3px } .matrix td.open { outline: 3px solid var(--link); outline-offset: -2px }
.skips { margin-top: 14px } .skips ul { columns: 22em; padding-left: 20px; margin: 8px 0 }
@media (max-width: 700px) { .matrix { --first: 152px } .matrix .spec th { padding: 3px 6px 3px 14px; font-size: 12.5px } .matrix .family th, .matrix .corner { padding: 3px 6px !important } .family th > small { white-space: normal } .count { margin-right: 5px } .grid > .scroll { max-height: 88vh } }
`;
