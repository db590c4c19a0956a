// SPDX-License-Identifier: GPL-2.0-only

/**
 * What a virtual function's driver logs when its physical function does not answer at probe: it is taken for one in reset.
 * igbvf's later "PF still resetting" is no fault: a physical one whose link comes up at that moment is busy.
 */
export const unanswered = /\bstill in reset state/i;
