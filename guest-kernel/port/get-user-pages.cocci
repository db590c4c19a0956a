// SPDX-License-Identifier: GPL-2.0-only
// Name: get_user_pages() gives no areas
// Since: 6.5
// Why: callers that asked for them are left alone
// Look for: get_user_pages
// Needed: include/linux/mm.h lacks \bget_user_pages\([^)]*\bvmas\)

@@
expression start, count, flags, pages;
@@
-get_user_pages(start, count, flags, pages, NULL)
+get_user_pages(start, count, flags, pages)
