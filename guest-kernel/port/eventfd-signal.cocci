// SPDX-License-Identifier: GPL-2.0-only
// Name: eventfd_signal() takes no count
// Since: 6.8
// Why: it always adds one; a call that adds another number, or looks at the result, is left alone
// Look for: eventfd_signal
// Needed: include/linux/eventfd.h has eventfd_signal\(struct eventfd_ctx \*ctx\)

@@
expression ctx;
@@
-eventfd_signal(ctx, 1);
+eventfd_signal(ctx);
