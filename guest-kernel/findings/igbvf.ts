// SPDX-License-Identifier: GPL-2.0-only
/**
 * VTEITR of vector 1, which receives: the interval in microseconds in bits 2 to 14, LLI_EN in bit 15 (82576 datasheet,
 * 8.8.14).
 */
export const VTEITR1 = 0x1684;

/** The interval that VTEITR holds, in microseconds. */
export const interval = (vteitr: number): number => (vteitr >> 2) & 0x1fff;
