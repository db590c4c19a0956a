// SPDX-License-Identifier: GPL-2.0-only

/**
 * On paper nothing scrolls, unfolds or opens. The matrix has as many columns as there are machines, which no sheet has
 * room for: its machines are numbered, and the squares of a spec follow each other with those numbers.
 */
export const print = `
@page { margin: 12mm }
@media print {
  * { print-color-adjust: exact; position: static !important }
  body { background: none; font-size: 10pt } .inside, main > section { padding: 0; max-width: none }
  .panel, .filter, nav, .copy button, .close { display: none !important }
  .timeline, .timeline .bar, .axis, .axis span { position: relative !important } .timeline .bar, .axis span { position: absolute !important } .timeline { break-inside: avoid }
  details::details-content { content-visibility: visible !important; display: block; block-size: auto } summary::before { content: "" !important }
  .card, .box, .scroll, .tile { box-shadow: none } .scroll { overflow: visible; max-height: none !important; border: 0; max-width: none !important } .grid > .scroll { width: auto }
  h2, h3, summary { break-after: avoid } tr, .tile, .copy { break-inside: avoid }
  .list { min-width: 0 } .list th, .list td { padding: 4px 6px } .tiles { grid-template-columns: repeat(3, 1fr) }
  .fold, .matrix .corner, .legend .hint, .card > summary .why { display: none !important }
  .matrix { display: block; counter-reset: machine; font-size: 9pt } .matrix tbody, .matrix tbody th { display: block; max-width: none; width: auto; min-width: 0 }
  .matrix thead { display: block; columns: 3; margin-bottom: 8px } .matrix thead tr { display: contents } .matrix thead th { display: none }
  .matrix thead th.machine { display: block; counter-increment: machine; white-space: normal; text-align: left; break-inside: avoid } .matrix thead th.machine > * { display: none } .matrix thead th.machine::before { content: counter(machine) ". " attr(data-name) }
  .matrix tbody tr, .matrix tbody tr.spec { display: grid !important; grid-template-columns: repeat(22, 1fr); gap: 1px; padding-bottom: 3px; counter-reset: machine } .matrix tbody tr > th { grid-column: 1 / -1; padding: 2px 0 }
  .matrix tbody tr > td { min-width: 0; height: auto; border-width: 0 !important; font-size: 8pt; white-space: nowrap } .matrix tbody td a { display: inline }
  .matrix.two tbody td:nth-child(2n), .matrix.one tbody td { counter-increment: machine } .matrix.two tbody td:nth-child(2n)::before, .matrix.one tbody td::before { content: counter(machine) "\\a0"; font-size: 6.5pt; font-weight: 400; color: var(--faint) }
  .skips ul { columns: 2 }
}
`;
