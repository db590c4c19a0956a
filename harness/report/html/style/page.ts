// SPDX-License-Identifier: GPL-2.0-only

/** The page as a whole, its head, and what is used all over it. */
export const page = `
* { box-sizing: border-box } [hidden] { display: none !important }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
p a, li a, dd a { text-decoration: underline; text-decoration-color: color-mix(in srgb, var(--link) 40%, transparent); text-underline-offset: 2px }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
code, pre, .mono { font-family: var(--mono); font-size: 12.5px }
small, .faint, .empty { color: var(--faint) }
.inside, main > section { max-width: 1240px; margin: 0 auto; padding: 0 28px }
main { padding-bottom: 80px } section { scroll-margin-top: 44px }
h2 { font-size: 19px; margin: 38px 0 12px } h3 { font-size: 15px; margin: 0 0 8px }
.banner { border-top: 6px solid var(--tone); background: var(--card); padding: 18px 0 10px }
.what { margin: 0; display: flex; flex-wrap: wrap; gap: 4px 18px; color: var(--faint); font-size: 13.5px } .what .lab { font-weight: 700; color: var(--ink) }
h1 { font-size: 25px; line-height: 1.35; font-weight: 650; margin: 10px 0 4px; text-wrap: pretty }
h1 .word { display: inline-block; color: var(--card); background: var(--tone); border-radius: 7px; padding: 1px 12px 2px; margin-right: 6px; font-weight: 700; text-transform: uppercase; font-size: 19px; vertical-align: 1px }
.lead { font-size: 16px; margin: 0 0 14px; max-width: 62em; text-wrap: pretty }
.changed { margin: 0 0 12px; columns: 2 340px } .changed dt { font-weight: 600; break-after: avoid }
.changed dd { margin: 0 0 6px 14px; break-inside: avoid } .changed dd > span { display: block } .changed .idle { color: var(--error) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(290px, 100%), 1fr)); gap: 10px; margin: 0 0 12px }
.tile { background: var(--soft); border-radius: 9px; padding: 8px 16px 10px; border-top: 3px solid var(--edge) }
.tile.broke { border-color: var(--fail) } .tile.fixed { border-color: var(--pass) } .tile.fine { border-color: var(--pass) }
.tile h2 { font-size: 13px; margin: 0; color: var(--faint); font-weight: 600 } .tile ul { margin: 2px 0 0; padding: 0; list-style: none; font-size: 14px } .tile li { margin: 2px 0 }
.numbers { margin: 0; display: flex; flex-wrap: wrap; gap: 0 16px; align-items: baseline; color: var(--faint) } .numbers b { font-size: 21px; line-height: 1.35; color: var(--ink) }
.numbers .regressions b, .numbers .failures b { color: var(--fail) } .numbers .fixes b, .numbers .newPasses b { color: var(--pass) }
.numbers .flaky b, .numbers .passesNow b, .numbers .lost b { color: var(--error) } .numbers .unknown b { color: var(--miss) } .numbers .zero b { color: var(--pass) }
.counts { display: grid; grid-template-columns: fit-content(40%) 1fr; gap: 4px 12px; margin: 4px 0 0; font-size: 14px } .counts dd { margin: 0; display: flex; flex-wrap: wrap; gap: 3px 4px }
.pill { display: inline-block; border-radius: 11px; padding: 0 9px; font-size: 12.5px; font-weight: 600; line-height: 22px }
nav { position: sticky; top: 0; z-index: 5; background: var(--card); border-top: 1px solid var(--line); box-shadow: var(--shadow) } nav .inside { display: flex; flex-wrap: wrap; gap: 4px 28px; padding-top: 9px; padding-bottom: 9px } nav small { margin-left: 2px }
.copy { display: flex; align-items: flex-start; gap: 10px; background: var(--code); border: 1px solid var(--line); border-radius: 7px; padding: 6px 8px 6px 12px; margin: 8px 0 }
.copy code { flex: 1; min-width: 0; white-space: pre-wrap } .copy .label { color: var(--faint); font-size: 12.5px; min-width: 3em }
.copy button, .filter button { font: inherit; font-size: 12px; color: var(--link); background: var(--card); border: 1px solid var(--edge); border-radius: 5px; padding: 0 9px; cursor: pointer }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 7px; padding: 10px 12px; margin: 8px 0; line-height: 1.45; white-space: pre-wrap }
.scroll { background: var(--card); border: 1px solid var(--line); border-radius: 9px; box-shadow: var(--shadow); overflow: auto }
table { border-collapse: collapse }
.list { width: 100%; min-width: 640px; table-layout: fixed; font-size: 14px } .list th { text-align: left; color: var(--faint); font-weight: 400; padding: 8px 12px } .list td { padding: 6px 12px; border-top: 1px solid var(--line); vertical-align: top } .list td small { display: block }
.list th { width: 38% } .list th.some { width: 22% } .list th.little { width: 11% }
@media (max-width: 700px) { .inside, main > section { padding: 0 14px } nav { position: static } section { scroll-margin-top: 0 } }
`;
