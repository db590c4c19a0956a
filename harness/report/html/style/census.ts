// SPDX-License-Identifier: GPL-2.0-only

/** Drivers by behaviours: a square a behaviour, those of a family next to each other. What is too wide scrolls. */
export const census = `
.census { border-collapse: collapse; font-size: 14px } .census th { text-align: left; font-weight: 400; color: var(--faint); padding: 6px 12px } .census tbody th { color: inherit }
.census td { padding: 4px 12px; border-top: 1px solid var(--line); white-space: nowrap } .census tbody th { border-top: 1px solid var(--line) }
@media print { .census { font-size: 11px } .census th, .census td { padding: 2px 3px; white-space: normal } .census thead th { writing-mode: vertical-rl } .census .sq { width: 14px; height: 14px; line-height: 14px; font-size: 9px } }
`;
