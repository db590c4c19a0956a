// SPDX-License-Identifier: GPL-2.0-only
// Name: IRQF_DISABLED is gone
// Since: 4.1
// Why: it had no meaning any more: handlers run with interrupts off
// Look for: IRQF_DISABLED
// Needed: include/linux/interrupt.h lacks \bIRQF_DISABLED\b

@@
expression flags;
@@
(
-IRQF_DISABLED | flags
+flags
|
-flags | IRQF_DISABLED
+flags
|
-IRQF_DISABLED
+0
)
